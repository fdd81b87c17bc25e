//! `fingerpost schema`: prints the kinds of document as JSON Schema, for editors.

use crate::base::json::pretty_json;
use crate::base::nearest::nearest;
use crate::cli::load::{LinkedProject, link};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;
use crate::parse::kind::schema;

/// Options of `fingerpost schema`.
#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// Only for pages of this kind, such as `sop`
    pub kind: Option<String>,
}

/// Runs the command; with a kind, for pages of that kind only.
pub fn run(global: &GlobalOptions, args: &SchemaArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let LinkedProject { site, outcome } = link(global, terminal)?;
    let kinds = &site.config().kinds;
    let schema = match args.kind.as_deref() {
        None => schema::of_all(kinds),
        Some(name) => {
            let kind = kinds.find(name).ok_or_else(|| {
                let names: Vec<&str> = kinds.list.iter().map(|kind| kind.name.as_str()).collect();
                let help = match nearest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the kinds are {}", names.join(", ")),
                };
                Error::new(format!("there is no kind `{name}`")).help(help)
            })?;
            schema::of_one(kinds, kind)
        }
    };
    terminal.print(&pretty_json(&schema));
    Ok(outcome)
}
