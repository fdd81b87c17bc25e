//! `fingerpost publish`: copies the built site to a folder, an object store or a server.

use std::path::Path;

use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;
use crate::io::manifest::Manifest;
use crate::io::publish::folder;
use crate::io::publish::location::PublishTo;
use crate::io::publish::plan::UploadPlan;
use crate::io::publish::remote::Remote;
use crate::io::publish::run::{self, BuiltSite};
use crate::io::publish::sftp::Sftp;
use crate::io::recover;
use crate::io::verify::{self, Difference};
use crate::render::plan::MANIFEST_FILE;
use crate::report::tally::counted;

/// Options of `fingerpost publish`.
#[derive(Debug, clap::Args)]
pub struct PublishArgs {
    /// Folder, s3://BUCKET/FOLDER, gs://BUCKET/FOLDER, az://ACCOUNT/CONTAINER/FOLDER or sftp://USER@HOST/FOLDER
    #[arg(long, value_name = "PLACE")]
    pub to: String,
    /// URL of a service that is compatible with S3 or Azure [default: that of the provider, or AWS_ENDPOINT_URL]
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Show what would be uploaded and removed, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Replace files that Fingerpost did not publish
    #[arg(long)]
    pub overwrite: bool,
}

/// The most files that a message names.
const MOST_NAMED: usize = 10;

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &PublishArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let place = PublishTo::parse(&args.to)?;
    let project = recover::find(&global.project())?;
    let output = &project.output;
    let manifest = Manifest::read_file(&output.join(MANIFEST_FILE))?.ok_or_else(|| {
        Error::new(format!("there is no built site in `{}`", output.display())).help("run `fingerpost build` first")
    })?;
    let site = BuiltSite { folder: output, manifest: &manifest };
    if differs(&site, terminal)? {
        return Ok(Outcome::Failed);
    }
    let publication = Publication { site, place: &place, args, terminal };
    match &place {
        PublishTo::Folder(folder) => project.refuse_links(folder).and_then(|()| publication.to_folder(folder)),
        PublishTo::Sftp(folder) => publication.to_remote(&Sftp::new(folder)?),
        _ => publication.to_remote(&*object_store(&place, args)?),
    }
}

#[cfg(feature = "external")]
fn object_store(place: &PublishTo, args: &PublishArgs) -> Result<Box<dyn Remote>, Error> {
    let store = crate::io::publish::store::open(place, args.endpoint.as_deref())?;
    Ok(Box::new(store.expect("folders and servers have their own cases")))
}

#[cfg(not(feature = "external"))]
fn object_store(place: &PublishTo, _: &PublishArgs) -> Result<Box<dyn Remote>, Error> {
    Err(Error::new(format!("this build of Fingerpost cannot publish to {place}"))
        .help("rebuild it with the Cargo feature `external`, or publish to a folder or by SFTP"))
}

/// Reports files of the built site that are not as the manifest says. Others are only named: they are not published.
fn differs(site: &BuiltSite<'_>, terminal: &Terminal) -> Result<bool, Error> {
    let found = verify::published(site.folder, site.manifest)?;
    let (extra, wrong): (Vec<_>, Vec<_>) =
        found.by_path.iter().partition(|(_, difference)| **difference == Difference::Extra);
    if !extra.is_empty() {
        let what = counted(extra.len(), "file");
        terminal.message(&format!("note: {what} in the output folder not in the manifest, and so not published"));
        terminal.message(&named(extra.iter().map(|(path, _)| path.as_str())));
    }
    if wrong.is_empty() {
        return Ok(false);
    }
    let folder = site.folder.display();
    terminal.message(&format!("error: {} of `{folder}` differs from the manifest", counted(wrong.len(), "file")));
    terminal.message(&named(wrong.iter().map(|(path, _)| path.as_str())));
    terminal.message("  = help: run `fingerpost build` again, which restores them. Nothing was published");
    Ok(true)
}

/// A run of the command with a site that is as it was built.
struct Publication<'a> {
    site: BuiltSite<'a>,
    place: &'a PublishTo,
    args: &'a PublishArgs,
    terminal: &'a Terminal,
}

