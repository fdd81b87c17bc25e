//! The live preview: the last good compile, the pages that are open, and their notifications.

pub mod events;
pub mod front;
pub mod guard;
pub mod http;
mod inner;
pub mod respond;
mod script;
pub mod status;
pub mod target;

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::base::diagnostic::Diagnostic;
use crate::base::line_index::Position;
use crate::base::tree::Tree;
use crate::compile::snapshot::{NamedByContent, Rendering, Snapshot};
use crate::io::error::Error;
use crate::report::human::Drawer;
use crate::report::sources::Sources;

/// Diagnostics below the level of an error that the browser is sent; the rest is counted.
const MOST_LINTS: usize = 200;
/// Columns of a diagnostic as the browser shows it.
const DRAWN_WIDTH: usize = 110;
/// A request that comes before the first compile has ended waits for it, but no longer than this.
const FIRST_COMPILE: Duration = Duration::from_secs(60);
/// How many ports are tried where the first is taken.
const PORTS: u16 = 100;

/// What the person at the keyboard chose.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Names besides those of this machine under which the preview answers.
    pub allowed_hosts: Vec<String>,
    /// The URL that opens a file in an editor, with `{path}`, `{line}` and `{column}`.
    pub editor: String,
    /// The project folder, for the paths in those URLs.
    pub root: String,
}

/// The preview as all threads share it.
pub struct Preview {
    pub settings: Settings,
    pub streams: AtomicUsize,
    /// Event streams that may be open at once.
    pub most_streams: usize,
    state: Mutex<PreviewState>,
    changed: Condvar,
}

/// What is shown at one moment.
#[derive(Clone, Default)]
pub struct PreviewState {
    /// Counts the changes of this state.
    pub number: u64,
    /// The last good compile, and some files of the one before it.
    pub snapshot: Option<Arc<Snapshot>>,
    pub older: Option<Arc<NamedByContent>>,
    /// URLs of the files that changed last, other than pages, and the number of such changes so far.
    pub files: Arc<(u64, Vec<String>)>,
    pub report: Arc<DrawnDiagnostics>,
    pub built: Arc<Built>,
    /// The page that was saved last, and how many times there was one.
    pub follow: Option<(u64, String)>,
}

/// Diagnostics, ready to be sent.
#[derive(Debug, Default)]
pub struct DrawnDiagnostics {
    pub number: u64,
    pub json: String,
    pub drawn: Vec<String>,
}

/// A compile that has ended.
#[derive(Debug, Default)]
pub struct Built {
    pub number: u64,
    pub changes: String,
    pub milliseconds: f64,
    pub rendered: Vec<Rendering>,
}

impl Built {
    fn json(&self) -> String {
        let changed = self.rendered.iter().filter(|rendering| rendering.is_changed).count();
        json!({ "number": self.number, "milliseconds": self.milliseconds, "changed": changed }).to_string()
    }
}

