//! Selects the pages that are questions, their order and their categories.

use crate::base::codes::assessment::ASSESSMENT_MISSING_CATEGORY;
use crate::base::codes::{CONFIG_INVALID_VALUE, META_INVALID_TYPE};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::node::{Node, Value};
use crate::base::path::{file_name_of, folder_of, is_markdown};
use crate::base::slug::{fold, slug};
use crate::config;
use crate::config::assessment::{Assessment, CategoryFrom, Questions};
use crate::parse::meta::Navigation as Declared;
use crate::parse::title;
use crate::site::assessment::model::{Category, Question};
use crate::site::assessment::source::{PageDiagnostics, PlacedLevel, PlacedQuestion, Source};
use crate::site::page::{Page, PageId, PageKind};
use crate::site::routes;

/// Ids that no category can have, because other pages of an assessment use them.
const RESERVED: [&str; 3] = ["review", "report", "compare"];

/// The pages that the settings name, in reading order.
pub(super) fn candidates(source: Source<'_>, settings: &Assessment, diagnostics: &mut Vec<Diagnostic>) -> Vec<PageId> {
    let under = match &settings.questions {
        Questions::Under(key) => Some(below(source, settings, key, diagnostics)),
        _ => None,
    };
    let is_named = |id: PageId, page: &Page| match &settings.questions {
        Questions::Files(pattern) => pattern.0.is_match(&page.content_path),
        Questions::Tag(tag) => page.meta().is_some_and(|meta| meta.tags.iter().any(|own| fold(own) == fold(tag))),
        Questions::Under(_) => under.as_ref().is_some_and(|pages| pages.contains(&id)),
    };
    let ids = (0..source.pages.len()).map(PageId);
    let mut found: Vec<PageId> = ids
        .filter(|id| {
            let page = &source.pages[id.0];
            let is_written = page.kind == PageKind::Authored && page.output.is_some() && !source.starts.contains(id);
            is_written && is_named(*id, page) && !is_refused(page)
        })
        .collect();
    found.sort_by(|a, b| {
        let key = |id: &PageId| (order(source, *id), position(source, *id), *id);
        let ((a, at, id), (b, bt, other)) = (key(a), key(b));
        a.total_cmp(&b).then(at.cmp(&bt)).then(id.cmp(&other))
    });
    found
}

/// `assessment: false`.
fn is_refused(page: &Page) -> bool {
    let node = page.document.as_ref().and_then(|document| document.front.get("assessment"));
    node.is_some_and(|node| node.value == Value::Bool(false) || node.text().as_deref() == Some("false"))
}

/// `assessment_order`; questions without one come after those that have one.
fn order(source: Source<'_>, page: PageId) -> f64 {
    let node = front(source, page, "assessment_order");
    node.and_then(Node::text).and_then(|text| text.trim().parse().ok()).unwrap_or(f64::INFINITY)
}

/// A page's place in the navigation; pages outside it come last.
fn position(source: Source<'_>, page: PageId) -> usize {
    let entry = source.navigation.of_page.get(&page);
    entry.map_or(usize::MAX, |entry| source.navigation.position[*entry])
}

fn front<'a>(source: Source<'a>, page: PageId, key: &str) -> Option<&'a Node> {
    source.pages[page.0].document.as_ref()?.front.get(key).filter(|node| !node.is_blank())
}

