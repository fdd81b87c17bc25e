//! The command line: what was typed, what it means, one short file a command.
//!
//! Findings are printed here and nowhere else. Exit codes: 0 clean (warnings allowed), 1 findings at error level,
//! 2 could not run.

pub mod args;
pub mod assess;
pub mod build;
pub mod check;
pub mod explain;
pub mod external;
pub mod fix;
pub mod generate;
pub mod list;
pub mod mv;
pub mod nav;
pub mod new;
pub mod print;
pub mod progress;
pub mod readability;
pub mod review;
pub mod schema;
pub mod search;
pub mod serve;
pub mod streams;
pub mod terminal;
pub mod verify;

use std::io::{Write, stderr, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use crate::base::diagnostic::{self, Diagnostic};
use crate::base::history::History;
use crate::base::tree::Tree;
use crate::cli::args::{Args, Command, Format};
use crate::cli::progress::Progress;
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::compile::memo::Memo;
use crate::compile::{self, Compilation, Observer, Options};
use crate::config::CheckLevel;
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::project::{self, Project};
use crate::io::{git, read};
use crate::site::model::Site;

/// How a command ended when it could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Clean,
    /// Findings at error level.
    Refused,
}

/// Runs the program.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(|fault| {
        let place = fault.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        let message = format!(
            "error: Fingerpost itself failed{place}. Please report this line, with the text that it failed at.\n"
        );
        // There is nowhere else to report to, and a panic in here would end the program at once.
        let _ = stderr().write_all(message.as_bytes());
    }));
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(usage) => return print_usage(&usage),
    };
    let terminal = Terminal::new(&args.global);
    let work = || threads(&args).and_then(|()| command(&args, &terminal));
    // The hook has reported it.
    let Ok(result) = catch_unwind(AssertUnwindSafe(work)) else { return ExitCode::from(COULD_NOT_RUN) };
    if let Err(error) = &result {
        terminal.failure(error);
    }
    match (terminal.write_failure(), result) {
        (Some(error), _) => {
            terminal.failure(&error);
            ExitCode::from(COULD_NOT_RUN)
        }
        (None, Err(_)) => ExitCode::from(COULD_NOT_RUN),
        (None, Ok(Outcome::Refused)) => ExitCode::from(1),
        (None, Ok(Outcome::Clean)) => ExitCode::SUCCESS,
    }
}

/// The exit code of a command that could not run, or whose output could not be written.
const COULD_NOT_RUN: u8 = 2;

/// Prints help, the version, or what is wrong with the arguments.
fn print_usage(usage: &clap::Error) -> ExitCode {
    let printed = usage.print().and_then(|()| stdout().flush());
    let streams = Streams::default();
    if usage.use_stderr() {
        streams.record_error(printed);
    } else {
        streams.record_output(printed);
    }
    match streams.failure() {
        Some(error) => {
            streams.eprint(&format!("error: {error}\n"));
            ExitCode::from(COULD_NOT_RUN)
        }
        None => ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(COULD_NOT_RUN)),
    }
}

fn command(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let is_drawing = matches!(args.global.format, Format::Svg | Format::Html);
    if is_drawing && !matches!(args.command, Command::Assess(_)) {
        return Err(Error::new("only `assess` draws").help("leave `--format` out, or take another one"));
    }
    if matches!(args.global.format, Format::Csv | Format::Ics) && !matches!(args.command, Command::Review(_)) {
        return Err(Error::new("`csv` and `ics` are formats of `review`"));
    }
    match &args.command {
        Command::Build(build) => build::run(&args.global, build, terminal),
        Command::Check(check) => check::run(&args.global, check, terminal),
        Command::Fix(fix) => fix::run(&args.global, fix, terminal),
        Command::Mv(mv) => mv::run(&args.global, mv, terminal),
        Command::Serve(serve) => serve::run(&args.global, serve, terminal),
        Command::New(new) => new::run(&args.global, new, terminal),
        Command::Print(print) => print::run(&args.global, print, terminal),
        Command::Nav => nav::run(&args.global, terminal),
        Command::List => list::run(&args.global, terminal),
        Command::Review(review) => review::run(&args.global, review, terminal),
        Command::Verify(wanted) => verify::run(&args.global, wanted, terminal),
        Command::Schema { kind } => schema::run(&args.global, kind.as_deref(), terminal),
        Command::Search(search) => search::run(&args.global, search, terminal),
        Command::Assess(assess) => assess::run(&args.global, assess, terminal),
        Command::Readability { page } => readability::run(&args.global, page.as_deref(), terminal),
        Command::Explain { code } => explain::run(code.as_deref(), terminal),
        Command::Completions { shell } => generate::completions(*shell, terminal),
        Command::Man => generate::manual_page(terminal),
    }
}