impl Preview {
    /// A preview with nothing to show yet.
    pub fn new(settings: Settings, most_streams: usize) -> Preview {
        Preview {
            settings,
            streams: AtomicUsize::new(0),
            most_streams,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// All that is shown, once the first compile has ended in one way or another.
    pub fn begun(&self) -> PreviewState {
        let state = self.state();
        let is_waiting = state.snapshot.is_none() && state.report.number == 0;
        if is_waiting { self.wait(state.number, FIRST_COMPILE).unwrap_or(state) } else { state }
    }

    /// All that is shown now.
    pub fn state(&self) -> PreviewState {
        self.lock().clone()
    }

    /// Waits until the state is another than that of a number; `None` where nothing happens for so long.
    pub fn wait(&self, seen: u64, most: Duration) -> Option<PreviewState> {
        let deadline = Instant::now() + most;
        let mut state = self.lock();
        while state.number == seen {
            let left = deadline.checked_duration_since(Instant::now())?;
            state = self.changed.wait_timeout(state, left).unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
        Some(state.clone())
    }

    /// How many times a page has been followed.
    pub fn follow_number(&self) -> u64 {
        self.lock().follow.as_ref().map_or(0, |(number, _)| *number)
    }

    /// Shows a new compile; `files` are the URLs whose content changed.
    pub fn publish(&self, snapshot: &Arc<Snapshot>, files: Vec<String>) {
        // A whole site takes time to take apart: neither while others wait for the lock, nor before open pages are notified.
        let mut gone = None;
        self.change(|state| {
            gone = state.snapshot.replace(snapshot.clone());
            state.older = gone.as_ref().map(|gone| Arc::new(gone.named_by_content()));
            if !files.is_empty() {
                state.files = Arc::new((state.files.0 + 1, files));
            }
        });
        std::thread::spawn(move || drop(gone));
    }

    /// Shows what a compile found.
    pub fn report(&self, diagnostics: &[Diagnostic], tree: &Tree) {
        let (errors, lints): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|diagnostic| diagnostic.is_fatal());
        let drawer = Drawer::plain(DRAWN_WIDTH);
        let all: Vec<&Diagnostic> = errors.iter().chain(lints.iter().take(MOST_LINTS)).copied().collect();
        let sources = Sources::of(all.iter().copied(), tree);
        let drawn: Vec<String> = all.iter().map(|diagnostic| drawer.draw(diagnostic, &sources)).collect();
        let shown: Vec<Value> =
            all.iter().zip(&drawn).map(|(diagnostic, drawn)| self.shown(diagnostic, drawn, &sources)).collect();
        let (first, rest) = shown.split_at(errors.len());
        self.send_report(first, rest, lints.len(), drawn);
    }

    /// Shows that the program itself failed.
    pub fn report_fault(&self, message: &str) {
        let drawn = format!("error: {message}");
        let diagnostic = json!({
            "code": "internal", "severity": "error", "message": message, "path": "", "line": null, "column": null,
            "drawn": drawn, "href": null,
        });
        self.send_report(&[diagnostic], &[], 0, vec![drawn]);
    }

    fn send_report(&self, errors: &[Value], lints: &[Value], count: usize, drawn: Vec<String>) {
        let json = json!({ "held": !errors.is_empty(), "errors": errors, "lints": lints, "lint_count": count });
        self.change(|state| {
            let number = state.report.number + 1;
            state.report = Arc::new(DrawnDiagnostics { number, json: json.to_string(), drawn });
        });
    }

    /// Says that a compile has ended, and which page was saved.
    pub fn built(&self, changes: String, took: Duration, rendered: Vec<Rendering>, follow: Option<String>) {
        self.change(|state| {
            let number = state.built.number + 1;
            state.built = Arc::new(Built { number, changes, milliseconds: took.as_secs_f64() * 1000.0, rendered });
            if let Some(url) = follow {
                state.follow = Some((state.follow.as_ref().map_or(0, |(number, _)| *number) + 1, url));
            }
        });
    }

    fn change(&self, action: impl FnOnce(&mut PreviewState)) {
        let mut state = self.lock();
        action(&mut state);
        state.number += 1;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, PreviewState> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A diagnostic as the browser gets it: all of it text.
    fn shown(&self, diagnostic: &Diagnostic, drawn: &str, sources: &Sources<'_>) -> Value {
        let path = diagnostic.at.path.as_str();
        // As in JSON, what is about a file as a whole is at its start.
        let Position { line, column } = sources.position(&diagnostic.at).unwrap_or(Position::START);
        let whole = format!("{}/{path}", self.settings.root);
        let href = self
            .settings
            .editor
            .replace("{path}", &crate::base::url::encode_path(&whole))
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string());
        json!({
            "code": diagnostic.code.name, "severity": diagnostic.severity.name(), "message": diagnostic.message, "path": path,
            "line": line, "column": column, "drawn": drawn,
            "href": Some(href).filter(|href| !href.is_empty()),
        })
    }
}

/// Listens on the requested port, else on the first free one from `default` on.
pub fn listen(host: IpAddr, requested: Option<u16>, default: u16) -> Result<TcpListener, Error> {
    let port = requested.unwrap_or(default);
    let last = requested.unwrap_or(default.saturating_add(PORTS));
    let mut refused = None;
    for port in port..=last {
        match TcpListener::bind(SocketAddr::new(host, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    let error = refused.map_or_else(String::new, |error| format!(": {error}"));
    Err(Error::new(format!("cannot listen on {host}, port {port}{error}"))
        .help("use another port with `--port`, or `--port 0` for any free port"))
}
