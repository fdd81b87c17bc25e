//! Our own library with one fault put in, at many random places: the fault is found at its line and column, and nothing
//! else is.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use fingerpost::base::diagnostic::Diagnostic;
use fingerpost::base::line_index::{LineIndex, Position};
use fingerpost::base::tree::{Entry, Tree};
use fingerpost::compile::finish;
use fingerpost::compile::memo::Memo;
use fingerpost::compile::options::{Observer, Options};
use fingerpost::compile::snapshot::Snapshot;
use fingerpost::config::settings::CheckLevel;

/// A code, and a block with the fault between `«` and `»`.
const BLOCKS: &[(&str, &str)] = &[
    ("a11y/alt-text", "«![drawing-1.png](/drawing-1.png)»"),
    ("a11y/alt-text", "«![Picture of a boat](/drawing-1.png)»"),
    ("a11y/bare-url", "See «https://example.com/a_b?c=1» for it."),
    ("a11y/bare-url", "See «<https://example.com/a>» for it."),
    ("a11y/bold-heading", "«**Before you start**»\n\nClose the valve."),
    ("a11y/bold-heading", "<div>«<b>»Before you start</b></div>\n<p>Close the valve.</p>"),
    ("a11y/all-caps", "«PLEASE NEVER LEAVE THE WINDOW OPEN AT NIGHT.»"),
    ("a11y/all-caps", "«## EMERGENCY SHUTDOWN PLAN»"),
    ("a11y/colour-only", "Then press the «red button», and wait."),
    ("a11y/colour-only", "What is missing is «shown in red», at once."),
    ("a11y/diagram-alt", "«```mermaid»\nflowchart LR\n```"),
    ("a11y/emoji", "| Day | Backup |\n|---|---|\n| Monday | «✅» |\n| Friday | ❌ |"),
    ("a11y/empty-heading", "«#»# "),
    ("a11y/empty-heading", "«<h3>»<br></h3>"),
    ("a11y/empty-link", "There is nothing in «[](https://example.com/)» here."),
    ("a11y/empty-link", "There is nothing in «<a href=\"https://example.com/\"></a>» here."),
    ("a11y/fake-list", "Bring:\n«• gloves»\n• keys"),
    ("a11y/fake-list", "«a) Close the valve»\nb) Call the desk"),
    ("a11y/file-link", "Fill in the «[application](https://example.com/form.pdf)» first."),
    ("a11y/heading-level", "«##### Deep heading»"),
    ("a11y/inline-colour", "This is <b>«<font color=\"red\">»</b>hot</font>."),
    ("a11y/language-of-parts", "«ปิดวาล์วก่อนเริ่มงานทุกครั้งและแจ้งหัวหน้างาน»"),
    ("a11y/language-of-parts", "This is «<i lang=\"french\">»la vanne</i>."),
    ("a11y/line-breaks", "One line.<br>«<br>»Another line."),
    ("a11y/link-text", "For the rates click «[here](https://example.com/)», please."),
    (
        "a11y/long-link-text",
        "Then «[do all that has to be done before anybody at all may go home from the counter on the evening of that very day](https://example.com/)».",
    ),
    ("a11y/missing-alt", "A picture «<img src=\"https://example.com/a.png\">» in the text."),
    ("a11y/missing-alt", "«![](/drawing-1.png)»"),
    ("a11y/missing-alt", "A plan <b>x</b> «<svg role=\"img\">»</svg> in the text."),
    ("a11y/quote-emphasis", "> «**Note:**» it is open."),
    ("a11y/same-link-text", "See [the rates](https://example.com/a) and «[the rates](https://example.com/b)»."),
    ("a11y/multiple-h1", "«# Another title»"),
    ("a11y/table-column-header", "| Day | «Day» |\n|---|---|\n| Monday | Full |\n| Friday | Part |"),
    (
        "a11y/layout-table",
        "«<table>»<tr><td><img src=\"/drawing-1.png\" alt=\"The quay\"></td><td>The quay</td></tr></table>",
    ),
    (
        "a11y/table-cell-headers",
        "<table><tr><th id=\"day-of\">Day</th></tr><tr>«<td headers=\"days-of\">»Monday</td></tr></table>",
    ),
    (
        "a11y/table-header",
        "«<table>»<tr><td>Monday</td><td>Full</td></tr><tr><td>Friday</td><td>Part</td></tr></table>",
    ),
    ("a11y/table-header", "«| | |»\n|---|---|\n| Monday | Full |"),
    ("a11y/single-column-table", "«| Bring |»\n|---|\n| Gloves |\n| Keys |"),
    (
        "check/unexplained-suppression",
        "«<!-- fingerpost-ignore a11y/link-text -->»\n\nClick [here](https://example.com/).",
    ),
    ("check/unused-suppression", "«<!-- fingerpost-ignore link/insecure: there is none -->»\n\nText."),
    ("a11y/alt-text", "See «<img src=\"/drawing-1.png\" alt=\"drawing-1\">» first."),
    ("html/broken-reference", "See <span aria-describedby=\"«no-such-part»\">the plan</span>."),
    ("html/duplicate-id", "A <b id=\"one-of-two\">word</b> and «<i id=\"one-of-two\">»another</i>."),
    ("link/insecure", "See [the rates](«http://example.com/rates») of the harbour."),
    ("link/invalid-url", "See [the rates](«https:/example.com/rates») of the harbour."),
    ("link/invalid-url", "Write to [the harbour office](«mailto:harbour-office»)."),
    ("link/syntax", "Write to «[the harbour office](mailto:harbour office@example.com)»."),
    ("link/invalid-url", "Call [the harbour office](«tel:call-us»)."),
    ("link/missing-anchor", "See [the part below](«#no-such-part-of-it»)."),
    ("link/missing-file", "![A plan of the quay](«no-such-picture.png»)"),
    ("link/missing-page", "日本語 and\u{301} [the lost page](«no-such-page.md»)."),
    ("link/absolute-self", "See [our own page](«https://guidance.example.org/manual/»)."),
    ("link/redirected", "See [the old URL](«/old-url/»)."),
    ("link/syntax", "See «[the rates](old rates.pdf)» of the harbour."),
    ("link/syntax", "See «[the rates][no-such-rates]» of the harbour."),
    ("link/syntax", "See the rates«[^no-such-note]» of the harbour."),
    ("link/syntax", "See «[the rates] (https://example.com/rates)» of the harbour."),
    ("link/unsafe-scheme", "See [the rates](«javascript:alert(1)»)."),
    ("link/withdrawn", "Follow [the old way](«/withdrawn-page.md»)."),
    ("text/heading-space", "«#»Overview of the harbour"),
    ("text/heading-space", "«##»Overview"),
    ("text/placeholder-text", "The owner of this is «TBD»."),
    ("text/placeholder-text", "Call «[insert the number]» at once."),
];

