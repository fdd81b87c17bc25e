//! What a pull request from a stranger can put into a repository: it may change the site, never what runs on this machine,
//! what is read from it or what leaves it.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::common::{CACHE_FILES, Project, Ran, program, skip, snapshot, write_script};

/// Runs git in a folder, without configuration of this machine.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "a@example.org");
        command.env(format!("GIT_{who}_DATE"), "2026-05-04T12:00:00Z");
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all", "--force"]);
    git(folder, &["commit", "--quiet", "--message", "Change"]);
}

/// A repository with a project in `docs/` that shows dates from git.
fn repository() -> Project {
    let project = Project::with(&[
        (".gitignore", "public/\n.fingerpost/\n"),
        ("docs/fingerpost.toml", "[git]\nhistory = true\n"),
        ("docs/content/index.md", "# Home\n\nText.\n"),
        ("docs/content/a.md", "# A\n\nText of the page.\n"),
        ("docs/content/b.md", "# B\n\nText of another page.\n"),
    ]);
    git(&project.path(""), &["init", "--quiet"]);
    commit(&project.path(""));
    project
}

/// Runs all that reads the repository, and fails if a program of it ran.
#[track_caller]
fn starts_nothing(project: &Project, ran: &Path) -> [Ran; 2] {
    let runs = [
        project.run(&["build", "--root", "docs", "--no-cache"]),
        project.run(&["check", "--root", "docs", "--changed-since", "HEAD"]),
    ];
    assert!(!ran.exists(), "a program of the repository ran: {}\n{}", runs[0].err, runs[1].err);
    runs
}

fn page(project: &Project, path: &str) -> String {
    fs::read_to_string(project.path(path)).expect("it was published")
}

