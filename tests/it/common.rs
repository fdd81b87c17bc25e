//! What the tests of the whole program share: a project in a folder of its own, and a way to run the program on it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fingerpost::base::diagnostic::Diagnostic;
use fingerpost::base::tree::{Bytes, Entry, Tree};
use fingerpost::compile;
use fingerpost::compile::memo::Memo;
use fingerpost::compile::options::{Observer, Options};
use fingerpost::compile::sink::Collector;
use fingerpost::site::model::Site;

pub struct Project {
    pub folder: tempfile::TempDir,
}

impl Project {
    /// An empty project folder with `content/`.
    pub fn new() -> Project {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::create_dir(folder.path().join("content")).expect("a content folder");
        Project { folder }
    }

    /// A project with these files.
    pub fn with(files: &[(&str, &str)]) -> Project {
        let project = Project::new();
        for (path, text) in files {
            project.write(path, text.as_bytes());
        }
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(file, bytes).expect("the file can be written");
    }

    /// Runs the program in the project's folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(program().args(arguments).current_dir(self.folder.path()).output().expect("the program starts"))
    }

    pub fn build(&self) -> Ran {
        self.run(&["build"])
    }

    pub fn published(&self, path: &str) -> String {
        fs::read_to_string(self.path("public").join(path)).unwrap_or_else(|error| panic!("public/{path}: {error}"))
    }
}

/// Copies the program to `to`. See [`run_shell`] for why another process does it.
#[cfg(unix)]
pub fn copy_program(to: &Path) {
    run_shell("cp \"$1\" \"$0\"", to, env!("CARGO_BIN_EXE_fingerpost"));
}

/// Writes a script that can be run as a program. See [`run_shell`] for why another process does it.
#[cfg(unix)]
pub fn write_script(path: &Path, text: &str) {
    run_shell("printf %s \"$1\" >\"$0\" && chmod 755 \"$0\"", path, text);
}

/// Runs a shell command that writes the program `$0`. While this process had that file open for writing, a child that
/// another test starts at this moment would inherit the handle, and the system refuses to run the file (ETXTBSY).
#[cfg(unix)]
pub fn run_shell(command: &str, path: &Path, argument: &str) {
    let status = Command::new("sh").args(["-c", command]).arg(path).arg(argument).status().expect("there is a shell");
    assert!(status.success(), "{command} {} failed", path.display());
}

/// Runs the program as a user who may only do what permissions allow. The superuser may write everywhere, so there the project is
/// given to somebody else. `None` where the system cannot do that; then the test is skipped.
#[cfg(unix)]
pub fn run_without_rights(project: &Project, arguments: &[&str]) -> Option<Ran> {
    use std::os::unix::fs::{PermissionsExt, chown};
    const NOBODY: u32 = 65_534;
    if !rustix::process::geteuid().is_root() {
        return Some(project.run(arguments));
    }
    for entry in walkdir::WalkDir::new(project.folder.path()) {
        let entry = entry.expect("it can be read");
        chown(entry.path(), Some(NOBODY), Some(NOBODY)).expect("the superuser may give files away");
    }
    // The folder of the build may be closed to others.
    let folder = tempfile::tempdir().expect("a folder");
    let binary = folder.path().join("fingerpost");
    copy_program(&binary);
    for path in [folder.path(), &binary] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
    }
    let state = folder.path().join("state");
    fs::create_dir(&state).expect("a folder");
    chown(&state, Some(NOBODY), Some(NOBODY)).expect("the superuser may give files away");
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&binary).args(arguments);
    match command.env("XDG_STATE_HOME", state).current_dir(project.folder.path()).output() {
        Ok(output) => Some(Ran::of(output)),
        Err(_) => {
            skip("there is no program `setpriv`, with which the superuser can give up rights");
            None
        }
    }
}

/// The files of a build in the cache folder.
pub const CACHE_FILES: &[&str] = &[
    "documents.bin",
    "documents.index",
    "outputs.bin",
    "outputs.index",
    "search.bin",
    "search.index",
    "highlight.bin",
    "last-build.json",
];

/// A compile with all its outputs.
pub struct Compiled {
    pub site: Arc<Site>,
    pub diagnostics: Vec<Diagnostic>,
    pub output: BTreeMap<String, Bytes>,
}

pub struct Silent;

