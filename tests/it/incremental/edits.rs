//! Random edits of a project: its pages, other files, templates and settings.

use fingerpost::base::tree::Tree;

use super::chance::Chance;
use super::pages::{block, front_line, page, page_path, question, with_line};
use super::settings::Settings;

/// A project that changes.
pub struct Project {
    pub tree: Tree,
    settings: Settings,
    /// The content folder with its slash, or nothing.
    content: &'static str,
    focus: Focus,
    /// The last state that was rendered as a whole.
    whole: Option<(Tree, Settings)>,
    is_whole: bool,
}

/// What a good part of the edits change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    All,
    /// Questions and their levels.
    Assessments,
    Kinds,
    /// Templates, and the files that they link.
    Files,
}

/// Files besides pages that can be there or not, with their text. `content/` is the content folder.
const FILES: &[(&str, &str)] = &[
    ("static/file.txt", "one"),
    ("static/file.txt", "two"),
    ("static/logo.svg", "<svg width=\"5\" height=\"5\"></svg>"),
    ("static/drawn.svg", "<svg width=\"5\" height=\"5\"></svg>"),
    ("static/drawn.svg", "<svg width=\"7\" height=\"5\"></svg>"),
    ("static/drawn.svg", "<svg></svg>"),
    ("static/guides/a/index.html", "shadow of a page"),
    ("static/index.html", "shadow of the home page"),
    ("static/sitemap.xml", "shadow of the sitemap"),
    ("static/old/index.html", "shadow of a redirect"),
    ("static/assets/site.css", "shadow of an asset"),
    ("static/a/b", "a file"),
    ("content/picture.svg", "<svg width=\"10\" height=\"20\"></svg>"),
    ("content/picture.svg", "<svg width=\"30\" height=\"20\"></svg>"),
    ("content/guides/a.pdf", "%PDF"),
    ("content/guides/a.pdf", "%PDF, longer"),
    ("content/sops/form.docx", "form"),
    ("content/file.txt", "of the content"),
    ("content/a/index.html", "<p id=\"boat\">attachment"),
    ("templates/partials/footer.html", "<footer>{{ site.title }}</footer>"),
    ("templates/partials/footer.html", "<footer>{{ page.titel }}</footer>"),
    (
        "templates/partials/footer.html",
        "<footer><a href=\"{{ url('/guides/a/') }}\">a</a> <a href=\"{{ url('/file.txt') }}\">f</a></footer>",
    ),
    (
        "templates/partials/footer.html",
        "<footer><a href=\"{{ url('/a/#boat') }}\">a</a> <a href=\"#rope\">r</a> <a href='{{ url('/x/y/b/#tide') }}'>x</a></footer>",
    ),
    (
        "templates/partials/footer.html",
        "<footer><img src=\"{{ url('/logo.svg') }}\" alt=\"\"> {{ asset('own.css') }}</footer>",
    ),
    (
        "templates/partials/footer.html",
        "<footer>{{ site.extra.phone }} {{ site.theme.footer }} {{ site.register_url }} {{ site.coverage_url }} {{ site.glossary_url }}</footer>",
    ),
    ("templates/special.html", "Special {{ page.title }} {{ site.recent|length }}"),
    (
        "templates/special.html",
        "{{ page.meta.owner }} {% for p in page.backlinks %}<a href=\"{{ p.url }}\">{{ p.title }}</a>{% endfor %}{% for p in page.related %}{{ p.document_id }}{% endfor %}",
    ),
    (
        "templates/special.html",
        "{% for p in page.children %}{{ p.title }} {{ p.state }} {{ p.updated }}{% for f in p.facts %}{{ f.value }}{% endfor %}{% endfor %}{{ page.previous.title }} {{ page.next.url }}",
    ),
    ("templates/special.html", "{% if %}"),
    ("templates/page.html", "{{ page.content }}{{ page.nav_html }}"),
    (
        "templates/page.html",
        "{{ page.content }}{% for t in site.tree %}{{ t.title }}{% endfor %}{% for t in site.tags %}{{ t.name }}{{ t.count }}{% endfor %}{{ page.trail|length }}",
    ),
    (
        "templates/assessment-category.html",
        "{% for q in page.assessment.questions %}{{ q.title }}{{ q.levels|length }}{% endfor %}",
    ),
    ("templates/base.html", "<title>{{ page.title }}</title>{% block body %}{% endblock %}"),
    ("themes/own/templates/page.html", "<p id=\"own\">{{ page.content }}</p>"),
    ("themes/own/templates/tag.html", "{{ page.pages|length }}"),
    ("themes/own/assets/own.css", "p { color: red }"),
    ("themes/own/assets/own.css", "p { color: blue }"),
    ("themes/own/assets/site.css", "p { color: red }"),
];

