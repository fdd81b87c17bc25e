//! The time that reports and compiles take grows with the number of diagnostics and the size of the input, not with a
//! product of the two.

use std::sync::Arc;
use std::time::Duration;

use fingerpost::base::code::Severity;
use fingerpost::base::codes::{LINK_EMBED_CYCLE, LINK_MISSING_PAGE};
use fingerpost::base::diagnostic::{Diagnostic, Location};
use fingerpost::base::path::SourcePath;
use fingerpost::base::span::Span;
use fingerpost::base::tree::Tree;
use fingerpost::compile::options::Options;
use fingerpost::report::fingerprint::{BaselineMatch, fingerprints};
use fingerpost::report::human::Drawer;
use fingerpost::report::sources::Sources;
use fingerpost::report::{github, json, junit, markdown, sarif};
use rustix::time::{ClockId, clock_gettime};

use crate::common::{compile, is_long, tried};

type Report = fn(&[Diagnostic], &[BaselineMatch], &Sources<'_>) -> String;

const REPORTS: [(&str, Report); 6] = [
    ("human", |diagnostics, _, sources| {
        let drawer = Drawer::plain(120);
        diagnostics.iter().map(|diagnostic| drawer.draw(diagnostic, sources)).collect()
    }),
    ("json", |diagnostics, matches, sources| {
        diagnostics.iter().zip(matches).map(|(diagnostic, known)| json::line(diagnostic, known, sources)).collect()
    }),
    ("sarif", sarif::log),
    ("github", github::commands),
    ("junit", junit::report),
    ("markdown", markdown::summary),
];

/// A page with `count` broken links, one after another with `between` in between.
fn page(count: usize, between: &str) -> (Tree, Vec<Diagnostic>) {
    let path = SourcePath::new("content/links.md");
    let mut text = String::from("# Links\n\n");
    let mut diagnostics = Vec::new();
    for number in 0..count {
        let link = format!("[Größe](missing-{number}.md)");
        let span = Span::new(text.len(), text.len() + link.len());
        text.push_str(&link);
        text.push_str(between);
        let message = format!("no page `missing-{number}.md`");
        diagnostics.push(Diagnostic::new(&LINK_MISSING_PAGE, Location::at(&path, span), message));
    }
    let mut tree = Tree::default();
    tree.insert(path.as_str(), text.into_bytes());
    (tree, diagnostics)
}

/// The CPU time of this thread, which other work on the machine does not change much.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

/// The CPU time of one report with its fingerprints.
fn time_of(report: Report, tree: &Tree, diagnostics: &[Diagnostic]) -> Duration {
    let start = cpu_time();
    let sources = Sources::of(diagnostics, tree);
    let names = fingerprints(diagnostics, &sources).into_iter();
    let matches: Vec<_> = names.map(|fingerprint| BaselineMatch { fingerprint, in_baseline: false }).collect();
    assert!(!report(diagnostics, &matches, &sources).is_empty());
    cpu_time() - start
}

#[test]
fn every_report_is_linear_in_diagnostics_and_bytes() {
    const FEW: usize = 200;
    const FACTOR: usize = 16;
    // Linear is about 16, quadratic about 256. A machine with much other work may spoil a run, so the best one counts.
    const LIMIT: f64 = 64.0;
    const RUNS: usize = 5;
    for (layout, between) in [("a line each", "\n"), ("one line", " ")] {
        let (small_tree, few) = page(FEW, between);
        let (large_tree, many) = page(FEW * FACTOR, between);
        for (name, report) in REPORTS {
            let short = (0..RUNS).map(|_| time_of(report, &small_tree, &few)).min().expect("there were runs");
            let short = short.max(Duration::from_micros(100)).as_secs_f64();
            let growths = (0..RUNS).map(|_| time_of(report, &large_tree, &many).as_secs_f64() / short);
            let mut best = f64::INFINITY;
            let is_linear = growths.into_iter().any(|growth| {
                best = best.min(growth);
                growth < LIMIT
            });
            assert!(is_linear, "{name}, {layout}: {FACTOR} times the links took {best:.0} times as long");
        }
    }
}

/// Files of a project by path.
type Files = Vec<(String, String)>;

/// The CPU time of one compile, on one thread.
fn compile_time(files: &Files) -> Duration {
    let mut tree = Tree::default();
    for (path, text) in files {
        tree.insert(path.as_str(), text.clone().into_bytes());
    }
    let tree = Arc::new(tree);
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 * 1024 * 1024).build();
    pool.expect("a thread can be started").install(|| {
        let start = cpu_time();
        let compiled = compile(&tree, &options);
        assert!(compiled.output.iter().next().is_some() || !compiled.diagnostics.is_empty(), "something was compiled");
        cpu_time() - start
    })
}

