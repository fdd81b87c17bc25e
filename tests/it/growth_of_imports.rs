//! The time of an import grows with the size of the old site, not with its square, for every tool and every construct.

use std::fmt::Write as _;
use std::time::Duration;

use fingerpost::base::tree::Tree;
use fingerpost::compile::options::NoopObserver;
use fingerpost::import::dialect::Dialect;
use fingerpost::import::dialects::{DIALECTS, named};
use fingerpost::import::notes::Notes;
use fingerpost::import::run::import;

use crate::common::tried;
use crate::growth_of_use::{cpu_time, is_linear_in};

/// A file and its text for a number of entries.
type List = (&'static str, fn(usize) -> String);

/// A site of a tool: its settings, and where its pages are.
struct OldSite {
    tool: &'static str,
    settings: &'static [(&'static str, &'static str)],
    /// The path of a page, with `*` for its name.
    pages: &'static str,
    /// Settings that name `n` pages, redirects or parts, with the file that they are in.
    lists: &'static [List],
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

const SITES: [OldSite; 13] = [
    OldSite {
        tool: "hugo",
        settings: &[("hugo.toml", "baseURL = \"https://old.example/\"\n"), ("content/_index.md", "# Home\n")],
        pages: "content/*.md",
        lists: &[("hugo.toml", |n| {
            "baseURL = \"https://old.example/\"\n".to_owned()
                + &lines(n, |at| format!("[[menu.main]]\nname = \"P{at}\"\npageRef = \"/p{at}\"\n"))
        })],
    },
    OldSite {
        tool: "jekyll",
        settings: &[("_config.yml", "title: Old\n"), ("index.md", "---\ntitle: Home\n---\nText.\n")],
        pages: "*.md",
        lists: &[("_data/navigation.yml", |n| lines(n, |at| format!("- title: P{at}\n  url: /p{at}/\n")))],
    },
    OldSite {
        tool: "mkdocs",
        settings: &[("mkdocs.yml", "site_name: Old\n"), ("docs/index.md", "# Home\n")],
        pages: "docs/*.md",
        lists: &[
            ("mkdocs.yml", |n| "site_name: Old\nnav:\n".to_owned() + &lines(n, |at| format!("  - P{at}: p{at}.md\n"))),
            ("mkdocs.yml", |n| {
                "site_name: Old\nplugins:\n  - redirects:\n      redirect_maps:\n".to_owned()
                    + &lines(n, |at| format!("        old{at}.md: p{}.md\n", at % 7))
            }),
        ],
    },
    OldSite {
        tool: "docusaurus",
        settings: &[
            ("docusaurus.config.js", "module.exports = { title: 'Old', presets: [['classic', {}]] };\n"),
            ("docs/index.md", "# Home\n"),
        ],
        pages: "docs/*.mdx",
        lists: &[
            ("sidebars.js", |n| format!("module.exports = {{ docs: [{}] }};\n", lines(n, |at| format!("'p{at}', ")))),
            ("docusaurus.config.js", |n| {
                format!(
                    "module.exports = {{ title: 'Old', presets: [['classic', {{}}]], plugins: [['@docusaurus/plugin-client-redirects', {{ redirects: [{}] }}]] }};\n",
                    lines(n, |at| format!("{{ from: '/old{at}', to: '/docs/p{}' }}, ", at % 7))
                )
            }),
        ],
    },
    OldSite {
        tool: "starlight",
        settings: &[
            (
                "astro.config.mjs",
                "import starlight from '@astrojs/starlight';\nexport default { integrations: [starlight({ title: 'Old' })] };\n",
            ),
            ("src/content/docs/index.md", "---\ntitle: Home\n---\nText.\n"),
        ],
        pages: "src/content/docs/*.mdx",
        lists: &[("astro.config.mjs", |n| {
            format!(
                "import starlight from '@astrojs/starlight';\nexport default {{ integrations: [starlight({{ title: 'Old', sidebar: [{}] }})] }};\n",
                lines(n, |at| format!("{{ label: 'P{at}', slug: 'p{at}' }}, "))
            )
        })],
    },
    OldSite {
        tool: "vitepress",
        settings: &[(".vitepress/config.mjs", "export default { title: 'Old' };\n"), ("index.md", "# Home\n")],
        pages: "*.md",
        lists: &[(".vitepress/config.mjs", |n| {
            format!(
                "export default {{ title: 'Old', themeConfig: {{ sidebar: [{}] }} }};\n",
                lines(n, |at| format!("{{ text: 'P{at}', link: '/p{at}' }}, "))
            )
        })],
    },
    OldSite {
        tool: "tech-docs",
        settings: &[
            ("config/tech-docs.yml", "service_name: Old\n"),
            ("source/index.html.md.erb", "---\ntitle: Home\n---\nText.\n"),
        ],
        pages: "source/*.html.md.erb",
        lists: &[("config/tech-docs.yml", |n| {
            "service_name: Old\nheader_links:\n".to_owned() + &lines(n, |at| format!("  P{at}: /p{at}.html\n"))
        })],
    },
    OldSite {
        tool: "mdbook",
        settings: &[
            ("book.toml", "[book]\ntitle = \"Old\"\n"),
            ("src/SUMMARY.md", "- [P0](p0.md)\n"),
            ("src/p0.md", "# P0\n"),
        ],
        pages: "src/*.md",
        lists: &[
            ("src/SUMMARY.md", |n| lines(n, |at| format!("- [P{at}](p{at}.md)\n"))),
            ("book.toml", |n| {
                "[book]\ntitle = \"Old\"\n[output.html.redirect]\n".to_owned()
                    + &lines(n, |at| format!("\"/old{at}.html\" = \"p0.html\"\n"))
            }),
        ],
    },
    OldSite {
        tool: "zola",
        settings: &[
            ("config.toml", "base_url = \"https://old.example\"\n"),
            ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
        ],
        pages: "content/*.md",
        lists: &[],
    },
    OldSite {
        tool: "eleventy",
        settings: &[
            (".eleventy.js", "module.exports = () => ({ dir: { input: \"src\" } });\n"),
            ("src/index.md", "# Home\n"),
        ],
        pages: "src/*.md",
        lists: &[("src/_data/site.json", |n| format!("{{{}\"z\": 1}}", lines(n, |at| format!("\"k{at}\": \"v\", "))))],
    },
    OldSite {
        tool: "confluence",
        settings: &[
            (
                "index.html",
                "<html><body id=\"main-content\"><div class=\"pageSection\"><h2 class=\"pageSectionTitle\">Available Pages:</h2><ul><li><a href=\"p0_1.html\">P0</a></li></ul></div></body></html>",
            ),
            (
                "p0_1.html",
                "<html><body><h1 id=\"title-heading\">Old : P0</h1><div id=\"main-content\"><p>Text.</p></div></body></html>",
            ),
        ],
        pages: "*_1.html",
        lists: &[("index.html", |n| {
            let links = lines(n, |at| format!("<li><a href=\"p{at}_1.html\">P{at}</a></li>"));
            format!(
                "<html><body id=\"main-content\"><h2 class=\"pageSectionTitle\">Pages</h2><ul>{links}</ul></body></html>"
            )
        })],
    },
    OldSite {
        tool: "notion",
        settings: &[("Old 0123456789abcdef0123456789abcdef.md", "# Old\n\nText.\n")],
        pages: "* #.md",
        lists: &[("Table 0123456789abcdef0123456789abcde1.csv", |n| {
            "Name,Owner\n".to_owned() + &lines(n, |at| format!("P{at},Team\n"))
        })],
    },
    OldSite { tool: "documents", settings: &[("index.txt", "Home\n\nText.\n")], pages: "*.txt", lists: &[] },
];

/// What pages of some tools contain, closed and left open; each is given to every tool.
const CONSTRUCTS: [(&str, usize, &str); 17] = [
    ("shortcodes", 60, "{{< figure src=\"a.png\" >}} {{% note %}}x{{% /note %}}\n\n"),
    ("open shortcodes", 120, "{{< details \"x\" >}}\n{{% tabs %}}\n"),
    ("tags", 60, "{% include a.html x=\"y\" %} {% highlight rust %}\nfn a() {}\n{% endhighlight %}\n\n"),
    ("open tags", 120, "{% if x %} {% raw %} {{ page.title \n"),
    ("admonitions", 60, "!!! note \"Title\"\n    Text.\n\n??? tip\n    Text.\n\n"),
    ("nested admonitions", 50, "!!! note\n\n    === \"Tab\"\n\n        Text.\n\n"),
    ("containers", 60, ":::note[Title]\nText.\n:::\n\n::: info\nText.\n:::\n\n"),
    ("open containers", 120, ":::note\nText.\n\n"),
    ("components", 60, "<Tabs>\n<TabItem value=\"a\" label=\"A\">\n\nText.\n\n</TabItem>\n</Tabs>\n\n"),
    ("open components", 120, "<Tabs><Card title=\"x\">{/* \n\n"),
    ("imports and expressions", 60, "import A from './a';\n\nText {a.b} and {1 + 1}.\n\n"),
    ("includes", 60, "{{#include a.md}}\n\n--8<-- \"a.md\"\n\n<<< @/a.js\n\n"),
    ("ERB", 60, "<%= partial 'partials/a' %> <% if x %>\n\n"),
    ("attribute lists", 60, "## Heading {#a .b}\n{: .lead }\n\nText.{.c}\n\n"),
    ("headings of one name", 120, "## Same\n\nText.\n\n"),
    ("links", 60, "[a](p1.md#same) [b](/p2/) [c]({{< ref \"p3\" >}}) ![d](a.png)\n\n"),
    ("plain headings", 120, "SOME HEADING\n\n1) Do it.\na) Do that.\n\n"),
];

impl OldSite {
    fn tree(&self) -> Tree {
        let mut tree = Tree::default();
        for (path, text) in self.settings {
            tree.insert(*path, text.as_bytes().to_vec());
        }
        tree
    }

    fn page(&self, name: &str) -> String {
        // Exports of Notion have an id in each name.
        let id: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        self.pages.replace('*', name).replace('#', &format!("{id:0>32}"))
    }

    fn add(&self, tree: &mut Tree, name: &str, text: &str) {
        let text = match self.tool {
            "zola" | "notion" => text.to_owned(),
            "confluence" => format!("<html><body><div id=\"main-content\"><p>{text}</p></div></body></html>"),
            _ => format!("---\ntitle: {name}\n---\n{text}"),
        };
        tree.insert(self.page(name), text.into_bytes());
    }
}

/// The CPU time of an import, on one thread.
fn import_time(tree: &Tree, dialect: &Dialect) -> Duration {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 * 1024 * 1024).build();
    pool.expect("a thread can be started").install(|| {
        let start = cpu_time();
        let imported = import(tree, &Tree::default(), dialect, Notes::default(), &NoopObserver);
        assert!(imported.counts.pages > 0, "{} imported something", dialect.name);
        cpu_time() - start
    })
}

#[test]
fn every_tool_has_a_site_here() {
    let names: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name).collect();
    let mut here: Vec<&str> = SITES.iter().map(|site| site.tool).collect();
    here.sort_unstable_by_key(|tool| names.iter().position(|name| name == tool));
    assert_eq!(here, names);
}