impl Observer for Silent {
    fn stage(&self, _: &'static str) {}
}

/// Compiles a tree without caches.
pub fn compile(tree: &Arc<Tree>, options: &Options) -> Compiled {
    compile_into(tree, options, &Arc::new(Memo::default()), Collector::default()).0
}

/// Compiles as `build` does, with what `memo` has. Returns the outputs as a tree, too.
pub fn compile_into(tree: &Arc<Tree>, options: &Options, memo: &Arc<Memo>, collector: Collector) -> (Compiled, Tree) {
    let compilation = compile::compile(tree, options, memo, &Silent, &collector);
    let bytes = |entry: &Entry| entry.bytes().expect("outputs are in memory");
    let published = collector.into_tree();
    let output = published.iter().map(|(path, entry)| (path.to_owned(), bytes(entry))).collect();
    (Compiled { site: compilation.site, diagnostics: compilation.diagnostics, output }, published)
}

/// The program under test, without the caller's habits.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
    command.env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"));
    for name in ["NO_COLOR", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] {
        command.env_remove(name);
    }
    command
}

/// Waits for a program that has to end soon. One that does not is stopped, and the test fails.
pub fn wait(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            return status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("the program does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A command that runs the program under test with the usual effect of an interrupt, which a shell takes away from what it
/// starts in the background. Without `env` of the GNU coreutils the effect stays as it is.
pub fn interruptible_program() -> Command {
    const DEFAULT: &str = "--default-signal=INT";
    let is_known = Command::new("env").args([DEFAULT, "true"]).stderr(Stdio::null()).status();
    if !is_known.is_ok_and(|status| status.success()) {
        return program();
    }
    let mut command = Command::new("env");
    command.args([DEFAULT, env!("CARGO_BIN_EXE_fingerpost")]);
    command
}

#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().expect("the program was not killed"),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails the test unless the program ended with this code, and not in a panic.
    #[track_caller]
    pub fn ends(&self, code: i32) -> &Ran {
        assert!(!self.err.contains("panicked at"), "it panicked:\n{}", self.err);
        assert_eq!(self.code, code, "exit code; it said:\n{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Ran {
        assert!(
            self.err.contains(words) || self.out.contains(words),
            "it does not say `{words}`:\n{}{}",
            self.out,
            self.err
        );
        self
    }

    #[track_caller]
    pub fn lacks(&self, words: &str) -> &Ran {
        assert!(!self.err.contains(words) && !self.out.contains(words), "it says `{words}`:\n{}{}", self.out, self.err);
        self
    }
}

/// Every file below a folder with its bytes.
pub fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("the folder can be read");
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).expect("below the folder").to_string_lossy().into_owned();
            files.insert(name, fs::read(entry.path()).expect("the file can be read"));
        }
    }
    files
}

/// Whether the long forms of tests were asked for.
pub fn is_long() -> bool {
    std::env::var_os("FAULTS").is_some()
}

/// Prints how much a test tried, and fails if that is less than the manual says: the second figure in a normal run, the third
/// in the long form. The page on promises has these figures, and `tests/it/manual.rs` compares them.
#[track_caller]
pub fn tried(what: &str, count: usize, least: usize, least_in_long_form: usize) {
    println!("{what}: {count} tried");
    let least = if is_long() { least_in_long_form } else { least };
    assert!(count >= least, "{what}: only {count} tried, and not {least}");
}

/// Counts the running test as skipped: says so past the captured output, and adds a line to the file that `SKIPPED_TESTS`
/// names, which `tests/run` prints at its end.
pub fn skip(reason: &str) {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("a test");
    let _ = writeln!(std::io::stderr(), "SKIPPED {name}: {reason}");
    if let Some(list) = std::env::var_os("SKIPPED_TESTS") {
        let mut list = fs::OpenOptions::new().create(true).append(true).open(list).expect("the list can be opened");
        writeln!(list, "{name}\t{reason}").expect("the list can be written");
    }
}

/// A folder in `../shared/samples`, which has real libraries under open licences and is no part of the project. Without it the
/// running test is skipped.
pub fn sample(path: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples").join(path);
    if !folder.is_dir() {
        skip(&format!("there is no folder `../shared/samples/{path}`"));
        return None;
    }
    Some(folder.canonicalize().expect("the folder exists"))
}
