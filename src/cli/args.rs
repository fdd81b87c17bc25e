//! The command line arguments: the commands with their help. Each command declares its own options in its file.

use clap::{CommandFactory, Parser, Subcommand};

use crate::cli::assess::AssessArgs;
use crate::cli::build::BuildArgs;
use crate::cli::check::CheckArgs;
use crate::cli::explain::ExplainArgs;
use crate::cli::fix::FixArgs;
use crate::cli::host::HostArgs;
use crate::cli::import::ImportArgs;
use crate::cli::init::InitArgs;
use crate::cli::mv::MvArgs;
use crate::cli::new::NewArgs;
use crate::cli::options::{GlobalOptions, formats_of, names_of};
use crate::cli::print::PrintArgs;
use crate::cli::publish::PublishArgs;
use crate::cli::readability::ReadabilityArgs;
use crate::cli::review::ReviewArgs;
use crate::cli::schema::SchemaArgs;
use crate::cli::search::SearchArgs;
use crate::cli::serve::ServeArgs;
use crate::cli::theme::ThemeArgs;
use crate::cli::verify::VerifyArgs;

/// Publishes guidance and standard operating procedures from a folder of Markdown.
///
/// Reads pages from `content/` and writes the site to `public/`. No configuration is needed. If there are errors, such
/// as broken links, `public/` is left unchanged.
#[derive(Debug, Parser)]
#[command(name = "fingerpost", version, propagate_version = true, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub global: GlobalOptions,
    #[command(subcommand)]
    pub command: Command,
}

/// The definition of the command line, with the output formats of each command in its help.
pub fn definition() -> clap::Command {
    Args::command().mut_subcommands(|command| match formats_of(command.get_name()) {
        [_] => command,
        formats => {
            let line = format!("Output formats: {}", names_of(formats));
            command.after_help(line)
        }
    })
}

const EXAMPLES: &str = "\
Exit codes: 0 clean (warnings allowed), 1 findings at error level, 2 could not run.