/// Codes that are off by default.
const ON_REQUEST: &[&str] = &["a11y/bare-url", "a11y/emoji", "a11y/file-link", "a11y/quote-emphasis"];

/// Lines of front matter.
const FRONT: &[(&str, &str)] = &[
    ("meta/unknown-key", "«aliasses»: [/somewhere/]"),
    ("meta/invalid-date", "date: «2026-13-45»"),
    ("meta/invalid-date", "expirydate: «31 May»"),
    ("meta/ambiguous-date", "expirydate: «05/06/2026»"),
    ("a11y/language", "lang: «en_GB»"),
    ("config/unknown-code", "checks: { «a11y/link-txt»: allow }"),
    ("link/missing-page", "related: [«/no-such-page/»]"),
    ("kind/unknown-id", "supersedes: «SOP-999»"),
];

/// A finding, and where it is.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    code: String,
    file: String,
    line: usize,
    column: usize,
}

impl Found {
    fn of(diagnostic: &Diagnostic, tree: &Tree) -> Found {
        let file = diagnostic.at.path.as_str();
        let text = String::from_utf8_lossy(&tree.get(file).expect("a file of the library")).into_owned();
        let start = diagnostic.at.span.map_or(0, |span| span.start);
        let Position { line, column } = LineIndex::new(&text).position(&text, start);
        Found { code: diagnostic.code.name.to_owned(), file: file.to_owned(), line, column }
    }
}

struct Silent;

