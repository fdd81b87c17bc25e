//! Operations that fail, kills and power cuts: after each of them, the next command finds everything old or everything new.
//!
//! A program with debug assertions fails or ends at the operation that its environment names (`src/io/fault.rs`). Without `FAULTS`
//! in the environment of the tests, a part of the operations is tried; with it, all of them, with every error.
#![cfg(all(unix, debug_assertions))]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use fingerpost::render::plan::NEXT_MANIFEST_FILE;

use crate::common::{Project, Ran, is_long, program, snapshot, tried};
use crate::power_loss::{Crash, Operation, SimulatedDisk};

/// Errors, each once and for ever; one that is interrupted for ever is the same as one that fails.
const FAULTS: [&str; 11] =
    ["kill", "EIO+", "ENOSPC", "EINTR", "EACCES+", "EMFILE", "ENOSPC+", "EIO", "EACCES", "EMFILE+", "EINTR+"];

/// A command and the project that it finds, with what the project is before and after it.
struct Scenario {
    name: &'static str,
    project: Project,
    arguments: Vec<String>,
    /// The folder that has to be whole.
    watched: &'static str,
    /// Commands that may follow.
    next: &'static [&'static str],
    /// A folder that the command reads, outside of the project.
    _source: Option<tempfile::TempDir>,
    before: Files,
    after: Files,
    /// All operations of the command.
    operations: Vec<Operation>,
}

type Files = BTreeMap<String, Vec<u8>>;

impl Scenario {
    /// Runs the command on a copy to see what it does.
    fn new(
        name: &'static str,
        project: Project,
        arguments: &[&str],
        watched: &'static str,
        next: &'static [&'static str],
    ) -> Scenario {
        let before = snapshot_of(&project.path(watched));
        let run = Project { folder: copy_of(project.folder.path()) };
        let record = tempfile::NamedTempFile::new().expect("a file");
        let path = record.path().to_str().expect("a plain name");
        run_with(&run, arguments, &[("FINGERPOST_OPERATIONS", path)]).ends(0);
        let text = fs::read_to_string(path).expect("a record");
        let operations = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let operations = operations_in(operations, run.folder.path());
        let after = snapshot_of(&run.path(watched));
        assert!(before != after, "{name}: the command changes something");
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Scenario { name, project, arguments, watched, next, _source: None, before, after, operations }
    }

    /// The number of its last operation.
    fn last(&self) -> usize {
        self.operations.iter().map(|operation| operation.number).max().expect("it does something")
    }

    /// What is found in the watched folder: nothing but the old files, or nothing but the new.
    #[track_caller]
    fn is_after(&self, project: &Project, what: &str) -> bool {
        self.is_new(&snapshot_of(&project.path(self.watched)), what)
    }

    /// The same where the note of the new list may be left: if it cannot be removed, the next command removes it.
    #[track_caller]
    fn is_published(&self, project: &Project, what: &str) -> bool {
        let mut found = snapshot_of(&project.path(self.watched));
        found.remove(NEXT_MANIFEST_FILE);
        self.is_new(&found, what)
    }

    #[track_caller]
    fn is_new(&self, found: &Files, what: &str) -> bool {
        let differing = |other: &Files| {
            let names = other.keys().chain(found.keys()).filter(|name| other.get(*name) != found.get(*name));
            names.cloned().collect::<std::collections::BTreeSet<_>>()
        };
        let (old, new) = (differing(&self.before), differing(&self.after));
        assert!(old.is_empty() || new.is_empty(), "{}, {what}: not old: {old:?}; not new: {new:?}", self.name);
        new.is_empty()
    }

    /// The next command of some kind, and then the same command again, find everything whole.
    #[track_caller]
    fn recovers(&self, project: &Project, what: &str, next: &str) {
        let ran = run_with(project, next.split(' '), &[]);
        let is_without_project = self.before.is_empty() && snapshot_of(&project.path(self.watched)).is_empty();
        assert!(
            ran.code < 2 || is_without_project,
            "{}, {what}: {next} ends with {}: {}",
            self.name,
            ran.code,
            ran.err
        );
        let is_after = self.is_after(project, &format!("{what}, then {next}"));
        assert_eq!(litter(project), [""; 0], "{}, {what}, then {next}", self.name);
        if !is_after && next != self.arguments.join(" ") {
            run_with(project, &self.arguments, &[]).ends(0);
            assert!(self.is_after(project, &format!("{what}, then {next} and again")), "{}, {what}", self.name);
            assert_eq!(litter(project), [""; 0], "{}, {what}, in the end", self.name);
        }
    }

    /// The operation of a number fails or is the last.
    fn fails(&self, number: usize, fault: &str, next: &str) {
        let project = Project { folder: copy_of(self.project.folder.path()) };
        let what = format!("{fault} at operation {number}");
        let ran = run_with(&project, &self.arguments, &[("FINGERPOST_FAULT", &format!("{number}:{fault}"))]);
        assert!(
            !ran.err.contains("panicked") && !ran.err.contains("internal error"),
            "{}, {what}: {}",
            self.name,
            ran.err
        );
        match ran.code {
            0 => assert!(self.is_published(&project, &what), "{}, {what}: it says that all is well", self.name),
            2 => assert!(ran.err.contains("cannot "), "{}, {what}: {}", self.name, ran.err),
            99 => assert_eq!(fault, "kill"),
            code => panic!("{}, {what}: it ends with {code}: {}", self.name, ran.err),
        }
        assert!(fault != "EINTR" || ran.code == 0, "{}, {what}: what is interrupted once is repeated", self.name);
        let says_nothing = ran.err.contains("unchanged") || ran.err.contains("nothing was changed");
        if ran.code == 2 && !fault.ends_with('+') && says_nothing {
            assert!(!self.is_after(&project, &what), "{}, {what}: it says that nothing changed", self.name);
        }
        self.recovers(&project, &what, next);
    }

    /// Tries faults at the operations; in the short form at most `most`.
    fn try_faults(&self, most: usize) -> usize {
        let all: Vec<(usize, &str)> =
            FAULTS.iter().flat_map(|fault| (1..=self.last()).map(move |number| (number, *fault))).collect();
        let step = if is_long() { 1 } else { all.len().div_ceil(most) };
        let tried: Vec<_> = all.iter().step_by(step).collect();
        for (at, (number, fault)) in tried.iter().enumerate() {
            self.fails(*number, fault, self.next[at % self.next.len()]);
        }
        tried.len()
    }

    /// Cuts the power after every operation; in the short form after at most `most` that leave something new.
    fn cut_power(&self, most: usize) -> usize {
        let mut disk = SimulatedDisk::of(self.project.folder.path());
        let mut states = Vec::new();
        for (at, operation) in self.operations.iter().enumerate() {
            disk.apply(operation);
            for crash in [Crash::NamesKept, Crash::NamesLost] {
                let state = disk.after(crash);
                if !states.iter().any(|(_, known)| *known == state) {
                    states.push((format!("power cut after operation {at}, {crash:?}"), state));
                }
            }
        }
        let step = if is_long() { 1 } else { states.len().div_ceil(most) };
        let tried: Vec<_> = states.iter().step_by(step).collect();
        for (at, (what, state)) in tried.iter().enumerate() {
            let project = Project { folder: tempfile::tempdir().expect("a folder") };
            state.write_to(project.folder.path());
            self.recovers(&project, what, self.next[at % self.next.len()]);
        }
        tried.len()
    }
}