Examples:
  fingerpost init handbook --from sop       create a project
  fingerpost build                          publish content/ to public/
  fingerpost build --content docs           publish any folder of Markdown
  fingerpost build --warn link              publish despite broken links
  fingerpost serve                          preview the site while you write
  fingerpost new sop \"Restore a service\"    create a page
  fingerpost nav                            show the navigation tree
  fingerpost search restore a backup        search as a reader would
  fingerpost explain link/missing-page      explain a finding code";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build and publish the site
    ///
    /// Reads `content/`, checks it and writes the site to `public/`. Only changed files are written, and files that
    /// Fingerpost did not write are never touched. If there are findings at error level, `public/` is left unchanged.
    Build(BuildArgs),
    /// Check the site without publishing it
    ///
    /// Reports the same findings as a build, with a count for each code, and exits with code 1 if there are findings at
    /// error level. Findings in the baseline are left out, so that only new ones fail.
    Check(CheckArgs),
    /// Fix problems that can be fixed automatically
    ///
    /// Prints the changes as a diff, and writes nothing without `--apply`. Changes only places that a finding reports:
    /// parents and tags in the wrong case, links with only one possible target, links to redirected URLs, and headings
    /// without a space after `#`.
    Fix(FixArgs),
    /// Move a page or a folder, and update all links to it
    ///
    /// Renames it, updates every link to it and in it, and keeps the old URL as an alias.
    Mv(MvArgs),
    /// Start the live preview server
    ///
    /// Builds in memory, serves the site to this machine and updates open pages after each save. `public/` is left
    /// unchanged. Stop it with Ctrl-C.
    Serve(ServeArgs),
    /// Create a project
    ///
    /// Writes settings with comments, a home page and sample pages, `.gitignore`, CI files for the host that the Git
    /// remote names, and editor settings. Existing files are never overwritten. In a terminal, asks for what is not set
    /// by an option.
    Init(InitArgs),
    /// Make a project from the site of another tool
    ///
    /// Moves pages, front matter, navigation, settings, redirects and files, and keeps URLs and anchors. Writes a report
    /// of all that could not be carried over. The old site is not changed, and existing files are never overwritten.
    Import(ImportArgs),
    /// Publish the built site to another place
    ///
    /// Uploads the files of the output folder that changed since the last time: first new assets, then pages, then the
    /// manifest; then removes files that are no longer part of the site. It can be stopped and run again at any point.
    /// Files that Fingerpost did not publish are never replaced or removed. Credentials come from the environment:
    /// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, GOOGLE_ACCESS_KEY_ID and GOOGLE_SECRET_ACCESS_KEY, or
    /// AZURE_STORAGE_SAS_TOKEN. For SFTP, the program `sftp` uses your SSH settings and keys.
    Publish(PublishArgs),
    /// Print the configuration of a web server for the site
    ///
    /// With its security and cache headers, the page for unknown URLs, redirects and the base path. Hosts that read
    /// their settings from the published folder need the setting `host` under `[build]` instead.
    Host(HostArgs),
    /// Create a page from a template
    ///
    /// Writes the sections of the kind with a prompt for each, and the next free document ID. With `--from`, plain
    /// notes become the procedure: lines on their own become headings. Existing files are never overwritten.
    New(NewArgs),
    /// Export a page and its subpages as one HTML or PDF file
    ///
    /// The file has a cover, a table of contents and working internal links, and loads nothing. PDF files need an
    /// installed Chromium or Chrome.
    Print(PrintArgs),
    /// List, show or copy files of the theme
    ///
    /// To change a file, copy it into the project with `eject`: templates go to `templates/`, other files to the theme
    /// of the project or, if it has none, to `themes/default/`. Existing files are never overwritten.
    Theme(ThemeArgs),
    /// Show the navigation tree
    ///
    /// As an indented list, or with `--format json` as nested objects: key, title, url, order, pinned, excerpt, source,
    /// children.
    Nav,
    /// List all pages with their metadata
    ///
    /// As a table, or with `--format json` as an array of objects: source, url, title, kind, tags, status, nav and more.
    List,
    /// List pages due for review
    ///
    /// By owner: overdue, due soon, never reviewed or without an owner. The formats `json`, `csv` and `ics` list every
    /// page with reviews, for other programs and calendars.
    Review(ReviewArgs),
    /// Print the kinds of document as JSON Schema
    ///
    /// For editors that check and complete front matter. It accepts what `fingerpost check` accepts.
    Schema(SchemaArgs),
    /// Search the pages, as a reader of the site would
    ///
    /// Uses the same index as the search of the site. Put phrases in quotation marks.
    Search(SearchArgs),
    /// Summarise an assessment, or score saved answers
    ///
    /// Without files: the number of questions, categories and levels, and the highest possible score. With files of
    /// answers, as the report page of the assessment saves them: scores by category, side by side.
    Assess(AssessArgs),
    /// Verify a published site against its build manifest
    ///
    /// Compares every file by its SHA-256. Lists files that changed, are missing or are not in the manifest, and exits
    /// with code 1 if there are any.
    Verify(VerifyArgs),
    /// Report on readability
    ///
    /// Words, sentences, reading ease, passives, unexplained acronyms and words with a plainer alternative, by page and
    /// by owner. Pages that are not in English are skipped. The exit code does not depend on the result.
    Readability(ReadabilityArgs),
    /// Explain a finding code
    ///
    /// What it means, why it matters to readers, a wrong and a right example. Without a code: lists all codes.
    Explain(ExplainArgs),
    /// Print a completion script for a shell
    Completions {
        /// Name of the shell
        shell: clap_complete::Shell,
    },
    /// Print the man page of the program or of a command, in roff
    Man {
        /// Name of the command, such as `build`
        command: Option<String>,
    },
}