/// Files that templates of `FILES` link.
const LINKED: &[&str] = &[
    "static/file.txt",
    "static/logo.svg",
    "content/file.txt",
    "content/a/index.html",
    "templates/partials/footer.html",
];

impl Project {
    pub fn new(content: &'static str, focus: Focus, chance: &mut Chance) -> Project {
        let settings = match focus {
            Focus::Assessments => Settings::with_focus("assessment", chance),
            Focus::Kinds => Settings::with_focus("kinds", chance),
            Focus::All | Focus::Files => Settings::default(),
        };
        let mut project = Project { tree: Tree::default(), settings, content, focus, whole: None, is_whole: true };
        for _ in 0..10 {
            let path = project.content(&page_path(chance));
            project.tree.insert(path, page(chance).into_bytes());
        }
        project
    }

    fn content(&self, path: &str) -> String {
        format!("{}{path}", self.content)
    }

    /// Notes whether every output of the present state could be made. After one that could not, most edits go back.
    pub fn note(&mut self, is_whole: bool) {
        if is_whole {
            self.whole = Some((self.tree.clone(), self.settings.clone()));
        }
        self.is_whole = is_whole;
    }

    /// Makes one edit and says which.
    pub fn edit(&mut self, chance: &mut Chance) -> String {
        if !self.is_whole
            && chance.below(3) > 0
            && let Some((tree, settings)) = &self.whole
        {
            (self.tree, self.settings) = (tree.clone(), settings.clone());
            self.is_whole = true;
            return "back to the last whole state".to_owned();
        }
        let is_page = |path: &&str| path.starts_with(self.content) && path.ends_with(".md");
        let pages: Vec<String> = self.tree.iter().map(|(path, _)| path).filter(is_page).map(str::to_owned).collect();
        let some_page = (!pages.is_empty()).then(|| pages[chance.below(pages.len())].clone());
        let kind = if self.focus == Focus::Files { chance.below(36) } else { chance.below(24) };
        match (kind, some_page) {
            (0..=3, Some(path)) => self.prose(path, chance),
            (4..=6, Some(path)) => self.front_matter(path, chance),
            (7..=9, Some(path)) => self.text_block(path, chance),
            (10, Some(path)) => {
                self.tree.remove(&path);
                format!("removed {path}")
            }
            (11, Some(path)) => self.rename(&path, chance),
            (12, Some(path)) => self.turn_into_attachment(&path, chance),
            (13..=15, _) => {
                let path = self.content(&page_path(chance));
                self.tree.insert(path.clone(), page(chance).into_bytes());
                format!("page {path}")
            }
            (16..=18 | 24.., _) => self.file(chance),
            (19, _) => self.turn_into_page(chance),
            _ => {
                let changed = self.settings.edit(chance);
                self.tree.insert("fingerpost.toml", self.settings.text().into_bytes());
                format!("settings: {changed}")
            }
        }
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.tree.get(path).expect("a file of the tree")).into_owned()
    }

    /// Changes prose alone: the most common edit, which has a fast path.
    fn prose(&mut self, path: String, chance: &mut Chance) -> String {
        let text = self.text(&path);
        let more = format!("More {}.\n", chance.below(100));
        let text = match text.find("More of it.\n").filter(|_| chance.below(2) == 0) {
            Some(at) => format!("{}{more}{}", &text[..at], &text[at..]),
            None => text + &more,
        };
        self.tree.insert(path.clone(), text.into_bytes());
        format!("prose of {path}")
    }

    /// Adds or removes a line of front matter.
    fn front_matter(&mut self, path: String, chance: &mut Chance) -> String {
        let text = self.text(&path);
        let line = front_line(chance);
        let (text, changed) = match text.strip_prefix("---\n") {
            Some(rest) if chance.below(3) == 0 => {
                // Without its first line, or without front matter if that was the last one.
                let rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
                let text = rest.strip_prefix("---\n").map_or(format!("---\n{rest}"), str::to_owned);
                (text, "without a line".to_owned())
            }
            Some(rest) => {
                let (front, body) = rest.split_once("---\n").unwrap_or((rest, ""));
                (format!("---\n{}---\n{body}", with_line(front, &line)), format!("with {line:?}"))
            }
            None => (format!("---\n{line}---\n{text}"), format!("with {line:?}")),
        };
        self.tree.insert(path.clone(), text.into_bytes());
        format!("front matter of {path}, {changed}")
    }

    /// Adds a block, or removes one.
    fn text_block(&mut self, path: String, chance: &mut Chance) -> String {
        let text = self.text(&path);
        let is_question = self.focus == Focus::Assessments && chance.below(2) == 0;
        let start = text.find("# ").unwrap_or(text.len());
        let (front, body) = text.split_at(start);
        let mut blocks: Vec<String> = body.split_inclusive("\n\n").map(str::to_owned).collect();
        let at = chance.below(blocks.len() + 1);
        if chance.below(3) == 0 && at < blocks.len() {
            blocks.remove(at);
        } else {
            blocks.insert(at, if is_question { question(chance) } else { block(chance) });
        }
        self.tree.insert(path.clone(), format!("{front}{}", blocks.concat()).into_bytes());
        format!("block {at} of {path}")
    }

    fn rename(&mut self, from: &str, chance: &mut Chance) -> String {
        let to = self.content(&page_path(chance));
        self.move_file(from, &to)
    }

    fn turn_into_attachment(&mut self, from: &str, chance: &mut Chance) -> String {
        let to = from.replace(".md", chance.one(&[".txt", ".pdf", "/index.html"]));
        self.move_file(from, &to)
    }

    fn turn_into_page(&mut self, chance: &mut Chance) -> String {
        let is_attachment =
            |path: &&str| path.starts_with(self.content) && (path.ends_with(".txt") || path.ends_with(".pdf"));
        let files: Vec<&str> = self.tree.iter().map(|(path, _)| path).filter(is_attachment).collect();
        if files.is_empty() {
            return "nothing".to_owned();
        }
        let from = files[chance.below(files.len())].to_owned();
        let to = format!("{}.md", &from[..from.len() - 4]);
        self.move_file(&from, &to)
    }

    fn move_file(&mut self, from: &str, to: &str) -> String {
        let bytes = self.tree.get(from).expect("a file of the tree").clone();
        self.tree.remove(from);
        self.tree.insert(to, bytes);
        format!("renamed {from} to {to}")
    }

    /// Adds, changes or removes a file that is not a page.
    fn file(&mut self, chance: &mut Chance) -> String {
        let linked = FILES.iter().filter(|(path, _)| LINKED.contains(path));
        let files: Vec<_> = match self.focus == Focus::Files && chance.below(2) == 0 {
            true => linked.collect(),
            false => FILES.iter().collect(),
        };
        let (path, text) = *files[chance.below(files.len())];
        let path = match path.strip_prefix("content/") {
            Some(below) => self.content(below),
            None => path.to_owned(),
        };
        if self.tree.get(&path).is_some() && chance.below(2) == 0 {
            self.tree.remove(&path);
            return format!("removed {path}");
        }
        self.tree.insert(path.clone(), text.as_bytes().to_vec());
        format!("file {path}: {text}")
    }
}
