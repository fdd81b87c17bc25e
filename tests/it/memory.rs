//! Memory: large files are never in it, and what a build takes out of it comes back unchanged.

use std::fs::{self, File};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex};

use fingerpost::base::scratch::Scratch;
use fingerpost::base::tree::Tree;
use fingerpost::compile;
use fingerpost::compile::memo::Memo;
use fingerpost::compile::options::Options;
use fingerpost::compile::sink::Collector;
use walkdir::WalkDir;

use crate::common::{CACHE_FILES, Project, Ran, Silent, program, snapshot, tried};

/// A scratch file in memory that leaves nothing to memory.
#[derive(Debug, Default)]
struct Everything(Mutex<Vec<u8>>);

impl Scratch for Everything {
    fn store(&self, bytes: &[u8]) -> Option<Range<u64>> {
        let mut all = self.0.lock().expect("nothing panicked");
        let start = all.len() as u64;
        all.extend(bytes);
        Some(start..all.len() as u64)
    }

    fn load(&self, place: Range<u64>) -> Vec<u8> {
        self.0.lock().expect("nothing panicked")[place.start as usize..place.end as usize].to_vec()
    }
}

#[test]
fn a_build_whose_texts_are_in_a_scratch_file_gives_the_same_site() {
    let mut tree = Tree::default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in WalkDir::new(root.join("content")).into_iter().map(|entry| entry.expect("it can be read")) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(root).expect("it is below").to_string_lossy().into_owned();
            tree.insert(name, fs::read(entry.path()).expect("it can be read"));
        }
    }
    tree.insert("fingerpost.toml", fs::read(root.join("fingerpost.toml")).expect("it can be read"));
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let tree = Arc::new(tree);
    let compiled = |memo: Memo| {
        let collector = Collector::default();
        let compilation = compile::compile(&tree, &options, &Arc::new(memo), &Silent, &collector);
        (collector.into_tree(), compilation.diagnostics)
    };
    let scratch = Arc::new(Everything::default());
    let (with, found_with) = compiled(Memo::default().with_scratch(scratch.clone()));
    let (without, found_without) = compiled(Memo::default());
    assert!(scratch.0.lock().expect("nothing panicked").len() > 100_000, "texts were stored");
    assert_eq!(found_with, found_without);
    let differing: Vec<&str> = with.changes(&without).into_iter().map(|(path, _)| path).collect();
    let differing: Vec<&str> = differing.into_iter().filter(|path| with.get(path) != without.get(path)).collect();
    assert!(differing.is_empty() && without.iter().count() > 100, "{differing:?}");
}

/// Linux says how much memory a program had.
#[cfg(target_os = "linux")]
#[test]
fn a_large_file_is_published_without_being_read_into_memory() {
    const LENGTH: u64 = 200 * 1024 * 1024;
    let project = Project::with(&[("content/index.md", "# Home\n\n[A film](/film.mp4)\n")]);
    fs::create_dir_all(project.path("static")).expect("the folder can be made");
    let film = File::create(project.path("static/film.mp4")).expect("the file can be made");
    film.set_len(LENGTH).expect("the file can be that long");
    let ran = project.run(&["build", "--timings"]);
    ran.ends(0);
    assert_eq!(fs::metadata(project.path("public/film.mp4")).expect("it is published").len(), LENGTH);
    let peaks = ran.err.lines().filter_map(|line| line.split_once("peak")?.1.split_whitespace().next()?.parse().ok());
    let peak = peaks.fold(0.0, f64::max);
    assert!((10.0..150.0).contains(&peak), "{peak} MiB:\n{}", ran.err);
    // The manifest has the hash of the copy.
    project.run(&["verify", "public"]).ends(0);
    // The next build sees that the file is the same, and that another one is not.
    project.write("content/index.md", b"# Home\n\n[The film](/film.mp4)\n");
    project.run(&["build", "--verbose"]).ends(0).lacks("written film.mp4").says("written index.html");
    film.set_len(LENGTH - 1).expect("the file can be shorter");
    project.run(&["build", "--verbose"]).ends(0).says("written film.mp4").lacks("written index.html");
}

/// A file in a repository can claim any size and take no room.
#[cfg(target_os = "linux")]
#[test]
fn files_that_claim_to_be_huge_are_not_read_into_memory() {
    const HUGE: u64 = 5 << 30;
    let huge = |project: &Project, path: &str| {
        fs::create_dir_all(project.path(path).parent().expect("it has a folder")).expect("the folder can be made");
        let file = File::create(project.path(path)).expect("the file can be made");
        file.set_len(HUGE).expect("the file can be that long");
    };
    let run = |project: &Project, arguments: &str| {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &format!("ulimit -v 3145728 && exec \"$0\" {arguments}")]);
        shell.arg(program().get_program()).current_dir(project.folder.path());
        Ran::of(shell.output().expect("there is a shell"))
    };
    let site = || {
        let project = Project::with(&[("content/index.md", "# Home\n"), ("content/b.md", "# B\n\nText.\n")]);
        project.build().ends(0);
        project
    };
    // What a build made is made again.
    let ours = CACHE_FILES.iter().map(|name| format!(".fingerpost/cache/{name}"));
    let ours = ours.chain(
        ["public/fingerpost-manifest.json", "public/.fingerpost-next.json", ".fingerpost/edit.json"].map(str::to_owned),
    );
    let mut count = 0;
    for path in ours {
        let project = site();
        let before = snapshot(&project.path("public"));
        huge(&project, &path);
        run(&project, "build").ends(0);
        let mut after = snapshot(&project.path("public"));
        after.retain(|name, _| before.contains_key(name));
        assert!(before == after, "{path}");
        count += 1;
    }
    // What others wrote is refused.
    for (path, arguments) in [
        ("fingerpost-baseline.json", "check"),
        ("fingerpost.toml", "check"),
        ("content/a.md", "check"),
        ("templates/page.html", "check"),
        ("public/fingerpost-manifest.json", "verify public"),
        ("public/fingerpost-manifest.json", "check --published public"),
        ("notes.txt", "new sop Title --from notes.txt"),
        (".fingerpost/cache/external.json", "check --external=cached"),
    ] {
        let project = site();
        huge(&project, path);
        let ran = run(&project, arguments);
        let is_ours = path.ends_with("external.json");
        assert!(if is_ours { ran.code == 0 } else { [1, 2].contains(&ran.code) }, "{path}: {} {}", ran.code, ran.err);
        ran.lacks("panicked").lacks("memory");
        count += 1;
    }
    tried("Files that claim to have 5 GiB", count, 19, 19);
}