/// Operations inside a project, with paths in it, without those on caches, which may be lost.
fn operations_in(mut operations: Vec<Operation>, root: &Path) -> Vec<Operation> {
    let root = root.canonicalize().expect("it exists");
    operations.retain_mut(|operation| {
        let inside = |path: &Path| path.strip_prefix(&root).ok().map(Path::to_path_buf);
        operation.to = operation.to.as_deref().and_then(inside);
        let Some(path) = inside(&operation.path) else { return false };
        operation.path = path;
        !operation.path.starts_with(".fingerpost/cache")
    });
    operations
}

/// Files of a site, or those of a project without caches and the site.
fn snapshot_of(folder: &Path) -> Files {
    let mut files = if folder.exists() { snapshot(folder) } else { Files::new() };
    files.retain(|name, _| !name.starts_with("public/") && !name.starts_with(".fingerpost/"));
    files
}

fn run_with<A: AsRef<OsStr>>(
    project: &Project,
    arguments: impl IntoIterator<Item = A>,
    variables: &[(&str, &str)],
) -> Ran {
    let mut command = program();
    command.args(arguments).args(["--jobs", "1"]).envs(variables.iter().copied());
    Ran::of(command.current_dir(project.folder.path()).output().expect("the program starts"))
}

fn copy_of(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry = entry.expect("it can be read");
        let place = copy.path().join(entry.path().strip_prefix(folder).expect("it is below"));
        match entry.file_type().is_dir() {
            true => fs::create_dir(place).expect("a folder"),
            false => drop(fs::copy(entry.path(), place).expect("a copy")),
        }
    }
    copy
}

/// Hidden files of a new project, which are compared with the other files.
const OF_NEW_PROJECTS: [&str; 4] =
    [".gitignore", ".vscode", ".vscode/front-matter.schema.json", ".vscode/settings.json"];