#[test]
fn imports_are_linear_in_pages_constructs_and_settings() {
    let mut count = 0;
    let mut slow = String::new();
    for site in &SITES {
        let dialect = named(site.tool).expect("every tool is known");
        let mut measure = |name: &str, few: usize, tree: &dyn Fn(usize) -> Tree| {
            count += 1;
            if let Err(growth) = is_linear_in(few, &|n| import_time(&tree(n), dialect)) {
                _ = writeln!(slow, "{}, {name}: 8 times as many took {growth:.0} times as long", site.tool);
            }
        };
        measure("pages", 15, &|n| {
            let mut tree = site.tree();
            (0..n).for_each(|at| site.add(&mut tree, &format!("p{at}"), "## Part\n\n[Next](p1.md)\n"));
            tree
        });
        for (name, few, text) in CONSTRUCTS {
            measure(name, few, &|n| {
                let mut tree = site.tree();
                site.add(&mut tree, "a", &text.repeat(n));
                tree
            });
        }
        for (file, text) in site.lists {
            measure(file, 15, &|n| {
                let mut tree = site.tree();
                (0..n).for_each(|at| site.add(&mut tree, &format!("p{at}"), "Text.\n"));
                tree.insert(*file, text(n).into_bytes());
                tree
            });
        }
    }
    tried("Imports that grow, each at four sizes", count, 200, 200);
    assert!(slow.is_empty(), "{slow}");
}