/// Sets how many threads the work may use.
fn threads(args: &Args) -> Result<(), Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.jobs().unwrap_or(0)).stack_size(16 * 1024 * 1024);
    pool.build_global().map_err(|error| Error::new(format!("cannot start threads: {error}")))
}

/// A project that was read, with what a compile of it needs.
pub struct Loaded {
    pub project: Project,
    pub tree: Arc<Tree>,
    pub options: Options,
    /// What went wrong while files were read.
    pub findings: Vec<Diagnostic>,
}

impl Loaded {
    /// Compiles what was read; what went wrong while it was read stands among the findings.
    fn compile(&self, memo: &Arc<Memo>, observer: &dyn Observer) -> Compilation {
        let mut compilation = compile::compile(&self.tree, &self.options, memo, observer);
        let reading = compile::levelled(self.findings.clone(), &compilation.site, &self.options);
        compilation.findings.extend(reading);
        diagnostic::sort(&mut compilation.findings);
        compilation
    }
}

/// Finds and reads the project that the command line names.
pub fn load(global: &args::Global, levels: Vec<(String, CheckLevel)>) -> Result<Loaded, Error> {
    let project = project::find(&global.places())?;
    let (tree, mut findings) = read::read(&project);
    let options = options(global, &project, levels, &mut findings)?;
    Ok(Loaded { project, tree: Arc::new(tree), options, findings })
}

/// What a compile depends on besides the files.
fn options(
    global: &args::Global,
    project: &Project,
    levels: Vec<(String, CheckLevel)>,
    findings: &mut Vec<Diagnostic>,
) -> Result<Options, Error> {
    let history = if project.git.is_wanted() { git::history(project) } else { Ok(History::new()) };
    let mut history = history.unwrap_or_else(|finding| {
        findings.push(*finding);
        History::new()
    });
    if !project.git.history {
        history.values_mut().for_each(|commits| commits.truncate(1));
    }
    Ok(Options {
        content: project.content_name.clone(),
        has_folders: project.has_folders(),
        base_url: global.base_url()?,
        book: None,
        drafts: global.drafts,
        as_of: None,
        printed_on: None,
        levels,
        history: Arc::new(history),
    })
}

/// Reads and links the project, and prints what forbids a right answer; for `nav` and `list`.
fn linked(global: &args::Global, terminal: &Terminal) -> Result<(Arc<Site>, Outcome), Error> {
    linked_and_told(global, terminal, |_| false)
}

/// As `linked`, and prints other findings that matter to the answer too.
fn linked_and_told(
    global: &args::Global,
    terminal: &Terminal,
    matters: fn(&Diagnostic) -> bool,
) -> Result<(Arc<Site>, Outcome), Error> {
    let loaded = load(global, Vec::new())?;
    let memo = Cache::new(loaded.project.cache()).memo();
    let progress = Progress::silent();
    let linked = compile::link(&loaded.tree, &loaded.options, &memo, None, &progress);
    let mut findings = linked.findings;
    findings.extend(linked.documents.iter().flat_map(|(_, document)| document.findings.iter().cloned()));
    findings.extend(loaded.findings);
    let site = linked.site;
    let findings = compile::finish(findings, &site, &loaded.options);
    // Only what makes the answer wrong: broken links are the business of `build`.
    let (told, fatal): (Vec<Diagnostic>, Vec<Diagnostic>) = findings
        .into_iter()
        .filter(|finding| finding.is_fatal() || matters(finding))
        .partition(|finding| !finding.is_fatal());
    let outcome = if fatal.is_empty() { Outcome::Clean } else { Outcome::Refused };
    terminal.drawn(&fatal, &loaded.tree);
    terminal.drawn(&told, &loaded.tree);
    Ok((site, outcome))
}
