//! `fingerpost assess`: counts a maturity model, or scores files of answers to it.

use crate::base::codes::assessment::{
    ASSESSMENT_INVALID_ANSWERS, ASSESSMENT_OUTDATED_ANSWER, ASSESSMENT_UNKNOWN_QUESTION,
};
use crate::base::diagnostic::{self, Diagnostic, Location, Severity};
use crate::base::nearest::nearest;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::base::tree::Tree;
use crate::cli::args::{Assess, Format, Global};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, linked};
use crate::compile::{self, Options};
use crate::io::answers as file;
use crate::io::error::Error;
use crate::report::scores::{self, Answered};
use crate::site::assessment::Model;
use crate::site::assessment::answers::{self, Notice, NoticeKind};
use crate::site::assessment::score::Entry;
use crate::site::model::Site;

/// Runs the command.
pub fn run(global: &Global, assess: &Assess, terminal: &Terminal) -> Result<Outcome, Error> {
    let levels = assess.levels.all()?;
    if !matches!(global.format, Format::Human | Format::Json | Format::Markdown | Format::Svg | Format::Html) {
        let message = "`assess` prints its results as text, json, markdown, svg or html";
        return Err(Error::new(message));
    }
    let (site, outcome) = linked(global, terminal)?;
    let models = chosen(&site, assess.id.as_deref())?;
    if assess.answers.is_empty() {
        terminal.print(&match global.format {
            Format::Json => scores::counts_json(&models),
            Format::Markdown => scores::counts_markdown(&models),
            Format::Svg | Format::Html => {
                return Err(Error::new("there is nothing to draw without answers").help("name a file of answers"));
            }
            _ => scores::counts_text(&models),
        });
        return Ok(outcome);
    }
    let &[model] = models.as_slice() else {
        let ids: Vec<String> = models.iter().map(|model| format!("`{}`", model.id)).collect();
        let help = format!("name one with `--id`: {}", ids.join(", "));
        return Err(Error::new("the site has several assessments").help(help));
    };
    let (answered, findings, tree) = read(model, assess)?;
    let mut findings = compile::levelled(findings, &site, &Options { levels, ..Options::default() });
    diagnostic::sort(&mut findings);
    terminal.drawn(&findings, &tree);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Ok(Outcome::Refused);
    }
    let address = |entry: &Entry<'_>| {
        let id = entry.level.and_then(|level| level.heading.as_ref());
        let anchor = id.map(|id| format!("#{}", crate::base::url::encode_path(id))).unwrap_or_default();
        format!("{}{anchor}", site.absolute(&site.page(entry.question.page).url))
    };
    terminal.print(&match global.format {
        Format::Json => scores::json(model, &answered),
        Format::Markdown => scores::markdown(model, &answered, &address),
        Format::Svg => scores::svg(model, &answered),
        Format::Html => scores::html(model, &answered, &site.config().language),
        _ => scores::text(model, &answered),
    });
    Ok(outcome)
}

/// The model with this id, or all of them.
fn chosen<'a>(site: &'a Site, id: Option<&str>) -> Result<Vec<&'a Model>, Error> {
    let models: Vec<&Model> = site.assessments().models.iter().collect();
    if models.is_empty() {
        let help = "add a table `[[assessment]]` with `id` and `questions` to fingerpost.toml";
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

/// Reads the files that were named. What is wrong with one is a finding, and the others are still read.
fn read(model: &Model, assess: &Assess) -> Result<(Vec<Answered>, Vec<Diagnostic>, Tree), Error> {
    let (mut answered, mut findings, mut tree) = (Vec::new(), Vec::new(), Tree::default());
    for path in &assess.answers {
        let bytes = file::read(path)?;
        let name = path.display().to_string();
        let source = SourcePath::new(&name);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        tree.insert(name.as_str(), bytes);
        match answers::read(&text, model) {
            Ok((session, notices)) => {
                findings.extend(notices.iter().map(|notice| finding(notice, &source, &text)));
                let short = path.file_stem().map_or(name.clone(), |stem| stem.to_string_lossy().into_owned());
                answered.push(Answered { file: short, session, notices });
            }
            Err(message) => {
                let help = "use a file that the assessment's report page saved";
                findings
                    .push(Diagnostic::new(&ASSESSMENT_INVALID_ANSWERS, Location::file(&source), message).help(help));
            }
        }
    }
    Ok((answered, findings, tree))
}

/// What is to be said of an answer, at the id that it stands under.
fn finding(notice: &Notice, source: &SourcePath, text: &str) -> Diagnostic {
    let (code, help) = match notice.kind {
        NoticeKind::Moved => (&ASSESSMENT_OUTDATED_ANSWER, "look at the question again, and save the answers anew"),
        NoticeKind::LeftOut => (
            &ASSESSMENT_UNKNOWN_QUESTION,
            "a page that was renamed keeps its answers with its old address in `aliases`",
        ),
    };
    let quoted = notice.written_id.as_ref().map(|id| serde_json::Value::from(id.as_str()).to_string());
    let place = quoted.and_then(|quoted| Some((text.find(&quoted)?, quoted.len())));
    let at = match place {
        Some((start, length)) => Location::at(source, Span::new(start, start + length)),
        None => Location::file(source),
    };
    Diagnostic::new(code, at, notice.text.clone()).help(help)
}
