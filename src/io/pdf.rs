//! Prints an HTML file to PDF with an installed Chromium browser.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::io::create;
use crate::io::error::Error;
use crate::io::program;

/// Names under which such browsers are installed.
const NAMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"];

/// Prints a self-contained page as a PDF.
pub fn write(html: &str, pdf: &Path) -> Result<(), Error> {
    let Some(browser) = browser() else {
        return Err(Error::new("PDF files need Chromium or Chrome, which was not found").help(
            "install Chromium or Chrome, or set the variable CHROMIUM to its path. A file that ends in `.html` needs no browser",
        ));
    };
    let folder = std::env::temp_dir().join(format!("fingerpost-print-{}", std::process::id()));
    std::fs::create_dir(&folder).map_err(|error| Error::io("make the folder", &folder, &error))?;
    let made = in_folder(&browser, &folder, html, pdf);
    let _ = std::fs::remove_dir_all(&folder);
    made
}

fn in_folder(browser: &Path, folder: &Path, html: &str, pdf: &Path) -> Result<(), Error> {
    let (page, made) = (folder.join("page.html"), folder.join("page.pdf"));
    create::replace(&page, html)?;
    // In containers the browser's own sandbox cannot start; the page is our own file and loads nothing.
    for sandbox in [None, Some("--no-sandbox")] {
        let mut command = Command::new(browser);
        command.args(["--headless", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline"]);
        command.args(sandbox).arg(format!("--user-data-dir={}", folder.join("profile").display()));
        command.arg(format!("--print-to-pdf={}", made.display())).arg(&page);
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.map_err(|error| Error::io("start", browser, &error))?;
        if made.is_file() {
            // Not renamed: the two may be on different disks.
            return std::fs::copy(&made, pdf).map(|_| ()).map_err(|error| Error::io("write", pdf, &error));
        }
    }
    Err(Error::new(format!("`{}` did not create a PDF file", browser.display())))
}

fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return named.is_file().then_some(named);
    }
    let mac = ["Google Chrome", "Chromium", "Microsoft Edge"]
        .map(|name| PathBuf::from(format!("/Applications/{name}.app/Contents/MacOS/{name}")));
    NAMES.iter().find_map(|name| program::find(name, None)).or_else(|| mac.into_iter().find(|path| path.is_file()))
}
