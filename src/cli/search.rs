//! `fingerpost search`: searches the index of the site, in the terminal.

use serde_json::{Value, json};

use crate::base::json::pretty_json;
use crate::cli::load::{LinkedProject, link};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;
use crate::search::cache::SearchCache;
use crate::search::load::IndexReader;
use crate::search::query::{Filter, SearchResults};
use crate::search::rank::Hit;

/// Options of `fingerpost search`.
#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// What to search for
    #[arg(required = true)]
    pub query: Vec<String>,
    /// Only pages of this kind
    #[arg(long)]
    pub kind: Option<String>,
    /// Only pages with this tag
    #[arg(long)]
    pub tag: Option<String>,
    /// Only pages with this status, such as `approved`
    #[arg(long)]
    pub state: Option<String>,
    /// Show at most this many pages
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = limit)]
    pub limit: u16,
}

/// Reads the most pages to show, as a value parser of clap.
fn limit(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("use a number of pages from 1 to {}", u16::MAX))
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &SearchArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let LinkedProject { site, outcome } = link(global, terminal)?;
    let files = crate::search::files::write_to_memory(&site, &SearchCache::default());
    let query = args.query.join(" ");
    let SearchArgs { kind, tag, state, .. } = args;
    let filter = Filter { kind: kind.as_deref(), tag: tag.as_deref(), state: state.as_deref() };
    let answer = IndexReader::open(&files).search(&query, &filter, usize::from(args.limit));
    let root = format!("{}{}/", site.config().base_url.origin, site.config().base_url.prefix);
    terminal.print(&if terminal.is_json() {
        pretty_json(&as_json(&query, &answer, &root))
    } else {
        as_text(&query, &answer, &root, terminal)
    });
    Ok(outcome)
}

/// The same object as the search script of the site gives. `root` is the URL of the site, with a slash at its end.
pub fn as_json(query: &str, answer: &SearchResults, root: &str) -> Value {
    let section = |page: &Hit, at: usize| {
        let section = &page.sections[at];
        json!({ "title": section.heading, "url": section_url(root, page, at), "excerpt": section.excerpt })
    };
    let page = |page: &Hit| {
        let sections: Vec<_> = (0..page.sections.len()).map(|at| section(page, at)).collect();
        json!({
            "title": page.title, "url": format!("{root}{}", page.url), "path": page.path, "kind": page.kind,
            "state": page.state, "document_id": page.document_id, "sections": sections,
        })
    };
    let results: Vec<_> = answer.results.iter().map(page).collect();
    json!({
        "query": query, "total": answer.total, "words": answer.suggestions, "corrected": answer.corrected, "results": results,
    })
}

fn as_text(query: &str, answer: &SearchResults, root: &str, terminal: &Terminal) -> String {
    let mut out = String::new();
    if let Some(corrected) = &answer.corrected {
        out.push_str(&format!("Showing results for {corrected}\n"));
    }
    out.push_str(&match answer.total {
        0 => format!("No results for {query}\n"),
        1 => "1 page\n".to_owned(),
        total => format!("{total} pages\n"),
    });
    if !answer.suggestions.is_empty() {
        out.push_str(&format!("Similar words: {}\n", answer.suggestions.join(", ")));
    }
    for page in &answer.results {
        let about = [
            page.document_id.clone(),
            page.state.clone().filter(|state| state != "approved"),
            Some(page.path.join(" > ")),
        ];
        let about: Vec<String> = about.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        out.push_str(&format!("\n{}\n", terminal.bold(&page.title)));
        if !about.is_empty() {
            out.push_str(&format!("  {}\n", about.join(", ")));
        }
        for (at, section) in page.sections.iter().enumerate() {
            let heading = section.heading.as_ref().map(|heading| format!("{heading}: ")).unwrap_or_default();
            let excerpt: String = section
                .excerpt
                .iter()
                .map(|(piece, hit)| if *hit { terminal.bold(piece) } else { piece.clone() })
                .collect();
            out.push_str(&format!("  {}\n    {heading}{excerpt}\n", section_url(root, page, at)));
        }
    }
    out
}

fn section_url(root: &str, page: &Hit, section: usize) -> String {
    match &page.sections[section].anchor {
        Some(anchor) => format!("{root}{}#{}", page.url, crate::base::url::encode_path(anchor)),
        None => format!("{root}{}", page.url),
    }
}
