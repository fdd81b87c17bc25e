//! Makes a corpus of N pages for measurements: three levels, 850 words a page, tables in half, seven internal links,
//! a fifth of the pages with one or two fences of distinct code.
//!
//! `cargo bench --bench corpus -- DIR PAGES [--no-code]` writes it; the other benchmarks include this file.
//! The same arguments give the same bytes: numbers come from a fixed generator, never from chance.

#![allow(clippy::disallowed_methods)] // benchmarks are outside the compile

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A small fixed generator of numbers (SplitMix64).
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % limit as u64) as usize
    }
}

const WORDS: &str = "service team record access review cloud backup account change incident owner policy supplier contract \
    region network storage key secret register training budget cost report risk control evidence approval exit plan restore test \
    people check system support request answer measure target boundary standard practice role duty notice form public staff user \
    data page procedure step result value time week month year clear short safe open shared local remote daily early late before \
    after during with without under over into from about because although whenever until once keep write read tell ask show find \
    close start stop move hold share agree decide record publish prepare confirm compare restore rotate remove replace";

/// The path of a page below the content folder: a hundred pages a section, ten a folder.
pub fn path(page: usize) -> String {
    format!("section-{:03}/group-{}/page-{page:05}.md", page / 100, page / 10 % 10)
}

/// Writes the corpus below `folder/content`.
pub fn write(folder: &Path, pages: usize, code: bool) {
    for page in 0..pages {
        let file = folder.join("content").join(path(page));
        fs::create_dir_all(file.parent().expect("a page has a folder")).expect("the folder can be made");
        fs::write(file, text(page, pages, code)).expect("the page can be written");
    }
}

/// The text of one page.
pub fn text(page: usize, pages: usize, code: bool) -> String {
    let mut numbers = Numbers::new(page as u64);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut sentence = |length: usize| {
        let mut out = String::new();
        for at in 0..length {
            let word = words[numbers.below(words.len())];
            if at == 0 {
                out.push_str(&word[..1].to_uppercase());
                out.push_str(&word[1..]);
            } else {
                let _ = write!(out, " {word}");
            }
        }
        out + "."
    };
    let mut out = format!(
        "---\ntitle: Page {page:05} on a service\ndescription: {}\ntags: [topic-{}]\norder: {}\nowner: Team {}\n---\n\n",
        sentence(9),
        page % 23,
        page % 10,
        page % 7
    );
    for section in 0..6 {
        add_section(&mut out, section, page, pages, &mut sentence);
    }
    let _ = write!(out, "The [listing](../) holds its neighbours.\n\n");
    if page.is_multiple_of(2) {
        out.push_str("| Step | Who | What |\n|---|---|--:|\n");
        for row in 0..5 {
            let _ = writeln!(out, "| {row} | {} | {} |", sentence(2), sentence(4));
        }
        out.push('\n');
    }
    if code && page.is_multiple_of(5) {
        add_code(&mut out, page);
    }
    out
}

fn add_section(
    out: &mut String,
    section: usize,
    page: usize,
    pages: usize,
    sentence: &mut impl FnMut(usize) -> String,
) {
    let _ =
        write!(out, "## Section {section} of page {page}\n\n{} {} {}\n\n", sentence(14), sentence(17), sentence(12));
    let _ = write!(
        out,
        "### Detail {section}\n\n- {}\n- {}\n  - {}\n  - {}\n- {}\n\n",
        sentence(9),
        sentence(11),
        sentence(8),
        sentence(7),
        sentence(10)
    );
    let target = (page + section * 37 + 1) % pages;
    let _ = write!(
        out,
        "{} See [page {target}](/{}#detail-{section}) for **more** and `code`. {}\n\n",
        sentence(13),
        path(target),
        sentence(15)
    );
}

fn add_code(out: &mut String, page: usize) {
    let _ = write!(
        out,
        "```rust\n/// Restores backup {page}.\nfn restore_{page}(key: &str) -> Result<u32, Error> {{\n    let count = {page}; // records\n    for record in read(key)? {{\n        println!(\"{{record}} of {page}\");\n    }}\n    Ok(count)\n}}\n```\n\n"
    );
    if page.is_multiple_of(10) {
        let _ = write!(
            out,
            "```yaml\nname: restore-{page}\nsteps:\n  - run: \"check --page {page}\"\n    timeout: {}\n    enabled: true\n```\n\n",
            page % 60
        );
    }
}

#[allow(dead_code)]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (Some(folder), Some(pages)) = (arguments.first(), arguments.get(1).and_then(|pages| pages.parse().ok())) else {
        eprintln!("usage: cargo bench --bench corpus -- DIR PAGES [--no-code]");
        return;
    };
    write(Path::new(folder), pages, !arguments.iter().any(|argument| argument == "--no-code"));
}
