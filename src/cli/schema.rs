//! `fingerpost schema`: the kinds of the site as JSON Schema, for editors.

use crate::base::nearest::nearest;
use crate::cli::args::Global;
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, linked};
use crate::io::error::Error;
use crate::parse::kind::schema;

/// Runs the command; with a kind, for pages of that kind alone.
pub fn run(global: &Global, kind: Option<&str>, terminal: &Terminal) -> Result<Outcome, Error> {
    let (site, outcome) = linked(global, terminal)?;
    let kinds = &site.config().kinds;
    let schema = match kind {
        None => schema::of_all(kinds),
        Some(name) => {
            let kind = kinds.find(name).ok_or_else(|| {
                let names: Vec<&str> = kinds.list.iter().map(|kind| kind.name.as_str()).collect();
                let help = match nearest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the kinds are {}", names.join(", ")),
                };
                Error::new(format!("no kind `{name}` is defined")).help(help)
            })?;
            schema::of_one(kinds, kind)
        }
    };
    terminal.print(&format!("{}\n", serde_json::to_string_pretty(&schema).expect("plain values become JSON")));
    Ok(outcome)
}
