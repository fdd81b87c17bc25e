//! Prints an HTML file to PDF with an installed Chromium browser.
//!
//! The browser opens the page as a file, from where frames could show other files of this machine. So the page gets a
//! policy that lets it load nothing but what is inside it and run no scripts, and it cannot lead the browser to another page.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::io::error::Error;
use crate::io::program::{self, PrivateFolder};

/// Names under which such browsers are installed.
const NAMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"];

/// Prints a self-contained page as a PDF, and returns its bytes.
pub fn print(html: &str) -> Result<Vec<u8>, Error> {
    let Some(browser) = browser() else {
        return Err(Error::new("PDF files need Chromium or Chrome, which was not found").help(
            "install Chromium or Chrome, or set the variable CHROMIUM to its path. A file that ends in `.html` needs no browser",
        ));
    };
    let folder = std::env::temp_dir().join(format!("fingerpost-print-{}", std::process::id()));
    let made = PrivateFolder::create(folder.clone()).map_err(|error| Error::io("make the folder", &folder, &error))?;
    in_folder(&browser, made.path(), html)
}

fn in_folder(browser: &Path, folder: &Path, html: &str) -> Result<Vec<u8>, Error> {
    let (page, made) = (folder.join("page.html"), folder.join("page.pdf"));
    std::fs::write(&page, closed(html)).map_err(|error| Error::io("write", &page, &error))?;
    // In containers the browser's own sandbox cannot start; the page loads nothing and runs no scripts.
    for sandbox in [None, Some("--no-sandbox")] {
        let mut command = Command::new(browser);
        command.args(["--headless", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline"]);
        command.args(WITHOUT_NETWORK);
        command.args(sandbox).arg(format!("--user-data-dir={}", folder.join("profile").display()));
        command.arg(format!("--print-to-pdf={}", made.display())).arg(&page);
        let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let ended = started.and_then(|started| program::wait(started, PATIENCE));
        if ended.map_err(|error| Error::io("start", browser, &error))?.is_none() {
            let problem =
                format!("`{}` has not printed the pages in {} minutes", browser.display(), PATIENCE.as_secs() / 60);
            return Err(Error::new(problem).help("print fewer pages at once"));
        }
        if made.is_file() {
            // Not renamed: the two may be on different disks.
            return std::fs::read(&made).map_err(|error| Error::io("read", &made, &error));
        }
    }
    Err(Error::new(format!("`{}` did not create a PDF file", browser.display())))
}

/// What keeps the browser from the network: a page can ask it for connections that no policy forbids, such as `preconnect`.
/// No name and no address has a place, and the browser looks for nothing on its own.
const WITHOUT_NETWORK: &[&str] = &[
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
];

/// How long the browser may take. Thousands of pages take a minute.
const PATIENCE: Duration = Duration::from_secs(600);

/// What the page may load: images, fonts and styles that are inside it (CSP Level 3).
const POLICY: &str = "<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
    style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; base-uri 'none'; form-action 'none'\">";
const DOCTYPE: &str = "<!doctype html>";
/// The attribute by which a page can lead the browser elsewhere, with `refresh`.
const HTTP_EQUIV: &str = "http-equiv";

/// A page with the policy before everything else, and without `http-equiv` of its own. In text, the character reference
/// in that word looks the same; in names of attributes, there are no character references.
fn closed(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let start = if lower.starts_with(DOCTYPE) { DOCTYPE.len() } else { 0 };
    let mut page = String::with_capacity(html.len() + POLICY.len());
    page.push_str(&html[..start]);
    page.push_str(POLICY);
    let mut done = start;
    for (at, _) in lower.match_indices(HTTP_EQUIV) {
        page.push_str(&html[done..at + 4]);
        page.push_str("&#45;");
        done = at + 5;
    }
    page.push_str(&html[done..]);
    page
}

fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return named.is_file().then_some(named);
    }
    let mac = ["Google Chrome", "Chromium", "Microsoft Edge"]
        .map(|name| PathBuf::from(format!("/Applications/{name}.app/Contents/MacOS/{name}")));
    NAMES.iter().find_map(|name| program::find(name, None)).or_else(|| mac.into_iter().find(|path| path.is_file()))
}

#[cfg(test)]
mod tests {
    use super::{POLICY, closed};

    #[test]
    fn a_page_cannot_lead_the_browser_elsewhere() {
        let page =
            closed("<!DOCTYPE html><p>http-equiv</p><meta HTTP-Equiv=refresh content='0;url=file:///etc/passwd'>");
        assert_eq!(
            page,
            format!(
                "<!DOCTYPE html>{POLICY}<p>http&#45;equiv</p><meta HTTP&#45;Equiv=refresh content='0;url=file:///etc/passwd'>"
            )
        );
        assert!(closed("<iframe src=x>").starts_with(POLICY));
    }
}
