//! `fingerpost serve`: the live preview. Reads what changed, compiles and shows it, until it is stopped.

use std::net::IpAddr;
use std::sync::Arc;

use clap::ArgAction;

use crate::cli::live_compile::LiveCompiler;
use crate::cli::load::options;
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::compile::options::Options;
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::recover;
use crate::io::serve::{Preview, Settings, front, http, listen, respond};
use crate::io::source_tree::SourceTree;
use crate::io::watch::{Watch, WatchBy};

/// The most bytes that a preview keeps in its scratch file; what does not fit stays in memory.
const LARGEST_SCRATCH: u64 = 4 * 1024 * 1024 * 1024;
/// The default port.
const PORT: u16 = 4000;

/// Options of `fingerpost serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Port [default: 4000, or the next free one]; 0 uses any free port
    #[arg(long, value_name = "PORT", value_parser = port)]
    pub port: Option<u16>,
    /// IP address to listen on; with any other than 127.0.0.1 and ::1, other people can open the preview
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Switch open browser tabs to the page you just saved
    #[arg(long)]
    pub follow: bool,
    /// URL that opens a file in your editor, with `{path}`, `{line}` and `{column}`; empty for no link
    #[arg(long, value_name = "PATTERN", default_value = "vscode://file{path}:{line}:{column}")]
    pub editor: String,
    /// Additional host name to accept requests for
    #[arg(long, value_name = "NAME", action = ArgAction::Append)]
    pub allow_host: Vec<String>,
    /// Poll for changes instead of using file-system events
    #[arg(long)]
    pub poll: bool,
}

/// Reads a port, as a value parser of clap.
fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "use a port from 1 to 65535, or 0 for any free port".to_owned())
}

/// Runs the command. It returns only if the server cannot start, or if its messages cannot be written.
pub fn run(global: &GlobalOptions, args: &ServeArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let project = recover::find(&global.project())?;
    let settings = Settings {
        allowed_hosts: args.allow_host.clone(),
        editor: args.editor.clone(),
        root: project.root.to_string_lossy().into_owned(),
    };
    let listener = listen(args.host, args.port, PORT)?;
    let port = listener.local_addr().map_or(PORT, |address| address.port());
    let mut watch = Watch::new(&project, if args.poll { WatchBy::Polling } else { WatchBy::Events })?;
    let connections = front::most_connections();
    let preview = Arc::new(Preview::new(settings, connections * 3 / 4));
    let answering = preview.clone();
    http::start(listener, connections, move |request| respond::respond(&answering, request))
        .map_err(|error| Error::new(format!("the preview cannot start: {error}")))?;
    banner(args, port, &watch, terminal);

    let mut source = SourceTree::new(&project);
    // Problems with the git history are left to `build`: here they would appear on every page.
    let options =
        Options { drafts: true, ..options(global, &project, &source.tree, Vec::new(), None, &mut Vec::new())? };
    let cache = Cache::new(&project);
    let scratch = Arc::new(cache.scratch().limited_to(LARGEST_SCRATCH));
    let mut compiler = LiveCompiler {
        memo: Arc::new(cache.memo().with_scratch(scratch.clone()).persistent()),
        options,
        preview,
        terminal,
        follows: args.follow,
    };
    let mut state = compiler.compile(&source, None, &watch.is_waiting);
    if args.open {
        // Without a browser, the URL in the terminal is enough.
        let _ = open::that_detached(preview_url(args.host, port));
    }
    loop {
        // Whoever watches the output would believe that nothing is wrong.
        if let Some(error) = terminal.write_error() {
            return Err(error);
        }
        if let Some(failure) = scratch.failure() {
            return Err(failure);
        }
        if compiler.memo.is_store_unreadable() {
            terminal.message("the cache cannot be read any more: compiling without it");
            compiler.memo = Arc::new(cache.memo_without_parts().with_scratch(scratch.clone()).persistent());
            state = compiler.compile(&source, Some(&state), &watch.is_waiting);
            continue;
        }
        if state.is_unfinished && !watch.has_pending() {
            state = compiler.finish(state, &watch.is_waiting);
            continue;
        }
        let polled = watch.polls_because.is_some();
        let batch = watch.next_batch();
        if let Some(reason) = watch.polls_because.as_ref().filter(|_| !polled) {
            terminal.message(&format!("polling for changes twice a second from now on, because {reason}"));
        }
        if source.refresh(&batch) {
            state = compiler.compile(&source, Some(&state), &watch.is_waiting);
        }
    }
}

fn preview_url(host: IpAddr, port: u16) -> String {
    let host = if host.is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { host };
    let host = if host.is_ipv6() { format!("[{host}]") } else { host.to_string() };
    format!("http://{host}:{port}/")
}

fn banner(args: &ServeArgs, port: u16, watch: &Watch, terminal: &Terminal) {
    terminal.message(&format!("preview at {}", preview_url(args.host, port)));
    if args.port.is_none() && port != PORT {
        terminal.message(&format!("  port {PORT} is in use, so this is the next free one"));
    }
    if !args.host.is_loopback() {
        terminal.message("  anyone on your network can open this preview, including drafts");
    }
    if let Some(reason) = &watch.polls_because {
        terminal.message(&format!("  polling for changes twice a second, because {reason}"));
    }
    terminal.message("  stop with Ctrl-C");
}