/// What is left beside sources, the site and caches.
fn litter(project: &Project) -> Vec<String> {
    let names = walkdir::WalkDir::new(project.folder.path()).min_depth(1).into_iter().map(|entry| {
        let entry = entry.expect("it can be read");
        let name = entry.path().strip_prefix(project.folder.path()).expect("it is below");
        name.strip_prefix(IMPORTED).unwrap_or(name).to_path_buf()
    });
    let is_usual = |name: &PathBuf| {
        name.iter().all(|part| !part.to_string_lossy().starts_with('.'))
            || [".fingerpost", ".fingerpost/.gitignore", ".fingerpost/cache"]
                .iter()
                .chain(&OF_NEW_PROJECTS)
                .any(|usual| name == Path::new(usual))
            || name.parent() == Some(Path::new(".fingerpost/cache"))
                && !name.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    };
    // A folder in the site without anything in it is of a page that is gone.
    let is_empty_in_site = |name: &PathBuf| {
        let entries = fs::read_dir(project.path(&name.display().to_string()));
        name.starts_with("public")
            && name != Path::new("public")
            && entries.is_ok_and(|mut entries| entries.next().is_none())
    };
    names.filter(|name| !is_usual(name) || is_empty_in_site(name)).map(|name| name.display().to_string()).collect()
}

fn sources() -> Project {
    Project::with(&[
        ("fingerpost.toml", "title = \"Test\"\n"),
        ("content/index.md", "# Home\n\n[A](a.md) [old](old/page.md) [x](y.bin)\n"),
        ("content/a.md", "# A\n\nFirst.\n"),
        ("content/old/page.md", "# Old\n"),
        ("content/y.bin", "old"),
    ])
}

fn rebuild() -> Scenario {
    let project = sources();
    project.build().ends(0);
    fs::remove_dir_all(project.path("content/old")).expect("a page is removed");
    project.write("content/index.md", b"# Home\n\n[A](a.md) [new](new/page.md) [x](y.bin)\n");
    project.write("content/a.md", b"# A\n\nSecond.\n");
    project.write("content/new/page.md", b"# New\n");
    project.write("content/y.bin", b"new");
    Scenario::new("rebuild", project, &["build"], "public", &["check", "build", "list", "publish --to site"])
}

fn first_build() -> Scenario {
    Scenario::new("first build", sources(), &["build"], "public", &["check", "build", "list"])
}

/// A folder for an import, which does not exist.
const IMPORTED: &str = "imported";

/// A site of another tool is imported.
fn import(name: &'static str, project: Project, to: &'static str) -> Scenario {
    let source = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("mkdocs.yml", "site_name: Old\nnav:\n  - index.md\n  - guide/start.md\n"),
        ("docs/index.md", "# Old home\n\n[Start](guide/start.md)\n"),
        ("docs/guide/start.md", "# Start\n\n![x](../x.png)\n"),
        ("docs/x.png", "not a picture"),
    ] {
        let file = source.path().join(path);
        fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    let path = source.path().to_str().expect("a plain name").to_owned();
    let next: &[&str] = match to {
        IMPORTED => &["check --root imported", "list --root imported", "nav --root imported"],
        _ => &["check", "list", "nav"],
    };
    let scenario = Scenario::new(name, project, &["import", "--from", "mkdocs", &path, to], to, next);
    Scenario { _source: Some(source), ..scenario }
}

fn import_to_new_folder() -> Scenario {
    import("import", Project { folder: tempfile::tempdir().expect("a folder") }, IMPORTED)
}

fn import_to_project() -> Scenario {
    import("import to a project", sources(), ".")
}

/// A built site is published to a folder that has an earlier one.
fn publish() -> Scenario {
    let project = rebuild().project;
    project.run(&["publish", "--to", "site"]).ends(0);
    project.build().ends(0);
    Scenario::new("publish", project, &["publish", "--to", "site"], "site", &["publish --to site"])
}

/// A printed page is printed again.
fn reprint() -> Scenario {
    let project = sources();
    let arguments = ["print", "a.md", "--to", "a.html", "--force"];
    project.run(&arguments).ends(0);
    project.write("content/a.md", b"# A\n\nSecond.\n");
    Scenario::new("print", project, &arguments, ".", &["check", "list", "nav"])
}

/// A command that changes several of the author's files.
fn edit(name: &'static str, arguments: &[&'static str]) -> Scenario {
    let project = sources();
    project.write("content/index.md", b"# Home\n\n[A](A.md) [old](old/page.md)\n\n##One\n");
    project.write("content/b.md", b"# B\n\n##Two\n\n[old](old/page.md)\n");
    Scenario::new(name, project, arguments, ".", &["check", "list", "nav"])
}

