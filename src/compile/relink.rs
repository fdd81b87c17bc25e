//! Links again after an edit that changes little, from the last site; see `site/relink.rs`.

use std::sync::{Arc, OnceLock};

use crate::base::diagnostic::Diagnostic;
use crate::base::path::{STATIC_FOLDER, is_markdown};
use crate::base::tree::{Bytes, Tree};
use crate::check::encodings;
use crate::compile::budget::HIGHLIGHTING_WORK;
use crate::compile::cascade;
use crate::compile::memo::Memo;
use crate::compile::options::Options;
use crate::compile::state::{LastCompile, Linked};
use crate::compile::template_ids::{self, template_ids};
use crate::config;
use crate::parse::document::Document;
use crate::site::relink::{has_same_place, with_facts, with_texts};

/// Documents with their paths below the content folder.
type Documents = Vec<(String, Arc<Document>)>;

/// The documents of the files that have changed, if nothing else has changed that linking depends on.
pub(super) fn changed_documents(
    tree: &Tree,
    options: &Options,
    last: &LastCompile<'_>,
    parse: impl Fn(&str, &Bytes) -> (String, Arc<Document>),
) -> Option<Documents> {
    // A library of an earlier day shows other documents than the files have. Where colours may be used up, a page can
    // depend on those before it.
    if last.linked.site.config().as_of.is_some() || spends_much(&last.linked.documents) {
        return None;
    }
    let is_template = |path: &str| template_ids::FOLDERS.iter().any(|folder| path.starts_with(folder));
    if last.changes.iter().any(|(path, _)| is_template(path))
        && template_ids(tree, options) != template_ids(last.tree, options)
    {
        return None;
    }
    let mut changed = Vec::new();
    for (path, is_in_both) in last.changes {
        if is_passed_through(path, *is_in_both, options, [tree, last.tree]) {
            continue;
        }
        if !is_in_both || !is_content(path, options) || !is_markdown(path) {
            return None;
        }
        changed.push(parse(path, &tree.get(path)?));
    }
    Some(changed)
}

/// The last site with these documents in place of those that it has; `None` where everything has to be linked again.
pub(super) fn relink(last: &Linked, changed: &Documents, memo: &Memo) -> Option<Linked> {
    let mut linked = last.clone();
    let mut has_same_facts = true;
    for (content_path, document) in changed {
        let at = linked.documents.binary_search_by(|(known, _)| known.as_str().cmp(content_path)).ok()?;
        let before = std::mem::replace(&mut linked.documents[at].1, document.clone());
        // What linking found may have a place in front matter.
        if before.facts != document.facts || before.front != document.front {
            has_same_facts = false;
            let can_keep = has_same_place(&before.facts, &document.facts, last.site.config())
                && !cascade::is_stated(&before.front)
                && !cascade::is_stated(&document.front)
                && !last.of_linking.iter().flat_map(Diagnostic::places).any(|at| at.path == document.path)
                && !last.site.redirects().iter().any(|redirect| redirect.stated_at.path == document.path);
            if !can_keep {
                return None;
            }
        }
    }
    if spends_much(&linked.documents) {
        return None;
    }
    if has_same_facts {
        linked.site = Arc::new(with_texts(&last.site, changed)?);
    } else {
        linked.site = Arc::new(with_facts(&last.site, changed)?);
        linked.number = memo.next_number();
        linked.answers = Arc::default();
    }
    linked.of_checks = OnceLock::new();
    Some(linked)
}

fn spends_much(documents: &Documents) -> bool {
    documents.iter().map(|(_, document)| document.highlighting_work).sum::<u64>() >= HIGHLIGHTING_WORK
}

fn is_content(path: &str, options: &Options) -> bool {
    let rest = if options.content.is_empty() { Some(path) } else { path.strip_prefix(&*options.content) };
    let is_below = rest.is_some_and(|rest| options.content.is_empty() || rest.starts_with('/'));
    is_below && (options.has_folders || path != config::FILE_NAME)
}

/// Whether a file is published as it is or belongs to the theme, and the change of it can break no link.
fn is_passed_through(path: &str, is_in_both: bool, options: &Options, trees: [&Tree; 2]) -> bool {
    let folder = path.split('/').next().unwrap_or_default();
    let is_known = folder == STATIC_FOLDER || template_ids::FOLDERS.contains(&folder);
    let is_picture = |tree: &Tree| tree.entry(path).is_some_and(|entry| entry.image_size().is_some());
    let is_linked = path.starts_with(STATIC_FOLDER) && (!is_in_both || trees.into_iter().any(is_picture));
    let is_wrong = |tree: &Tree| tree.get(path).is_some_and(|bytes| encodings::is_wrong(path, &bytes));
    options.has_folders && is_known && !is_content(path, options) && !is_linked && !trees.into_iter().any(is_wrong)
}
