//! `fingerpost host`: prints the configuration of a web server for the site.

use crate::cli::load::{LinkedProject, link};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::config::host::SiteHost;
use crate::io::error::Error;
use crate::io::recover;
use crate::render::hosts::description::{HostedSite, ServerPlace, is_literal};
use crate::render::hosts::{apache, caddy, cloudfront, nginx};

/// Options of `fingerpost host`.
#[derive(Debug, clap::Args)]
pub struct HostArgs {
    /// Web server: nginx, apache, caddy, cloudfront-function or cloudfront-headers
    #[arg(value_name = "SERVER", value_parser = server)]
    pub server: Server,
    /// Folder of the site on the server [default: the output folder]
    #[arg(long, value_name = "DIR")]
    pub folder: Option<String>,
}

/// A server with a configuration of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    Nginx,
    Apache,
    Caddy,
    CloudfrontFunction,
    CloudfrontHeaders,
}

const SERVERS: [(&str, Server); 5] = [
    ("nginx", Server::Nginx),
    ("apache", Server::Apache),
    ("caddy", Server::Caddy),
    ("cloudfront-function", Server::CloudfrontFunction),
    ("cloudfront-headers", Server::CloudfrontHeaders),
];

/// Reads the name of a server, as a value parser of clap.
fn server(text: &str) -> Result<Server, String> {
    if let Some((_, server)) = SERVERS.iter().find(|(name, _)| *name == text) {
        return Ok(*server);
    }
    if SiteHost::ALL.iter().any(|(name, _)| *name == text) {
        return Err(format!("this host reads its settings from the site: set `host = \"{text}\"` under `[build]`"));
    }
    Err(format!("use one of {}", SERVERS.map(|(name, _)| name).join(", ")))
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &HostArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let LinkedProject { site, outcome } = link(global, terminal)?;
    let hosted = HostedSite::new(site.config(), &site.moved_urls());
    let prefix = hosted.decoded_prefix();
    if !prefix.chars().all(is_literal) {
        let message = format!("the base path `{prefix}` contains characters that mean something to a web server");
        return Err(Error::new(message).help("use letters, digits and hyphens in the path of `base_url`"));
    }
    let place = || {
        let folder = match &args.folder {
            Some(folder) => folder.clone(),
            None => recover::find(&global.project())?.output.display().to_string().replace('\\', "/"),
        };
        ServerPlace::new(&site.config().base_url.origin, &folder).ok_or_else(|| {
            let origin = &site.config().base_url.origin;
            Error::new(format!("a web server cannot be configured for `{origin}` and the folder `{folder}`"))
                .help("use a plain host name in `base_url`, and `--folder` with a path of letters, digits and hyphens")
        })
    };
    let text = match args.server {
        Server::Nginx => nginx::configuration(&hosted, &place()?),
        Server::Apache => apache::virtual_host(&hosted, &place()?),
        Server::Caddy => caddy::configuration(&hosted, &place()?),
        Server::CloudfrontFunction => cloudfront::function(&hosted),
        Server::CloudfrontHeaders => cloudfront::headers_policy(&hosted),
    };
    terminal.print(&text);
    Ok(outcome)
}
