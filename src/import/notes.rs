//! What an import could not carry over, or changed on the way, by topic.

/// The subject of a note: the groups of the report, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    Findings,
    NotRead,
    Changes,
    Languages,
    TemplatePages,
    TemplateTags,
    Includes,
    Macros,
    Components,
    Layouts,
    FrontMatter,
    Urls,
    Anchors,
    Navigation,
    Redirects,
    Settings,
    Plugins,
    ThemeFiles,
    Looks,
    Icons,
    Abbreviations,
    Folders,
    Fragments,
    Converted,
}

/// Every topic, in the order of the report.
pub const TOPICS: [Topic; 24] = [
    Topic::Findings,
    Topic::NotRead,
    Topic::Changes,
    Topic::Languages,
    Topic::TemplatePages,
    Topic::TemplateTags,
    Topic::Includes,
    Topic::Macros,
    Topic::Components,
    Topic::Layouts,
    Topic::FrontMatter,
    Topic::Urls,
    Topic::Anchors,
    Topic::Navigation,
    Topic::Redirects,
    Topic::Settings,
    Topic::Plugins,
    Topic::ThemeFiles,
    Topic::Looks,
    Topic::Icons,
    Topic::Abbreviations,
    Topic::Folders,
    Topic::Fragments,
    Topic::Converted,
];

impl Topic {
    /// The heading of its group.
    pub fn title(self) -> &'static str {
        match self {
            Topic::Findings => "Findings that stop a build",
            Topic::NotRead => "Files that were not read",
            Topic::Changes => "Tracked changes and comments",
            Topic::Languages => "Other languages",
            Topic::TemplatePages => "Pages written as templates",
            Topic::TemplateTags => "Template tags in pages",
            Topic::Includes => "Included text",
            Topic::Macros => "Macros and shortcodes",
            Topic::Components => "Components",
            Topic::Layouts => "Layouts",
            Topic::FrontMatter => "Front matter",
            Topic::Urls => "URLs that changed",
            Topic::Anchors => "Anchors that changed",
            Topic::Navigation => "Navigation",
            Topic::Redirects => "Redirects",
            Topic::Settings => "Settings",
            Topic::Plugins => "Plugins and hooks",
            Topic::ThemeFiles => "Themes, styles and scripts",
            Topic::Looks => "Classes of the theme",
            Topic::Icons => "Icons",
            Topic::Abbreviations => "Abbreviations",
            Topic::Folders => "Files in other places",
            Topic::Fragments => "Files that were parts of pages",
            Topic::Converted => "Converted",
        }
    }

    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Topic::Findings => {
                "Run `fingerpost fix --apply`, which fixes some of them, and `fingerpost check`, which names each place. Many \
                 are broken links that the old site had too."
            }
            Topic::NotRead => "Copy what readers need by hand.",
            Topic::Changes => {
                "Decide about each. The pages have the text as if all changes were accepted, without comments."
            }
            Topic::Languages => "Import each language as a site of its own, or set `language` on its pages.",
            Topic::TemplatePages => "Write the page in Markdown. Lists of pages are made from folders and tags.",
            Topic::TemplateTags => {
                "Write the text itself. If a page has to be a template, set `templating: true` in its front matter and use \
                 the names of Fingerpost's templates."
            }
            Topic::Includes => "Copy the text into the page, or link to a page that has it.",
            Topic::Macros => "Write the text, the link or the callout in Markdown.",
            Topic::Components => "Write the text in Markdown, for example as a callout, a list or a link.",
            Topic::Layouts => {
                "Pages have the look of the theme. If a page needs a layout of its own, add it to `templates/` and name it \
                 in the front matter."
            }
            Topic::FrontMatter => "Check the page, and set the key that has this effect in Fingerpost.",
            Topic::Urls => "Add the old URL to `aliases` of a page, or redirect it under `[[redirects]]`.",
            Topic::Anchors => "Give the heading the old id: `## Title {#old-id}`.",
            Topic::Navigation => "Set `order`, `sidebar_label` or `eleventyNavigation` on the page.",
            Topic::Redirects => {
                "Add the redirect under `[[redirects]]` in `fingerpost.toml`, if the old URL is still used."
            }
            Topic::Settings => "Find the setting with this effect in the manual, if you need it.",
            Topic::Plugins => "Fingerpost runs no plugins. Check the pages that depend on this one.",
            Topic::ThemeFiles => "Set your colours and your logo under `[theme]`. Put styles of your own into a theme.",
            Topic::Looks => "Nothing, unless the look had a meaning: then say it in words.",
            Topic::Icons => "Write a word if the icon had a meaning.",
            Topic::Abbreviations => "Check the definitions on the new page.",
            Topic::Folders => "Nothing, if the links still work.",
            Topic::Fragments => "Nothing: the pages that included them have their text.",
            Topic::Converted => "Read the page once.",
        }
    }

    /// Whether it needs nobody: the new form has the same meaning.
    pub fn is_information(self) -> bool {
        matches!(
            self,
            Topic::Looks | Topic::Icons | Topic::Abbreviations | Topic::Folders | Topic::Fragments | Topic::Converted
        )
    }
}

/// One thing that is different in the new site, with its place in the old one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    pub topic: Topic,
    /// The file in the source folder; empty for the site as a whole.
    pub path: String,
    /// The line in that file, from 1; 0 for the file as a whole.
    pub line: usize,
    pub text: String,
}

/// All notes of an import.
#[derive(Debug, Default)]
pub struct Notes {
    list: Vec<Note>,
}

/// The most characters that a note quotes.
const LONGEST_QUOTATION: usize = 80;

impl Notes {
    /// Adds a note about a line of a file.
    pub fn at(&mut self, topic: Topic, path: &str, line: usize, text: impl Into<String>) {
        self.list.push(Note { topic, path: path.to_owned(), line, text: text.into() });
    }

    /// Adds a note about a file.
    pub fn file(&mut self, topic: Topic, path: &str, text: impl Into<String>) {
        self.at(topic, path, 0, text);
    }

    /// Adds all notes of another list.
    pub fn extend(&mut self, other: Notes) {
        self.list.extend(other.list);
    }

    /// The notes by topic, file and line, each once.
    pub fn sorted(mut self) -> Vec<Note> {
        self.list.sort();
        self.list.dedup();
        self.list
    }
}

/// A piece of source text as code, on one line and shortened.
pub fn quotation(text: &str) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    let shown: String = flat.chars().take(LONGEST_QUOTATION).collect();
    if shown.len() < flat.len() { format!("`{shown} …`") } else { format!("`{shown}`") }
}
