//! `fingerpost assess`: summarises an assessment, or scores files of saved answers.

use std::path::PathBuf;

use crate::base::code::Severity;
use crate::base::codes::assessment::{
    ASSESSMENT_INVALID_ANSWERS, ASSESSMENT_OUTDATED_ANSWER, ASSESSMENT_UNKNOWN_QUESTION,
};
use crate::base::diagnostic::{self, Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::base::tree::Tree;
use crate::cli::load::{LinkedProject, link};
use crate::cli::options::{Format, GlobalOptions, LevelOptions};
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::compile;
use crate::compile::options::Options;
use crate::io::answers as file;
use crate::io::error::Error;
use crate::report::scores::{self, AnswerFile};
use crate::site::assessment::answers;
use crate::site::assessment::model::Model;
use crate::site::assessment::score::ScoredQuestion;
use crate::site::assessment::session::{Notice, NoticeKind};
use crate::site::model::Site;

/// Options of `fingerpost assess`.
#[derive(Debug, clap::Args)]
pub struct AssessArgs {
    #[command(flatten)]
    pub levels: LevelOptions,
    /// Id of the assessment, if the site has several
    #[arg(long)]
    pub id: Option<String>,
    /// Files of saved answers
    #[arg(value_name = "FILE")]
    pub answers: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &AssessArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let levels = args.levels.levels()?;
    let LinkedProject { site, outcome } = link(global, terminal)?;
    let models = chosen(&site, args.id.as_deref())?;
    if args.answers.is_empty() {
        terminal.print(&match global.format {
            Format::Json => scores::counts_json(&models),
            Format::Markdown => scores::counts_markdown(&models),
            Format::Svg | Format::Html => {
                return Err(Error::new("a chart needs answers").help("add a file of saved answers"));
            }
            _ => scores::counts_text(&models),
        });
        return Ok(outcome);
    }
    let &[model] = models.as_slice() else {
        let ids: Vec<String> = models.iter().map(|model| format!("`{}`", model.id)).collect();
        let help = format!("choose one with `--id`: {}", ids.join(", "));
        return Err(Error::new("the site has several assessments").help(help));
    };
    let AnswerFiles { answered, diagnostics, tree } = read(model, args)?;
    let mut diagnostics = compile::apply_severity(diagnostics, &site, &Options { levels, ..Options::default() });
    diagnostic::sort(&mut diagnostics);
    terminal.render(&diagnostics, &tree);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Ok(Outcome::Failed);
    }
    let url = |entry: &ScoredQuestion<'_>| {
        let id = entry.level.and_then(|level| level.heading.as_ref());
        let anchor = id.map(|id| format!("#{}", crate::base::url::encode_path(id))).unwrap_or_default();
        let url = site.by_key(entry.question.page).map(|page| site.absolute(&page.url)).unwrap_or_default();
        format!("{url}{anchor}")
    };
    terminal.print(&match global.format {
        Format::Json => scores::json(model, &answered),
        Format::Markdown => scores::markdown(model, &answered, &url),
        Format::Svg => scores::svg(model, &answered),
        Format::Html => scores::html(model, &answered, &site.config().language),
        _ => scores::text(model, &answered),
    });
    Ok(outcome)
}

/// The model with this id, or all of them.
fn chosen<'a>(site: &'a Site, id: Option<&str>) -> Result<Vec<&'a Model>, Error> {
    let models: Vec<&Model> = site.assessments().models.iter().map(AsRef::as_ref).collect();
    if models.is_empty() {
        let help = "add an `[[assessment]]` table with `id` and `questions` to fingerpost.toml";
        return Err(Error::new("the site has no assessment").help(help));
    }
    let Some(id) = id else { return Ok(models) };
    let found: Vec<&Model> = models.iter().copied().filter(|model| model.id == id).collect();
    if found.is_empty() {
        let failure = Error::new(format!("there is no assessment `{id}`"));
        return Err(match nearest(id, models.iter().map(|model| model.id.as_str())) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure,
        });
    }
    Ok(found)
}

/// The files of answers.
struct AnswerFiles {
    answered: Vec<AnswerFile>,
    diagnostics: Vec<Diagnostic>,
    /// Their bytes by path, for reports with source lines.
    tree: Tree,
}

/// Reads the files of answers. A problem with one is a diagnostic, and the others are still read.
fn read(model: &Model, args: &AssessArgs) -> Result<AnswerFiles, Error> {
    let (mut answered, mut diagnostics, mut tree) = (Vec::new(), Vec::new(), Tree::default());
    for path in &args.answers {
        let bytes = file::read(path)?;
        let name = path.display().to_string();
        let source = SourcePath::new(&name);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        tree.insert(name.as_str(), bytes);
        match answers::read(&text, model) {
            Ok((session, notices)) => {
                diagnostics.extend(notices.iter().map(|notice| diagnostic(notice, &source, &text)));
                let short = path.file_stem().map_or(name.clone(), |stem| stem.to_string_lossy().into_owned());
                answered.push(AnswerFile { file: short, session, notices });
            }
            Err(message) => {
                let help = "use a file that the report page of the assessment saved";
                diagnostics
                    .push(Diagnostic::new(&ASSESSMENT_INVALID_ANSWERS, Location::file(&source), message).help(help));
            }
        }
    }
    Ok(AnswerFiles { answered, diagnostics, tree })
}

/// The diagnostic about an answer, at the id of its question.
fn diagnostic(notice: &Notice, source: &SourcePath, text: &str) -> Diagnostic {
    let (code, help) = match notice.kind {
        NoticeKind::Moved => (&ASSESSMENT_OUTDATED_ANSWER, "check the question and save the answers again"),
        NoticeKind::LeftOut => {
            (&ASSESSMENT_UNKNOWN_QUESTION, "if the page was renamed, add its old URL to its `aliases`")
        }
    };
    let quoted = notice.written_id.as_ref().map(|id| serde_json::Value::from(id.as_str()).to_string());
    let place = quoted.and_then(|quoted| Some((text.find(&quoted)?, quoted.len())));
    let at = match place {
        Some((start, length)) => Location::at(source, Span::new(start, start + length)),
        None => Location::file(source),
    };
    Diagnostic::new(code, at, notice.text.clone()).help(help)
}