impl Publication<'_> {
    fn to_remote(&self, remote: &dyn Remote) -> Result<Outcome, Error> {
        let progress = Progress::new(self.terminal);
        let plan = run::plan(&self.site, remote)?;
        if !plan.foreign.is_empty() && !self.args.overwrite {
            progress.finish();
            self.refuse(&plan);
            return Ok(Outcome::Failed);
        }
        if self.args.dry_run {
            progress.finish();
            self.show(&plan);
            return Ok(Outcome::Clean);
        }
        run::carry_out(&plan, &self.site, remote, &progress)?;
        progress.finish();
        plan.uploads.iter().flatten().for_each(|path| self.terminal.debug(&format!("  uploaded {path}")));
        plan.removals.iter().for_each(|path| self.terminal.debug(&format!("  removed {path}")));
        self.report_left(&plan.left);
        self.summary(plan.uploaded(), plan.removals.len(), "URL");
        Ok(Outcome::Clean)
    }

    fn to_folder(&self, target: &Path) -> Result<Outcome, Error> {
        if self.args.dry_run {
            self.show(&folder::plan(&self.site, target)?);
            return Ok(Outcome::Clean);
        }
        let waiting = || self.terminal.info("waiting for another command to finish");
        let committed = folder::publish(&self.site, target, waiting)?;
        committed.written.iter().for_each(|path| self.terminal.debug(&format!("  written {path}")));
        committed.removed.iter().for_each(|path| self.terminal.debug(&format!("  removed {path}")));
        if let Some(folder) = &committed.kept.folder {
            let moved = counted(committed.kept.moved.len(), "changed file");
            self.terminal.message(&format!("{moved} moved to `{}`", folder.display()));
        }
        self.report_left(&committed.kept.left);
        self.summary(committed.written.len(), committed.removed.len(), &target.display().to_string());
        Ok(Outcome::Clean)
    }

    fn refuse(&self, plan: &UploadPlan) {
        let count = counted(plan.foreign.len(), "file");
        self.terminal.message(&format!("error: {} has {count} that Fingerpost did not publish", self.place));
        self.terminal.message(&named(plan.foreign.iter().map(String::as_str)));
        self.terminal.message("  = help: publish to an empty folder, or add `--overwrite` to replace these files");
    }

    fn report_left(&self, left: &[String]) {
        if left.is_empty() {
            return;
        }
        let what = counted(left.len(), "file");
        self.terminal
            .message(&format!("note: {what} no longer part of the site, but left, because somebody changed them"));
        self.terminal.message(&named(left.iter().map(String::as_str)));
    }

    fn show(&self, plan: &UploadPlan) {
        let mut text = String::new();
        plan.uploads.iter().flatten().for_each(|path| text += &format!("upload  {path}\n"));
        plan.removals.iter().for_each(|path| text += &format!("remove  {path}\n"));
        self.terminal.print(&text);
        self.report_left(&plan.left);
        let (uploads, removals) = (counted(plan.uploaded(), "file"), plan.removals.len());
        let unchanged = plan.unchanged;
        self.terminal.info(&format!(
            "nothing was changed: {uploads} to upload, {removals} to remove, {unchanged} unchanged at {}",
            self.place
        ));
    }

    /// Says what was done, and how to compare the result: `elsewhere` is where readers get the site, if no setting says so.
    fn summary(&self, uploaded: usize, removed: usize, elsewhere: &str) {
        let files = counted(self.site.manifest.files.len(), "file");
        let place = self.place;
        self.terminal.info(&format!("published {files} to {place} ({uploaded} uploaded, {removed} removed)"));
        let url = self.site.manifest.options.get("base_url").map_or(elsewhere, String::as_str);
        self.terminal.info(&format!("to compare with what readers get, run `fingerpost verify {url}`"));
    }
}

/// Some paths, one a line.
fn named<'a>(paths: impl ExactSizeIterator<Item = &'a str>) -> String {
    let rest = paths.len().saturating_sub(MOST_NAMED);
    let mut lines: Vec<String> = paths.take(MOST_NAMED).map(|path| format!("  {path}")).collect();
    if rest > 0 {
        lines.push(format!("  … and {rest} more"));
    }
    lines.join("\n")
}