#[test]
fn the_manual_lists_every_setting_by_what_a_stranger_could_do_with_it() {
    let page = include_str!("../../content/manual/security.md");
    let keys = fingerpost::config::keys::TABLES.iter().flat_map(|table| table.keys);
    let missing: Vec<&&str> = keys.filter(|key| !page.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_repository_of_plain_files_is_not_the_repository() {
    for bare in ["true", "false"] {
        let project = repository();
        let ran = project.path("ran");
        // The pull request: the files of a bare repository in the project folder, with programs in its settings.
        let evil = tempfile::tempdir().expect("a folder");
        git(evil.path(), &["init", "--quiet"]);
        fs::create_dir(evil.path().join("content")).expect("a folder");
        fs::write(evil.path().join("content/index.md"), "old\n").expect("a file");
        commit(evil.path());
        for name in ["HEAD", "objects", "refs", "index"] {
            let from = evil.path().join(".git").join(name);
            let copied = Command::new("cp").arg("-r").arg(from).arg(project.path("docs")).status();
            assert!(copied.expect("cp runs").success());
        }
        let run = format!("touch {}; cat", ran.display());
        let settings = format!(
            "[core]\n\tbare = {bare}\n\tfsmonitor = \"{run}\"\n\thooksPath = hooks\n{}[filter \"evil\"]\n\tclean = \"{run}\"\n\
             \tsmudge = \"{run}\"\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = \"{run}\"\n\
             [diff]\n\texternal = \"{run}\"\n[diff \"evil\"]\n\ttextconv = \"{run}\"\n\tcommand = \"{run}\"\n",
            if bare == "false" { "\tworktree = .\n" } else { "" },
        );
        project.write("docs/config", settings.as_bytes());
        project.write("docs/.gitattributes", b"* filter=evil diff=evil\n");
        commit(&project.path(""));
        let [built, checked] = starts_nothing(&project, &ran);
        built.ends(0);
        checked.ends(0).says("no pages changed");
        assert!(page(&project, "docs/public/a/index.html").contains("2026-05-04"));
    }
}

#[test]
fn settings_and_attributes_of_a_repository_start_nothing() {
    let project = repository();
    let ran = project.path("ran");
    let run = format!("touch {}; cat", ran.display());
    project.write("docs/.gitattributes", b"* filter=evil diff=evil\n");
    commit(&project.path(""));
    let hook = project.path(".git/hooks/post-index-change");
    write_script(&hook, &format!("#!/bin/sh\ntouch {}\n", ran.display()));
    let names = [
        "core.fsmonitor",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "core.pager",
        "core.sshCommand",
        "core.askPass",
        "credential.helper",
    ];
    for name in names {
        git(&project.path(""), &["config", name, &run]);
    }
    git(&project.path(""), &["config", "log.showSignature", "true"]);
    // The stamps of the files are not those in the index, so git would look into them.
    project.write("docs/content/a.md", b"# A\n\nText of the page.\n");
    project.write("docs/content/b.md", b"# B\n\nOther text.\n");
    let [built, checked] = starts_nothing(&project, &ran);
    built.ends(0);
    checked.ends(0);
    assert!(page(&project, "docs/public/a/index.html").contains("2026-05-04"));
    assert!(
        !page(&project, "docs/public/b/index.html").contains("datetime=\"2026-05-04"),
        "its last change is not committed"
    );
    // The same programs from the configuration of the user and from the environment.
    fs::copy(project.path(".git/config"), project.path("user-config")).expect("a copy");
    for name in names {
        git(&project.path(""), &["config", "--unset", name]);
    }
    let mut command = program();
    command.args(["check", "--root", "docs", "--changed-since", "HEAD"]).current_dir(project.path(""));
    command.env("GIT_CONFIG_GLOBAL", project.path("user-config")).env("GIT_EXTERNAL_DIFF", &run);
    command.env("GIT_SSH_COMMAND", &run).env("GIT_PAGER", &run);
    Ran::of(command.output().expect("it runs")).ends(0);
    assert!(!ran.exists());
}

#[test]
fn missing_objects_are_not_fetched() {
    let project = repository();
    let ran = project.path("ran");
    // A partial clone whose remote is a program.
    for (name, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("protocol.ext.allow", "always"),
        ("remote.origin.url", &format!("ext::sh -c touch% {}", ran.display())),
    ] {
        git(&project.path(""), &["config", name, value]);
    }
    let blob = git(&project.path(""), &["rev-parse", "HEAD:docs/content/a.md"]);
    fs::remove_file(project.path(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..]))).expect("a removal");
    let [built, checked] = starts_nothing(&project, &ran);
    built.ends(0).says("source/incomplete-history").says("git fetch --refetch");
    checked.ends(2).says("Git has no content for a file that it lists");
}

#[test]
fn a_program_in_the_project_is_not_git() {
    let project = repository();
    let ran = project.path("ran");
    fs::create_dir(project.path("docs/bin")).expect("a folder");
    write_script(&project.path("docs/bin/git"), &format!("#!/bin/sh\ntouch {}\n", ran.display()));
    let usual = std::env::var("PATH").expect("there is a PATH");
    for first in [project.path("docs/bin").display().to_string(), "docs/bin".to_owned()] {
        let mut command = program();
        command.args(["build", "--root", "docs", "--no-cache"]).current_dir(project.path(""));
        Ran::of(command.env("PATH", format!("{first}:{usual}")).output().expect("it runs")).ends(0);
        assert!(!ran.exists(), "{first}");
    }
}

#[test]
fn dates_are_right_in_work_trees_and_whatever_the_environment_names() {
    let project = repository();
    let other = tempfile::tempdir().expect("a folder");
    git(other.path(), &["init", "--quiet"]);
    let mut command = program();
    command.args(["build", "--root", "docs", "--no-cache"]).current_dir(project.path(""));
    command.env("GIT_DIR", other.path().join(".git")).env("GIT_INDEX_FILE", other.path().join("index"));
    command.env("GIT_WORK_TREE", other.path());
    Ran::of(command.output().expect("it runs")).ends(0).lacks("source/");
    assert!(page(&project, "docs/public/a/index.html").contains("2026-05-04"));

    let tree = other.path().join("tree");
    git(&project.path(""), &["worktree", "add", "--quiet", tree.to_str().expect("a name")]);
    let built = program().args(["build", "--root", "docs", "--no-cache"]).current_dir(&tree).output();
    Ran::of(built.expect("it runs")).ends(0).lacks("source/");
    assert!(fs::read_to_string(tree.join("docs/public/a/index.html")).expect("a page").contains("2026-05-04"));
}