impl Observer for Silent {
    fn stage(&self, _: &'static str) {}
}

fn library() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tree = Tree::default();
    let mut left_out = Vec::new();
    let mut count = 0;
    for entry in walkdir::WalkDir::new(root.join("content")).sort_by_file_name() {
        let entry = entry.expect("our own content can be read");
        // The pages about codes are made from a table, and so many that most faults would be put into them.
        let is_made =
            entry.path().ends_with("codes") || entry.path().parent().is_some_and(|folder| folder.ends_with("codes"));
        if entry.file_type().is_file() && is_made {
            left_out.push(entry.file_name().to_string_lossy().into_owned());
        } else if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(root).expect("below the project").to_string_lossy().into_owned();
            let mut bytes = fs::read(entry.path()).expect("our own content can be read");
            let text = String::from_utf8_lossy(&bytes);
            if name.ends_with(".md") && text.starts_with("---\n") && !text.contains(['{', '}']) {
                count += 1;
                // Some pages are rendered before they are read; what is found there has its own place all the same.
                if count % 4 == 0 {
                    let text = text.replacen("\n---\n", "\ntemplating: true\n---\n{% set title = page.title %}\n", 1);
                    bytes = text.into_bytes();
                }
            }
            tree.insert(name, bytes);
        }
    }
    let settings = fs::read_to_string(root.join("fingerpost.toml")).expect("our own settings");
    let more = "base_url = \"https://guidance.example.org/\"\n";
    let redirect = "\n[[redirects]]\nfrom = \"/old-url/\"\nto = \"/manual/\"\n";
    tree.insert("fingerpost.toml", format!("{more}{settings}{redirect}").into_bytes());
    let code = "---\ntitle: A code\ndescription: In place of a page that is left out.\n---\n";
    for name in left_out {
        let is_linked =
            tree.iter().any(|(path, entry)| path.ends_with(".md") && has_text(entry, &format!("codes/{name}")));
        if is_linked || name == "index.md" {
            tree.insert(format!("content/manual/codes/{name}"), code.as_bytes().to_vec());
        }
    }
    tree.insert("content/drawing-1.png", b"picture".to_vec());
    let withdrawn = "---\nstatus: withdrawn\nwithdrawn_on: 2026-05-01\nwithdrawn_reason: Nobody goes that way.\n---\n# The old way\n";
    tree.insert("content/withdrawn-page.md", withdrawn.as_bytes().to_vec());
    tree
}

fn has_text(entry: &Entry, text: &str) -> bool {
    entry.bytes().is_some_and(|bytes| String::from_utf8_lossy(&bytes).contains(text))
}

/// Offsets of empty lines between two paragraphs of plain text.
fn gaps(text: &str) -> Vec<usize> {
    let mut gaps = Vec::new();
    let mut is_code = false;
    let mut at = text.find("\n---\n").map_or(0, |end| end + 5);
    let is_prose =
        |line: &str| line.starts_with(|letter: char| letter.is_ascii_uppercase()) && !line.starts_with("<!--");
    let lines: Vec<(usize, &str)> = text[at..]
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            (at, line)
        })
        .collect();
    for three in lines.windows(3) {
        is_code ^= three[0].1.trim_start().starts_with("```");
        if !is_code && is_prose(three[0].1) && three[1].1 == "\n" && is_prose(three[2].1) {
            gaps.push(three[1].0);
        }
    }
    gaps
}

/// Numbers that look like chance and are the same in every run (splitmix64).
fn chance(state: &mut u64, end: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) % end as u64) as usize
}

/// Whether a place is in the section of a template or of an example, with the sections inside it.
fn is_in_example(text: &str, place: usize) -> bool {
    const NAMES: &[&str] =
        &["template", "templates", "sample", "samples", "example", "examples", "boilerplate", "script"];
    let mut open: Option<usize> = None;
    let mut is_code = false;
    for line in text[..place].lines() {
        is_code ^= line.trim_start().starts_with("```");
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if level > 0 && !is_code && open.is_none_or(|open| level <= open) {
            let mut words = line.split(|letter: char| !letter.is_alphanumeric());
            open = words.any(|word| NAMES.iter().any(|name| word.eq_ignore_ascii_case(name))).then_some(level);
        }
    }
    open.is_some()
}

struct Fault {
    code: &'static str,
    /// What is inserted, with marks around what is reported.
    written: &'static str,
    is_front: bool,
}