#[test]
fn embeds_that_multiply_end_soon_with_a_finding() {
    let page = |number: usize| {
        let path = format!("content/p{number}.md");
        (path, format!("# Page {number}\n\n{}", format!("![[p{}]]\n\n", number + 1).repeat(12)))
    };
    let mut files: Files = (0..12).map(page).collect();
    files.push(("content/p12.md".to_owned(), "# Page 12\n\nEnd.\n".to_owned()));
    files.push(("fingerpost.toml".to_owned(), "[markdown]\nwiki_links = true\n".to_owned()));
    let mut tree = Tree::default();
    for (path, text) in &files {
        tree.insert(path.as_str(), text.clone().into_bytes());
    }
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let compiled = compile(&Arc::new(tree), &options);
    assert!(compiled.diagnostics.iter().any(|diagnostic| diagnostic.code == &LINK_EMBED_CYCLE));
    let time = compile_time(&files);
    assert!(time < Duration::from_secs(20), "{time:?}");
}

/// What may grow in a project: a name, the smallest number that is measured, and the files for a number.
type Construct = (&'static str, usize, fn(usize) -> Files);

/// One page.
fn page_of(text: String) -> Files {
    vec![("content/a.md".to_owned(), text)]
}

/// One page whose front matter has these lines.
fn with_front_matter(lines: &str) -> Files {
    page_of(format!("---\ntitle: A\n{lines}---\nText.\n"))
}

/// A page and settings.
fn with_settings(settings: String) -> Files {
    vec![("content/a.md".to_owned(), "# A\n".to_owned()), ("fingerpost.toml".to_owned(), settings)]
}

/// `count` lines, each made from its number.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

const CONSTRUCTS: &[Construct] = &[
    ("aliases", 500, |n| with_front_matter(&format!("aliases:\n{}", lines(n, |at| format!("  - /old-{at}/\n"))))),
    ("headings with one anchor", 500, |n| page_of("## Same\n\nText.\n\n".repeat(n))),
    ("headings with one id", 500, |n| page_of("## Words {#same}\n\nText.\n\n".repeat(n))),
    ("links to anchors", 300, |n| page_of(lines(n, |at| format!("## H{at}\n\n[To {at}](#h{at})\n\n")))),
    ("links to missing anchors", 500, |n| page_of(lines(n, |at| format!("## H{at}\n\n[To {at}](#g{at})\n\n")))),
    ("links to anchors of another page", 300, |n| {
        let mut files = page_of(lines(n, |at| format!("[To {at}](b.md#h{at})\n\n")));
        files.push(("content/b.md".to_owned(), lines(n, |at| format!("## H{at}\n\n"))));
        files
    }),
    ("lists inside lists", 1_000, |n| page_of(format!("{}a\n", "- ".repeat(n)))),
    ("numbered lists inside lists", 500, |n| page_of(format!("{}a\n", "1. ".repeat(n)))),
    ("quotations inside quotations", 2_000, |n| page_of(format!("{} a\n", ">".repeat(n)))),
    ("items", 1_000, |n| page_of("- a\n".repeat(n))),
    ("rows", 500, |n| page_of(format!("| a | b |\n|---|---|\n{}", "| c | d |\n".repeat(n)))),
    ("columns", 500, |n| page_of(format!("{}|\n{}|\n{}|\n", "| a ".repeat(n), "|---".repeat(n), "| b ".repeat(n)))),
    ("footnotes", 500, |n| {
        page_of(lines(n, |at| format!("Text[^{at}].\n\n")) + &lines(n, |at| format!("[^{at}]: Note.\n\n")))
    }),
    ("open emphasis", 2_000, |n| page_of("*a **b _c ~~d ==e ".repeat(n))),
    ("open brackets", 5_000, |n| page_of("[![".repeat(n))),
    ("open code, formulas and HTML", 1_000, |n| page_of("`a``b $c $$d <e <!-- <? ".repeat(n))),
    ("constructs of other tools in a line", 1_000, |n| page_of("{{< a >}} {% b %} [[c]] ".repeat(n))),
    ("bare URLs", 500, |n| page_of("http://a.example b@c.example\n\n".repeat(n))),
    ("definitions of links", 500, |n| {
        page_of(lines(n, |at| format!("[a{at}]: /x{at}\n")) + &lines(n, |at| format!("[a{at}]\n")))
    }),
    ("containers", 500, |n| page_of(":::note\nText.\n:::\n\n".repeat(n))),
    ("attribute lists", 1_000, |n| page_of("*a*{.b} {#c ".repeat(n))),
    ("blocks of code", 300, |n| page_of("```rust\nfn a() {}\n```\n\n".repeat(n))),
    ("definition lists", 500, |n| page_of(lines(n, |at| format!("T{at}\n: d\n\n")))),
    ("keys in a line", 500, |n| page_of("++a+".repeat(n))),
    ("subscripts in a line", 2_000, |n| page_of("H~2~O".repeat(n))),
    ("one abbreviation often", 2_000, |n| page_of("*[a]: b\n".repeat(n))),
    ("abbreviations", 300, |n| {
        page_of(lines(n, |at| format!("*[A{at}]: x\n")) + "\n" + &lines(n, |at| format!("A{at} ")))
    }),
    ("steps", 500, |n| page_of(format!("---\ntitle: A\nkind: sop\n---\n## Procedure\n\n{}", "1. Do it.\n".repeat(n)))),
    ("revisions in a table", 300, |n| {
        let head = "## Revision history\n\n| Version | Date | Change |\n|---|---|---|\n";
        page_of(head.to_owned() + &lines(n, |at| format!("| {}.0 | 2026-01-01 | x |\n", n - at)))
    }),
    ("keys of front matter", 500, |n| with_front_matter(&lines(n, |at| format!("k{at}: v\n")))),
    ("tags", 200, |n| with_front_matter(&format!("tags:\n{}", lines(n, |at| format!("  - t{at}\n"))))),
    ("related pages", 500, |n| with_front_matter(&format!("related:\n{}", lines(n, |at| format!("  - /r{at}/\n"))))),
    ("revisions in front matter", 300, |n| {
        let row = |at: usize| format!("  - {{version: {}.0, date: 2026-01-01, note: x}}\n", n - at);
        with_front_matter(&format!("revisions:\n{}", lines(n, row)))
    }),
    ("anchors in front matter", 500, |n| with_front_matter(&lines(n, |at| format!("a{at}:\n  title: &b{at} v\n")))),
    ("long texts in front matter", 2_000, |n| with_front_matter(&format!("summary: {}\n", "some words ".repeat(n)))),
    ("lists in front matter", 500, |n| with_front_matter(&format!("x:\n{}", "  - [a, {b: c}]\n".repeat(n)))),
    ("owners of pages", 40, |n| {
        let page =
            |at| (format!("content/p{at}.md"), format!("---\ntitle: P{at}\nowner: O{at}\ntags: [a, b]\n---\nText.\n"));
        (0..n).map(page).collect()
    }),
    ("links with one text", 3_000, |n| page_of(lines(n, |at| format!("[q](a.md?{at})[q](/a/?{at})")))),
    ("suppressed findings", 2_000, |n| {
        let comment = "<!-- fingerpost-ignore link/missing-page: planned -->";
        page_of(format!("{comment}\n").repeat(n) + &format!("[a](m.md) {comment} ").repeat(n))
    }),
    ("links to drafts", 100, |n| {
        let draft = |at| (format!("content/d{at}.md"), "---\ndraft: true\n---\nText.\n".to_owned());
        let mut files: Files = (0..n).map(draft).collect();
        files.extend(page_of(lines(n, |at| format!("[a{at}](d{at}.md)\n"))));
        files
    }),
    ("end tags that close nothing", 2_000, |n| {
        page_of(format!("<p>\n{}\n", "<i>x</b></u></s></q></a></em>".repeat(n)))
    }),
    ("notes to self in a line", 500, |n| page_of("TBD TBD *a* ".repeat(n) + &"TBD é ".repeat(n))),
    ("lines beside a note to self", 2_000, |n| page_of("TBD\n\n".to_owned() + &"a line\n".repeat(n))),
    ("references without a definition", 1_000, |n| {
        page_of(format!("[a]: /{}\n\n{}", "x".repeat(2_000), "[b] ".repeat(n)))
    }),
    ("attributes of an element", 2_000, |n| page_of(format!("<p {}>x</p>\n", lines(n, |at| format!("a{at}=\"x\" "))))),
    ("names of columns", 1_000, |n| {
        let cells = |text: &str| lines(n, |at| format!("|{text}{at}")) + "|\n";
        page_of(cells("a") + &"|---".repeat(n) + "|\n" + &cells("b"))
    }),
    ("different words", 2_000, |n| page_of(lines(n, |at| format!("word{at}x{at}a\n")))),
    ("words that are alike", 2_000, |n| page_of(lines(n, |at| format!("{}b{at}\n", "a".repeat(at % 30))))),
    ("one long word", 20_000, |n| page_of("wordwithoutend".repeat(n))),
    ("pages with the same words", 40, |n| {
        (0..n)
            .map(|at| (format!("content/p{at}.md"), format!("# P{at}\n\n{}", "some words of a page ".repeat(50))))
            .collect()
    }),
    ("sections of a page", 500, |n| page_of(lines(n, |at| format!("## H{at}\n\nSome words.\n\n")))),
    ("terms of a glossary", 200, |n| {
        let mut files = page_of(lines(n, |at| format!("Term{at} of the page. ")));
        let term = |at: usize| format!("Term{at}\n: What it means.\n\n");
        files.push((
            "content/glossary.md".to_owned(),
            format!("---\ntitle: Glossary\nkind: glossary\n---\n{}", lines(n, term)),
        ));
        files
    }),
    ("levels of navigation", 60, |n| {
        (0..n)
            .map(|at| {
                let parent = if at == 0 { String::new() } else { format!(", parent: K{}", at - 1) };
                let text = format!("---\ntitle: P{at}\neleventyNavigation: {{ key: K{at}{parent} }}\n---\nText.\n");
                (format!("content/p{at}.md"), text)
            })
            .collect()
    }),
    ("folders in folders", 60, |n| {
        let page = |at: usize| (format!("content/{}index.md", "a/".repeat(at)), format!("# P{at}\n\n[Home](/)\n"));
        (0..n).map(page).collect()
    }),
    ("levels of permalinks", 60, |n| {
        let page = |at: usize| {
            let text = format!("---\ntitle: P{at}\npermalink: /{at}/{}\n---\nText.\n", "a/".repeat(n));
            (format!("content/p{at}.md"), text)
        };
        (0..40).map(page).collect()
    }),
    ("defaults", 100, |n| {
        with_settings(lines(n, |at| format!("[[defaults]]\nfiles = \"x{at}/**\"\nvalues = {{ tags = [\"a\"] }}\n")))
    }),
    ("synonyms", 200, |n| {
        with_settings(format!("[search]\nsynonyms = [{}]\n", lines(n, |at| format!("[\"a{at}\", \"b{at}\"],"))))
    }),
    ("links of the header", 100, |n| {
        with_settings(lines(n, |at| format!("[[theme.header_links]]\ntext = \"T{at}\"\nurl = \"/a/\"\n")))
    }),
    ("excluded files", 200, |n| {
        with_settings(format!("[build]\nexclude = [{}]\n", lines(n, |at| format!("\"x{at}/**\","))))
    }),
    ("lists in settings", 2_000, |n| with_settings(format!("[extra]\nx = [{}]\n", "[1, {a = 2}],".repeat(n)))),
    ("levels of checks", 500, |n| with_settings(format!("[checks]\n{}", lines(n, |at| format!("k{at} = \"warn\"\n"))))),
    ("redirects", 300, |n| with_settings(lines(n, |at| format!("[[redirects]]\nfrom = \"/o{at}/\"\nto = \"/a/\"\n")))),
    ("redirects in a chain", 300, |n| {
        with_settings(lines(n, |at| format!("[[redirects]]\nfrom = \"/o{at}/\"\nto = \"/o{}/\"\n", at + 1)))
    }),
    ("unknown keys", 500, |n| with_settings(lines(n, |at| format!("k{at} = 1\n")))),
    ("kinds", 100, |n| with_settings(lines(n, |at| format!("[kinds.k{at}]\nfiles = \"x{at}/**\"\n")))),
    ("questions of an assessment", 40, |n| {
        let question = "## **A:** One\n\nText.\n\n## **B:** Two\n\nText.\n";
        let page = |at| (format!("content/q/p{at}.md"), format!("# P{at}\n\n{question}"));
        let mut files: Files = (0..n).map(page).collect();
        let settings = "[[assessment]]\nid = \"m\"\ntitle = \"M\"\nquestions = \"q/*.md\"\n";
        files.push(("fingerpost.toml".to_owned(), settings.to_owned()));
        files
    }),
    ("bytes of abbreviations that begin others", 20_000, |n| {
        let longest = (2 * n).isqrt();
        let defined = lines(longest, |at| format!("*[{}]: long\n", "a".repeat(at + 1)));
        page_of(format!("{defined}\n{}\n", format!("{} ", "a".repeat(longest)).repeat(n / longest)))
    }),
    ("levels of lists in one line", 1_000, |n| page_of(format!("{}é\n", "- ".repeat(n)))),
    ("levels of quotes and lists in one line", 500, |n| page_of(format!("{}é\n", "> - 1. ".repeat(n)))),
    ("percent-encoded letters of a URL", 2_000, |n| page_of(format!("[a](/{})\n", "%41".repeat(n)))),
    ("folders above in a URL", 2_000, |n| page_of(format!("[a]({}x.md)\n", "../".repeat(n)))),
    ("SVG in SVG", 500, |n| page_of(format!("<svg>{}</svg>\n", "<g>".repeat(n)))),
    ("anchors of YAML", 200, |n| {
        let (set, used) = (lines(n, |at| format!("  - &a{at} v\n")), lines(n, |at| format!("  - *a{at}\n")));
        with_front_matter(&format!("x:\n{set}{used}"))
    }),
    ("documents with one ID", 30, |n| {
        let page = |at| (format!("content/p{at}.md"), "---\ntitle: A\nkind: sop\nid: S-1\n---\nText.\n".to_owned());
        (0..n).map(page).collect()
    }),
    ("documents that replace each other", 30, |n| {
        let page = |at: usize| {
            let text = format!("---\ntitle: A{at}\nkind: sop\nid: S-{at}\nsupersedes: S-{}\n---\nText.\n", at + 1);
            (format!("content/p{at}.md"), text)
        };
        (0..n).map(page).collect()
    }),
    ("pages with one alias", 40, |n| {
        (0..n)
            .map(|at| (format!("content/p{at}.md"), format!("---\ntitle: P{at}\naliases: [/old/]\n---\nText.\n")))
            .collect()
    }),
];

/// Times for n, 2n, 4n and 8n of each construct. A square would make eight times as much take 64 times as long.
#[test]
fn every_construct_is_linear() {
    const LIMIT: f64 = 32.0;
    const RUNS: usize = 5;
    let empty = (0..RUNS).map(|_| compile_time(&page_of("Text.\n".to_owned()))).min().expect("there were runs");
    let time = |files: Files| compile_time(&files).saturating_sub(empty).max(Duration::from_millis(2)).as_secs_f64();
    let mut slow = Vec::new();
    for (name, few, files) in CONSTRUCTS {
        let mut best = f64::INFINITY;
        // The long form: 8,000 tags, 2,400 levels of navigation, and five times as much of everything else.
        let few = if is_long() { few * 5 } else { *few };
        for _ in 0..RUNS {
            let times = [1, 2, 4, 8].map(|factor| time(files(few * factor)));
            best = best.min(times[3] / times[0]);
            println!("{name}: {times:.3?} s");
            if best < LIMIT {
                break;
            }
        }
        if best >= LIMIT {
            slow.push(format!("{name}: 8 times as many took {best:.0} times as long"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
    tried("Constructs of pages and settings, each at four sizes", CONSTRUCTS.len(), 67, 67);
}

/// A step over the whole page for each of its blocks can be so fast that only large pages show it.
#[test]
fn large_pages_are_linear() {
    const LIMIT: f64 = 24.0;
    for end in ["End.\n", "Größe\n"] {
        let time = |blocks: usize| {
            let text = format!("{}{end}", "A sentence of words that goes on.\n\n".repeat(blocks));
            compile_time(&page_of(text)).as_secs_f64()
        };
        let ratio = (0..3).map(|_| time(320_000) / time(40_000)).find(|ratio| *ratio < LIMIT);
        assert!(
            ratio.is_some(),
            "8 times as many blocks took more than {LIMIT} times as long, with {end:?} at the end"
        );
    }
}

/// Breadcrumbs and navigation show the nearest levels, and the list of all pages has no depth.
#[test]
fn deep_hierarchies_are_built() {
    for depth in [300, 500] {
        let mut files: Files = vec![("content/index.md".to_owned(), "# Home\n".to_owned())];
        for at in 0..depth {
            let parent = if at == 0 { String::new() } else { format!(", parent: K{}", at - 1) };
            let text = format!("---\ntitle: P{at}\neleventyNavigation: {{ key: K{at}{parent} }}\n---\nText.\n");
            files.push((format!("content/p{at}.md"), text));
        }
        let mut folder = "content/f".to_owned();
        for at in 0..depth {
            folder.push_str("/a");
            files.push((format!("{folder}/index.md"), format!("# Folder {at}\n")));
        }
        let mut tree = Tree::default();
        for (path, text) in &files {
            tree.insert(path.as_str(), text.clone().into_bytes());
        }
        let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
        let compiled = compile(&Arc::new(tree), &options);
        let errors: Vec<_> = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let all = compiled.output.get("all-pages/index.html").expect("the list of all pages");
        let all = String::from_utf8_lossy(all);
        assert!(all.contains(&format!(">P{}<", depth - 1)) && all.contains(&format!(">Folder {}<", depth - 1)));
        assert_eq!(all.matches("<ul").count(), all.matches("</ul>").count(), "every list is closed");
        let last = compiled.output.get(&format!("p{}/index.html", depth - 1)).expect("the deepest page");
        assert!(last.len() < 100_000, "{} bytes", last.len());
    }
}

#[test]
fn tags_that_close_nothing_are_linear() {
    const FEW: usize = 1_000;
    const FACTOR: usize = 16;
    // Linear is about 16, quadratic about 256. The best of some runs counts.
    const LIMIT: f64 = 64.0;
    let page = |count: usize| -> Files {
        let text = format!("<div>\n**Words**\n{}\n{}\n</div>\n", "<b>".repeat(count), "</x>".repeat(count));
        vec![("content/a.md".to_owned(), text)]
    };
    let time = |count: usize| (0..3).map(|_| compile_time(&page(count))).min().expect("there were runs");
    let growth = time(FEW * FACTOR).as_secs_f64() / time(FEW).as_secs_f64();
    assert!(growth < LIMIT, "{FACTOR} times the tags took {growth:.0} times as long");
}