/// Git reads no repository of another owner, unless the person who runs it says that it is safe.
#[test]
fn the_repository_of_another_owner_has_no_dates_unless_it_is_called_safe() {
    let project = repository();
    let owned = Command::new("chown").args(["-R", "12345"]).arg(project.path("")).output().expect("chown runs");
    if !owned.status.success() {
        return skip("only root can give files to another owner");
    }
    let build = |settings: &str| {
        project.write("user-config", settings.as_bytes());
        let mut command = program();
        command.args(["build", "--root", "docs", "--no-cache"]).current_dir(project.path(""));
        command.env("GIT_CONFIG_GLOBAL", project.path("user-config")).env_remove("SUDO_UID");
        Ran::of(command.output().expect("it runs"))
    };
    build("").ends(0).says("source/incomplete-history").says("dubious ownership").says("`safe.directory`");
    assert!(!page(&project, "docs/public/a/index.html").contains("datetime=\"2026-05-04"), "there is no date to trust");
    // What the repository says of itself does not count.
    let own = project.path(".git/config");
    let text = fs::read_to_string(&own).expect("it can be read");
    fs::write(&own, format!("{text}[safe]\n\tdirectory = *\n")).expect("it can be written");
    build("").ends(0).says("source/incomplete-history");
    build(&format!("[safe]\n\tdirectory = {}\n", project.path("").display())).ends(0).lacks("source/");
    assert!(page(&project, "docs/public/a/index.html").contains("datetime=\"2026-05-04"));
}

#[test]
fn pages_of_a_submodule_have_no_dates_and_that_is_said() {
    let project = repository();
    let library = tempfile::tempdir().expect("a folder");
    git(library.path(), &["init", "--quiet"]);
    fs::write(library.path().join("b.md"), "# B\n\nText.\n").expect("a file");
    commit(library.path());
    let url = library.path().to_str().expect("a name");
    git(&project.path(""), &["submodule", "--quiet", "add", url, "docs/content/library"]);
    commit(&project.path(""));
    let built = project.run(&["build", "--root", "docs", "--no-cache"]);
    built.ends(0).says("source/incomplete-history").says("content/library").says("is a submodule");
    assert!(!page(&project, "docs/public/library/b/index.html").contains("2026-05-04"));
    assert!(page(&project, "docs/public/a/index.html").contains("2026-05-04"));
}

#[test]
fn folders_outside_the_project_are_named_on_the_command_line_only() {
    let secret = tempfile::tempdir().expect("a folder");
    fs::write(secret.path().join("secret.md"), "# TOPSECRET\n").expect("a file");
    let outside = secret.path().to_str().expect("a name");
    let project = Project::new();
    let fails = |words: &str| {
        project.build().ends(2).says(words).says("outside the project folder");
        project.run(&["check"]).ends(2).says(words);
        assert!(!project.path("public").exists() && fs::read_dir(secret.path()).expect("it exists").count() == 1);
    };
    fs::remove_dir(project.path("content")).expect("it is empty");
    symlink(outside, project.path("content")).expect("a link");
    project.write("fingerpost.toml", b"");
    fails("is a symbolic link");
    fs::remove_file(project.path("content")).expect("a removal");
    project.write("content/index.md", b"# Home\n");
    for key in ["content", "output"] {
        let up = secret.path().file_name().and_then(|name| name.to_str()).expect("a name");
        for named in [outside, &format!("../{up}"), &format!("content/../../{up}")] {
            project.write("fingerpost.toml", format!("[build]\n{key} = \"{named}\"\n").as_bytes());
            fails(&format!("`{key} = \"{named}\"` under `[build]`"));
        }
    }
    project.write("fingerpost.toml", b"");
    // A link to where there is nothing yet, and a folder above the output that is a link.
    symlink(secret.path().join("new"), project.path("public")).expect("a link");
    project.build().ends(2).says("outside the project folder");
    fs::remove_file(project.path("public")).expect("a removal");
    symlink(outside, project.path("out")).expect("a link");
    project.write("fingerpost.toml", b"[build]\noutput = \"out/site\"\n");
    project.build().ends(2).says("outside the project folder");
    assert_eq!(fs::read_dir(secret.path()).expect("it exists").count(), 1, "nothing is written outside");
    // Whoever runs the program may name any folder.
    let named = tempfile::tempdir().expect("a folder");
    let output = named.path().join("site");
    project.run(&["build", "--content", outside, "--output", output.to_str().expect("a name")]).ends(0);
    assert!(output.join("secret/index.html").exists());
}