impl Fault {
    /// Whether it is one in this page, at this place.
    fn is_one(&self, text: &str, gap: usize) -> bool {
        let key = self.written.split(':').next().unwrap_or_default();
        let has_name = ["aliases", key].iter().any(|name| text.contains(&format!("\n{name}:")));
        if self.is_front && (!text.starts_with("---\n") || has_name) {
            return false;
        }
        // What a template means by braces is its own affair.
        if self.written.contains('{') && text.contains("\ntemplating: true\n") {
            return false;
        }
        match self.code {
            // The only heading of a page is never too deep: headings are published from level two down.
            "a11y/heading-level" => text.contains("\n#"),
            // Before all other headings, a text may be in sections of the first level.
            "a11y/multiple-h1" => text[..gap].contains("\n#"),
            _ => true,
        }
    }

    /// Whether it is no fault at this place, because the blanks of a template are for those who use it.
    fn is_meant_to_stay(&self, text: &str, gap: usize) -> bool {
        self.code == "text/placeholder-text"
            && self.written.contains('[')
            && (text.contains("\ntitle: Templates\n") || is_in_example(text, gap))
    }

    /// The text with the fault, and where what is reported begins.
    fn inserted(&self, text: &str, gap: usize) -> (usize, String) {
        let fault = self.written.replace(['«', '»'], "");
        let into = self.written.find('«').expect("the fault is marked");
        if self.is_front {
            let end = text.find("\n---\n").expect("front matter ends") + 1;
            return (end + into, format!("{}{fault}\n{}", &text[..end], &text[end..]));
        }
        (gap + into, format!("{}{fault}\n\n{}", &text[..gap], &text[gap..]))
    }
}

#[test]
fn each_inserted_fault_is_reported_at_its_place_only() {
    let times: usize = std::env::var("PLACES").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    let levels = ON_REQUEST.iter().map(|code| ((*code).to_owned(), CheckLevel::Warn)).collect();
    let options = Options { content: "content".to_owned(), has_folders: true, levels, ..Options::default() };
    let memo = Arc::new(Memo::default().persistent());
    let library = library();
    let findings = |tree: &Tree| -> Vec<Found> {
        let snapshot = Snapshot::new(&Arc::new(tree.clone()), &options, &memo, &Silent);
        let mut diagnostics = snapshot.diagnostics();
        diagnostics.extend(snapshot.render_stale(&AtomicBool::new(false), &Silent).expect("nothing stops it"));
        let diagnostics = finish(diagnostics, snapshot.site(), &options);
        diagnostics.iter().map(|diagnostic| Found::of(diagnostic, tree)).collect()
    };
    assert_eq!(findings(&library), [], "the library is clean before anything is put in");
    let text_of =
        |tree: &Tree, path: &str| String::from_utf8_lossy(&tree.get(path).expect("a file of the library")).into_owned();
    let pages: Vec<(String, String)> = library
        .iter()
        .filter(|(path, _)| path.ends_with(".md") && !path.ends_with("withdrawn-page.md"))
        .map(|(path, _)| (path.to_owned(), text_of(&library, path)))
        .collect();
    let places: Vec<(usize, usize)> = pages
        .iter()
        .enumerate()
        .flat_map(|(page, (_, text))| gaps(text).into_iter().map(move |gap| (page, gap)))
        .collect();
    assert!(places.len() > 50, "only {} places for faults", places.len());
    let mut state = 7;
    let mut missed = Vec::new();
    let in_text = BLOCKS.iter().map(|(code, written)| Fault { code, written, is_front: false });
    let in_front = FRONT.iter().map(|(code, written)| Fault { code, written, is_front: true });
    for fault in in_text.chain(in_front) {
        for _ in 0..times {
            let (page, gap) = places[chance(&mut state, places.len())];
            let (path, text) = &pages[page];
            if !fault.is_one(text, gap) {
                continue;
            }
            let (start, new) = fault.inserted(text, gap);
            let Position { line, column } = LineIndex::new(&new).position(&new, start);
            let mut tree = library.clone();
            tree.insert(path.as_str(), new.into_bytes());
            let found = findings(&tree);
            let mut expected = vec![Found { code: fault.code.to_owned(), file: path.clone(), line, column }];
            expected.retain(|_| !fault.is_meant_to_stay(text, gap));
            if found != expected {
                missed.push(format!("{:?} in {path}:\n  found {found:?}\n  not   {expected:?}", fault.written));
            }
        }
    }
    let shown: Vec<&String> = missed.iter().take(12).collect();
    assert!(missed.is_empty(), "{} faults are not found alone at their place: {shown:#?}", missed.len());
}