#[test]
fn edits_that_fail_or_are_killed_anywhere_change_all_files_or_none() {
    let mut count = edit("fix", &["fix", "--apply"]).try_faults(10);
    count += edit("mv", &["mv", "old/page.md", "newer/place/page.md"]).try_faults(13);
    count += edit("mv of a folder", &["mv", "old", "newer/old"]).try_faults(6);
    count += edit("new", &["new", "sop", "Restore", "--to", "sops/restore.md"]).try_faults(8);
    count += edit("init", &["init", "--from", "guidance", "--ci", "none"]).try_faults(8);
    count += edit("eject", &["theme", "eject", "page.html"]).try_faults(6);
    count += reprint().try_faults(8);
    count += edit("baseline", &["check", "--write-baseline", "--baseline", "known.json"]).try_faults(6);
    count += import_to_new_folder().try_faults(12);
    count += import_to_project().try_faults(8);
    tried("Operations that fail or are killed while files are edited", count, 85, 1_000);
}

#[test]
fn a_power_cut_during_edits_changes_all_files_or_none() {
    let mut count = edit("fix", &["fix", "--apply"]).cut_power(5);
    count += edit("mv", &["mv", "old/page.md", "newer/place/page.md"]).cut_power(7);
    count += edit("new", &["new", "sop", "Restore", "--to", "sops/restore.md"]).cut_power(4);
    count += edit("init", &["init", "--from", "guidance", "--ci", "none"]).cut_power(4);
    count += import_to_new_folder().cut_power(4);
    count += import_to_project().cut_power(4);
    tried("Power cuts while files are edited", count, 28, 120);
}

#[test]
fn a_rebuild_that_fails_or_is_killed_anywhere_ends_whole() {
    tried("Operations that fail or are killed during a rebuild", rebuild().try_faults(20), 20, 500);
}

/// A file of the last site that cannot be read is neither missing nor changed by somebody: the build reads it again, or fails.
#[test]
fn a_published_file_that_cannot_be_read_is_not_taken_for_one_of_others() {
    let rebuild = rebuild();
    let reads = rebuild.operations.iter().filter(|operation| {
        let is_read = ["Open", "Read", "ReadFolder"].contains(&operation.operation.as_str());
        is_read && operation.path.starts_with("public")
    });
    let (of_gone, others): (Vec<_>, Vec<_>) =
        reads.partition(|operation| operation.path == Path::new("public/old/page/index.html"));
    assert!(!of_gone.is_empty(), "it reads the page that is gone");
    let step = if is_long() { 1 } else { 9 };
    let chosen: Vec<_> = of_gone.into_iter().chain(others.into_iter().step_by(step)).collect();
    for operation in &chosen {
        rebuild.fails(operation.number, "EIO", "check");
    }
    tried("Reads of the last site that fail", chosen.len(), 8, 80);
}

/// What finishes an interrupted build can be interrupted, too.
#[test]
fn a_recovery_that_fails_or_is_killed_ends_whole() {
    let rebuild = rebuild();
    let moves = rebuild
        .operations
        .iter()
        .filter(|operation| ["Rename", "RemoveFile", "RemoveFolder"].contains(&operation.operation.as_str()));
    let moves: Vec<usize> = moves.map(|operation| operation.number).collect();
    let all: Vec<(usize, usize, &str)> = moves
        .iter()
        .flat_map(|killed| (1..=60).map(move |number| (*killed, number)))
        .flat_map(|(killed, number)| ["EIO", "kill"].map(move |fault| (killed, number, fault)))
        .collect();
    // No divisor of the numbers above, so that each of them is tried.
    let step = if is_long() { 7 } else { 131 };
    let tried_faults: Vec<_> = all.iter().step_by(step).collect();
    for (killed, number, fault) in &tried_faults {
        let project = Project { folder: copy_of(rebuild.project.folder.path()) };
        let what = format!("killed at operation {killed}, and then {fault} at operation {number} of the next");
        run_with(&project, ["build"], &[("FINGERPOST_FAULT", &format!("{killed}:kill"))]).ends(99);
        let next = run_with(&project, ["check"], &[("FINGERPOST_FAULT", &format!("{number}:{fault}"))]);
        assert!(!next.err.contains("panicked"), "{what}: {}", next.err);
        rebuild.recovers(&project, &what, "check");
    }
    tried("Recoveries that fail or are killed", tried_faults.len(), 10, 200);
}

#[test]
fn a_first_build_that_fails_or_is_killed_anywhere_ends_whole() {
    tried("Operations that fail or are killed during a first build", first_build().try_faults(8), 8, 300);
}

#[test]
fn a_publication_that_fails_or_is_killed_anywhere_ends_whole() {
    tried(
        "Operations that fail or are killed while a site is published to a folder",
        publish().try_faults(12),
        12,
        500,
    );
}

#[test]
fn a_power_cut_during_a_rebuild_loses_nothing() {
    tried("Power cuts during a rebuild", rebuild().cut_power(11), 11, 101);
}

#[test]
fn a_power_cut_during_a_first_build_loses_nothing() {
    tried("Power cuts during a first build", first_build().cut_power(5), 5, 50);
}
