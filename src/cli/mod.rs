//! The command line: arguments (`args`), shared options (`options`, `load`), and one file per command.
//!
//! Everything that a command prints goes through `terminal`. What cannot be written decides the exit code: see `streams`.

pub mod args;
pub mod assess;
pub mod baseline;
pub mod build;
pub mod changed_since;
pub mod check;
pub mod diff;
pub mod explain;
pub mod external;
pub mod fix;
pub mod generate;
pub mod host;
pub mod import;
pub mod init;
pub mod list;
pub mod live_compile;
pub mod load;
pub mod mv;
pub mod nav;
pub mod new;
pub mod options;
pub mod outcome;
pub mod print;
pub mod progress;
pub mod publish;
pub mod readability;
pub mod review;
pub mod schema;
pub mod search;
pub mod serve;
pub mod streams;
pub mod terminal;
pub mod theme;
pub mod verify;

use std::io::{IsTerminal, Write, stderr, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::cli::args::{Args, Command};
use crate::cli::options::{Format, GlobalOptions, formats_of, names_of};
use crate::cli::outcome::Outcome;
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;

/// Bytes of stack for each thread: parsing and rendering recurse with the nesting of a page.
const STACK: usize = 16 * 1024 * 1024;

/// Runs the program.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        let message = format!("error: internal error{place}. Please report it, with the text that caused it.\n");
        // There is nowhere else to report to, and a panic in here would abort.
        let _ = stderr().write_all(message.as_bytes());
    }));
    let parsed = args::definition().try_get_matches().and_then(|matches| {
        let command = matches.subcommand_name().unwrap_or_default().to_owned();
        Ok((Args::from_arg_matches(&matches)?, command))
    });
    let (args, command_name) = match parsed {
        Ok(parsed) => parsed,
        Err(usage) => return print_usage(&without_control_characters(usage)),
    };
    let terminal = Terminal::new(&args.global);
    let command = || {
        check_format(args.global.format, &command_name)?;
        start_threads(&args.global)?;
        run_command(&args, &terminal)
    };
    // The hook has reported the panic.
    let Ok(result) = catch_unwind(AssertUnwindSafe(command)) else { return ExitCode::from(Outcome::COULD_NOT_RUN) };
    let result = match (result, terminal.write_error()) {
        (Ok(_), Some(error)) => Err(error),
        (result, _) => result,
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            terminal.error(&error);
            ExitCode::from(Outcome::COULD_NOT_RUN)
        }
    }
}

/// The same error about arguments that cannot begin a line or control a terminal: a script in CI may pass on words of others.
fn without_control_characters(usage: clap::Error) -> clap::Error {
    let shown = std::env::args_os().map(|argument| argument.to_string_lossy().replace(char::is_control, "\u{fffd}"));
    args::definition().try_get_matches_from(shown).err().unwrap_or(usage)
}

/// Prints help, the version, or what is wrong with the arguments.
fn print_usage(usage: &clap::Error) -> ExitCode {
    let streams = Streams::default();
    let print = |is_terminal: bool| {
        let text = usage.render();
        let is_styled = is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        if is_styled { text.ansi().to_string() } else { text.to_string() }
    };
    if usage.use_stderr() {
        streams.eprint(&print(stderr().is_terminal()));
    } else {
        streams.print(&print(stdout().is_terminal()));
    }
    match streams.write_error() {
        Some(error) => {
            streams.eprint(&format!("error: {error}\n"));
            ExitCode::from(Outcome::COULD_NOT_RUN)
        }
        None => ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(Outcome::COULD_NOT_RUN)),
    }
}

fn run_command(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let Args { global, command } = args;
    match command {
        Command::Build(args) => build::run(global, args, terminal),
        Command::Check(args) => check::run(global, args, terminal),
        Command::Fix(args) => fix::run(global, args, terminal),
        Command::Mv(args) => mv::run(global, args, terminal),
        Command::Serve(args) => serve::run(global, args, terminal),
        Command::Host(args) => host::run(global, args, terminal),
        Command::Import(args) => import::run(global, args, terminal),
        Command::Init(args) => init::run(global, args, terminal),
        Command::New(args) => new::run(global, args, terminal),
        Command::Publish(args) => publish::run(global, args, terminal),
        Command::Print(args) => print::run(global, args, terminal),
        Command::Theme(args) => theme::run(global, args, terminal),
        Command::Nav => nav::run(global, terminal),
        Command::List => list::run(global, terminal),
        Command::Review(args) => review::run(global, args, terminal),
        Command::Verify(args) => verify::run(global, args, terminal),
        Command::Schema(args) => schema::run(global, args, terminal),
        Command::Search(args) => search::run(global, args, terminal),
        Command::Assess(args) => assess::run(global, args, terminal),
        Command::Readability(args) => readability::run(global, args, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Completions { shell } => generate::completions(*shell, terminal),
        Command::Man { command } => generate::man_page(command.as_deref(), terminal),
    }
}

/// Refuses a format that the command does not have.
fn check_format(format: Format, command: &str) -> Result<(), Error> {
    let formats = formats_of(command);
    if formats.contains(&format) {
        return Ok(());
    }
    let help = match formats {
        [_] => format!("leave out `--format`: `{command}` prints only text"),
        formats => format!("`{command}` has the formats {}", names_of(formats)),
    };
    Err(Error::new(format!("`{command}` cannot print `{}`", names_of(&[format]))).help(help))
}

fn start_threads(global: &GlobalOptions) -> Result<(), Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(global.jobs().unwrap_or(0)).stack_size(STACK);
    pool.build_global().map_err(|error| Error::new(format!("cannot start threads: {error}")))
}