#[test]
fn pipes_and_devices_are_not_waited_for() {
    let project = Project::with(&[("content/index.md", "# Home\n")]);
    let pipe = |path: &str| {
        let made = Command::new("mkfifo").arg(project.path(path)).status().expect("mkfifo runs");
        assert!(made.success());
    };
    pipe("content/a.md");
    project.build().ends(1).says("source/unreadable").says("content/a.md").says("neither a file nor a folder");
    fs::remove_file(project.path("content/a.md")).expect("a removal");
    pipe("fingerpost.toml");
    project.build().ends(1).says("source/unreadable").says("fingerpost.toml");
    fs::remove_file(project.path("fingerpost.toml")).expect("a removal");
    pipe("fingerpost-baseline.json");
    project.run(&["check"]).ends(2).says("fingerpost-baseline.json").says("not a regular file");
    fs::remove_file(project.path("fingerpost-baseline.json")).expect("a removal");
    project.build().ends(0);
    // Where a kill can leave files of ours.
    pipe(".fingerpost/.edit.json.1");
    pipe(".fingerpost/edit.json");
    for name in ["public/index.html", "public/.fingerpost-next.json"] {
        let _ = fs::remove_file(project.path(name));
        pipe(name);
    }
    project.run(&["list"]).ends(0);
    project.build().ends(0);
    assert!(page(&project, "public/index.html").contains("Home"));
}

/// Version control keeps passwords and programs there, and a build in CI has the password of the CI service in it.
#[test]
fn folders_of_version_control_are_neither_published_nor_written() {
    let project =
        Project::with(&[("content/index.md", "# Home\n"), (".git/config", "password"), (".git/a.md", "# password\n")]);
    let published = || {
        let files = walkdir::WalkDir::new(project.path("public")).into_iter().filter_map(Result::ok);
        files
            .filter(|file| fs::read(file.path()).is_ok_and(|bytes| bytes.windows(8).any(|part| part == b"password")))
            .count()
    };
    for folder in ["static", "templates", "themes"] {
        for target in [".git", "."] {
            symlink(target, project.path(folder)).expect("a link");
            let ran = project.build();
            assert!(ran.code != 0 && !project.path("public").exists(), "{folder} to {target}: {}", ran.err);
            fs::remove_file(project.path(folder)).expect("a removal");
        }
    }
    for settings in
        ["content = \".git\"", "content = \"content/../.git\"", "output = \".git/hooks\"", "output = \".fingerpost/x\""]
    {
        project.write("fingerpost.toml", format!("[build]\n{settings}\n").as_bytes());
        project.build().ends(2).says("version control");
    }
    project.write("fingerpost.toml", b"[external]\ncache = \".git/hooks/x\"\n");
    project.run(&["check", "--external=cached"]).ends(2).says("version control");
    project.write("fingerpost.toml", b"");
    fs::remove_dir_all(project.path("content")).expect("a removal");
    symlink(".git", project.path("content")).expect("a link");
    project.build().ends(2).says("version control");
    assert_eq!(published(), 0);
    assert_eq!(fs::read_dir(project.path(".git")).expect("it exists").count(), 2);
}