/// Every page below the navigation entry with this key.
fn below(source: Source<'_>, settings: &Assessment, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<PageId> {
    let navigation = source.navigation;
    let Some(top) = navigation.entries.iter().position(|entry| entry.key == key) else {
        let help = match nearest(key, navigation.entries.iter().map(|entry| entry.key.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`fingerpost nav --format json` shows the keys".to_owned(),
        };
        let at = Location::at(&config::source_path(), settings.questions_span);
        let message = format!("the navigation has no entry with the key `{key}`");
        diagnostics.push(Diagnostic::new(&CONFIG_INVALID_VALUE, at, message).help(help));
        return Vec::new();
    };
    navigation
        .below(top)
        .into_iter()
        .filter(|entry| *entry != top)
        .map(|entry| navigation.entries[entry].page)
        .collect()
}

/// Whether the page has subpages in the navigation.
pub(super) fn is_above_others(source: Source<'_>, page: PageId) -> bool {
    let entry = source.navigation.of_page.get(&page);
    entry.is_some_and(|entry| !source.navigation.entries[*entry].children.is_empty())
}

/// A page with its levels as a question.
pub(super) fn question(
    source: Source<'_>,
    page: PageId,
    levels: Vec<PlacedLevel>,
    page_diagnostics: &mut PageDiagnostics<'_>,
) -> PlacedQuestion {
    let text = |key: &str| front(source, page, key).and_then(Node::text).map(|text| text.trim().to_owned());
    let weight = match front(source, page, "assessment_weight") {
        None => 1.0,
        Some(node) => {
            let given = node.text().and_then(|text| text.trim().parse::<f64>().ok());
            given.filter(|weight| weight.is_finite() && *weight > 0.0).unwrap_or_else(|| {
                let place = (!node.inherited).then_some(node.span);
                let message = "`assessment_weight` is not a number above zero".to_owned();
                page_diagnostics.report(
                    &META_INVALID_TYPE,
                    place,
                    message,
                    "write `2` for a question that counts twice",
                );
                1.0
            })
        }
    };
    let former_titles = match front(source, page, "former_titles").map(|node| &node.value) {
        Some(Value::List(items)) => items.iter().filter_map(Node::text).collect(),
        _ => text("former_titles").into_iter().collect(),
    };
    let document = &page_diagnostics.document.facts;
    let former = document.meta.aliases.iter().map(|alias| {
        let alias = alias.trim_matches('/');
        alias.strip_suffix(".html").unwrap_or(alias).to_owned()
    });
    let (levels, places) = levels.into_iter().map(|placed| (placed.level, placed.place)).unzip();
    let question = Question {
        id: text("assessment_id").unwrap_or_else(|| path_id(&source.pages[page.0].content_path)),
        former_ids: former.collect(),
        title: document.title.clone(),
        former_titles,
        page: source.pages[page.0].key,
        weight,
        levels,
    };
    PlacedQuestion { question, places }
}

/// A source path in the form of a URL, so that old URLs are old identifiers.
fn path_id(content_path: &str) -> String {
    let ending = content_path.rfind('.').filter(|_| is_markdown(content_path));
    let stem = ending.map_or(content_path, |ending| &content_path[..ending]);
    let path = stem.strip_suffix("/index").unwrap_or(stem);
    path.split('/').map(slug).collect::<Vec<_>>().join("/")
}

/// What a category is called, and where that comes from.
#[derive(Debug, Clone)]
struct CategoryName {
    id: String,
    title: String,
    description: Option<String>,
    page: Option<PageId>,
}

/// Questions in their categories: those of pages in the order of the navigation, others as they first occur.
pub(super) fn categories(
    source: Source<'_>,
    settings: &Assessment,
    questions: Vec<Question>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Category> {
    let mut categories: Vec<Category> = Vec::new();
    for question in questions {
        let named = category_name(source, settings, source.id(question.page)).unwrap_or_else(|| {
            diagnostics.push(without_category(source, settings, source.id(question.page)));
            let (id, title) = (settings.id.clone(), settings.title.clone());
            CategoryName { id, title, description: None, page: None }
        });
        let page = named.page.map(|page| source.pages[page.0].key);
        // What is a page is the same where the page is; all else where the name is.
        let is_it = |one: &Category| one.page == page && (page.is_some() || fold(&one.title) == fold(&named.title));
        let place = categories.iter().position(is_it).unwrap_or_else(|| {
            let CategoryName { id, title, description, page: own } = named;
            let id = free_id(source, &categories, id, own);
            categories.push(Category { id, title, description, page, questions: Vec::new() });
            categories.len() - 1
        });
        categories[place].questions.push(question);
    }
    // The sort is stable: what has no page keeps the order in which it was found.
    categories.sort_by_key(|category| category.page.map_or(usize::MAX, |page| position(source, source.id(page))));
    categories
}

/// An id that no other category has, and no other page of the assessment: if need be, one made of the whole path.
fn free_id(source: Source<'_>, categories: &[Category], id: String, page: Option<PageId>) -> String {
    let is_free = |id: &String| !RESERVED.contains(&id.as_str()) && categories.iter().all(|one| one.id != *id);
    let path = page.map(|page| path_id(&source.pages[page.0].content_path).replace('/', "-"));
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    let mut wanted = std::iter::once(id.clone()).chain(path).chain(numbered);
    wanted.find(is_free).expect("the numbers do not end")
}

fn category_name(source: Source<'_>, settings: &Assessment, page: PageId) -> Option<CategoryName> {
    match &settings.category {
        CategoryFrom::NavParent => {
            let navigation = source.navigation;
            let entry = navigation.entries[*navigation.of_page.get(&page)?].parent?;
            Some(of_page(source, navigation.entries[entry].page))
        }
        CategoryFrom::Folder => {
            let question = &source.pages[page.0];
            let folder = match &question.folder {
                Some(own) => folder_of(own),
                None => folder_of(&question.content_path),
            };
            let owner = source.pages.iter().position(|page| page.folder.as_deref() == Some(folder));
            Some(owner.map_or_else(
                || called(&title::from_name(&format!("{folder}/index.md"))),
                |at| of_page(source, PageId(at)),
            ))
        }
        CategoryFrom::Tag => {
            let selecting = if let Questions::Tag(tag) = &settings.questions { fold(tag) } else { String::new() };
            let tags = &source.pages[page.0].meta()?.tags;
            Some(called(tags.iter().find(|tag| fold(tag) != selecting)?))
        }
        CategoryFrom::Key(key) => {
            let node = source.pages[page.0].document.as_ref()?.front.get_path(key)?;
            let first = if let Value::List(items) = &node.value { items.first()? } else { node };
            first.text().filter(|text| !text.trim().is_empty()).map(|text| called(text.trim()))
        }
    }
}

fn called(name: &str) -> CategoryName {
    CategoryName { id: slug(name), title: name.to_owned(), description: None, page: None }
}

/// A category that is a page: its identifier comes from the key it declares, else from its file or folder.
fn of_page(source: Source<'_>, id: PageId) -> CategoryName {
    let page = &source.pages[id.0];
    let declared = page.meta().and_then(|meta| match &meta.navigation {
        Declared::Declared(entry) => entry.key.clone(),
        Declared::Folder | Declared::Out => None,
    });
    let stated = page.document.as_ref().and_then(|document| document.front.get("assessment_id")?.text());
    let file = match &page.folder {
        Some(folder) if folder.is_empty() => "home".to_owned(),
        Some(folder) => file_name_of(folder).to_owned(),
        None => routes::bare_name(&page.content_path).to_owned(),
    };
    CategoryName {
        id: slug(&stated.or(declared).unwrap_or(file)),
        title: page.title.clone(),
        description: page.meta().and_then(|meta| meta.description.clone()),
        page: Some(id),
    }
}

fn without_category(source: Source<'_>, settings: &Assessment, page: PageId) -> Diagnostic {
    let document = source.pages[page.0].document.as_deref().expect("only authored pages are questions");
    let (what, help) = match &settings.category {
        CategoryFrom::NavParent => ("it has no parent in the navigation".to_owned(), "give it a parent".to_owned()),
        CategoryFrom::Folder => ("it is not in a folder".to_owned(), "move it into one".to_owned()),
        CategoryFrom::Tag => ("it has no tag for its category".to_owned(), "add the tag of its category".to_owned()),
        CategoryFrom::Key(key) => (format!("its front matter has no `{key}`"), format!("add `{key}:`")),
    };
    let message = format!("this question has no category: {what}");
    Diagnostic::new(&ASSESSMENT_MISSING_CATEGORY, Location::file(&document.path), message).help(help)
}