#[test]
fn changes_of_sources_do_not_follow_links_out_of_the_project() {
    let outside = tempfile::tempdir().expect("a folder");
    let project = Project::with(&[("content/index.md", "# Home\n\n[A](a.md)\n"), ("content/a.md", "# A\n")]);
    symlink(outside.path(), project.path("content/out")).expect("a link");
    project.run(&["mv", "a.md", "out/a.md"]).ends(2).says("`content/out/a.md`").says("points outside its folder");
    project.run(&["mv", "a.md", "out/deep/a.md"]).ends(2).says("points outside its folder");
    project.run(&["new", "sop", "Restore", "--to", "out/restore.md"]).ends(2).says("points outside its folder");
    assert_eq!(fs::read_dir(outside.path()).expect("it exists").count(), 0);
    assert!(project.path("content/a.md").exists());
}

#[test]
fn what_a_link_or_a_setting_names_outside_is_not_written() {
    let outside = tempfile::tempdir().expect("a folder");
    let project =
        Project::with(&[("content/index.md", "# Home\n\n[a](https://a.invalid/)\n\n```rust\nfn a() {}\n```\n")]);
    symlink(outside.path(), project.path(".fingerpost")).expect("a link");
    project.build().ends(0);
    assert_eq!(fs::read_dir(outside.path()).expect("it exists").count(), 0, "the cache");
    project.run(&["check", "--external=cached"]).ends(2).says("outside the project folder");
    fs::remove_file(project.path(".fingerpost")).expect("a removal");
    symlink(outside.path(), project.path("link")).expect("a link");
    project.write("fingerpost.toml", b"[external]\ncache = \"link/visits.json\"\n");
    project.run(&["check", "--external=cached"]).ends(2).says("outside the project folder");
    symlink(outside.path().join("baseline"), project.path("fingerpost-baseline.json")).expect("a link");
    project.write("fingerpost.toml", b"");
    project.run(&["check", "--write-baseline"]).ends(2).says("outside the project folder");
    assert_eq!(fs::read_dir(outside.path()).expect("it exists").count(), 0);
}

/// The command line of a CI job is trusted, but not the links that a pull request puts at the places that it names.
#[test]
fn links_of_the_repository_do_not_redirect_what_the_command_line_names() {
    let outside = tempfile::tempdir().expect("a folder");
    let project = Project::with(&[("docs/content/index.md", "# Home\n"), (".git/HEAD", "")]);
    fs::write(outside.path().join("secret.md"), "# TOPSECRET\n").expect("a file");
    for (target, what) in [(outside.path(), "outside the repository"), (Path::new(".git"), "version control")] {
        symlink(target, project.path("link")).expect("a link");
        let run = |arguments: &[&str]| project.run(&[&["--root", "docs"][..], arguments].concat());
        let before = snapshot(outside.path());
        run(&["build"]).ends(0);
        for arguments in [
            &["build", "--output", "link/site"][..],
            &["build", "--output", "link"],
            &["build", "--content", "link"],
            &["print", "--to", "link/site.html"],
            &["print", "--to", "docs/../link/site.html"],
            &["publish", "--to", "link/site"],
            &["check", "--write-baseline", "--baseline", "../link/baseline.json"],
            &["check", "--baseline", "../link/baseline.json"],
        ] {
            run(arguments).ends(2).says("a symbolic link leads from").says(what);
        }
        assert!(
            snapshot(outside.path()) == before && fs::read_dir(project.path(".git")).expect("it exists").count() == 1
        );
        fs::remove_file(project.path("link")).expect("a removal");
    }
    // A link within the repository, and a place outside that is named as it is.
    symlink("docs", project.path("link")).expect("a link");
    project.run(&["--root", "docs", "print", "--to", "link/site.html"]).ends(0);
    let elsewhere = outside.path().join("site.html");
    project.run(&["--root", "docs", "print", "--to", elsewhere.to_str().expect("a name")]).ends(0);
    assert!(project.path("docs/site.html").exists() && elsewhere.exists());
}

#[test]
fn a_cache_of_somebody_else_or_with_flipped_bits_is_not_believed() {
    let project = Project::with(&[("content/index.md", "# Home\n\n```rust\nfn honest() {}\n```\n")]);
    project.build().ends(0);
    let clean = project.published("index.html");
    let cache = |name: &str| project.path(".fingerpost/cache").join(name);
    let kept: Vec<(&str, Vec<u8>)> =
        CACHE_FILES.iter().map(|name| (*name, fs::read(cache(name)).expect("a file"))).collect();
    let rebuild = |what: &str| {
        fs::remove_dir_all(project.path("public")).expect("a removal");
        project.build().ends(0);
        assert!(project.published("index.html") == clean, "{what}");
    };
    // Text of the same length inside the file, as a forger would put it there.
    for (name, bytes) in &kept {
        let mut forged = bytes.clone();
        let honest = b"honest";
        let at = forged.windows(honest.len()).position(|window| window == honest);
        at.into_iter().for_each(|at| forged[at..at + honest.len()].copy_from_slice(b"forged"));
        assert!(at.is_some() || !["documents.bin", "highlight.bin"].contains(name), "{name} has the code");
        fs::write(cache(name), &forged).expect("it can be written");
        rebuild(name);
        for at in (0..bytes.len()).step_by(bytes.len() / 2 + 1) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 4;
            fs::write(cache(name), &flipped).expect("it can be written");
            rebuild(name);
        }
        fs::write(cache(name), bytes).expect("it can be written");
    }
    // A cache that another user made with the same program, and a site that goes with it.
    let other = tempfile::tempdir().expect("a folder");
    let mut command = program();
    command.args(["build"]).current_dir(project.path("")).env("XDG_STATE_HOME", other.path());
    let built = Ran::of(command.output().expect("it runs"));
    built.ends(0).lacks("no file changed").lacks("nothing has changed");
}

#[test]
fn words_of_a_page_are_no_commands_of_a_ci_service() {
    let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\r::error::x ##vso[task.setvariable]y ##[add-mask]z";
    let project = Project::with(&[
        ("content/index.md", "---\nreview_by: \"x\\n::add-mask::e\\r::stop-commands::t\"\n---\n# Home\n\n[a](a.md)\n"),
        ("content/b.md", &format!("# {hostile}\n\n[x](no.md \"t\") {hostile}\n\n[{hostile}](no.md)\n")),
    ]);
    project.write("content/::error::f ##vso[g]\u{1b}[8m.md", b"# ::set-output name=a::b\n\n[x](none.md)\n");
    project.write("content/n\n::add-mask::k.md", b"# N\n\n[x](none.md)\n");
    let formats = ["text", "json", "sarif", "github", "junit", "markdown"];
    let mut runs: Vec<(String, Ran)> = Vec::new();
    for format in formats {
        runs.push((format.to_owned(), project.run(&["check", "--format", format])));
    }
    for arguments in [&["nav"][..], &["list"], &["build"], &["build", "--verbose"], &["list", "--format", "json"]] {
        runs.push((arguments.join(" "), project.run(arguments)));
    }
    runs.push(("search".into(), project.run(&["search", "set-output"])));
    runs.push(("no such page".into(), project.run(&["mv", "n\n::add-mask::k.md", "../x\u{1b}[8m"])));
    for (name, ran) in runs {
        assert!(!ran.err.contains("panicked"), "{name}: {}", ran.err);
        for text in [&ran.out, &ran.err] {
            let found = text.lines().flat_map(|line| line.split('\r')).find(|line| {
                let start = line.trim_start();
                let is_own = name == "github"
                    && ["::error file=", "::warning file=", "::notice file="].iter().any(|own| start.starts_with(own));
                (start.starts_with("::") && !is_own) || line.contains("##[") || line.contains("##vso[")
            });
            assert!(found.is_none(), "{name}: {found:?}");
            let control = text.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t'));
            assert!(control.is_none(), "{name}: {control:?} in {text}");
        }
        if name == "json" {
            for line in ran.out.lines() {
                serde_json::from_str::<serde_json::Value>(line).expect("escapes keep it JSON");
            }
        }
    }
}
