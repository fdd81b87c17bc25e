//! How the preview follows the files.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Events, Server, site};
use crate::common::{Project, skip};

#[test]
fn a_save_updates_the_page_and_its_dependents() {
    let project = site();
    let server = Server::start(&project, &["--verbose"]);
    project.write("content/guide/a.md", b"# Alpha\n\nOther text.\n");
    server.shows("/guide/a/", "Other text.");
    let line = server.line("changed content/guide/a.md");
    assert!(line.contains("1 output rendered"), "{line}");
    assert!(server.line("  guide/a/index.html").contains("the text of `guide/a.md` changed"));
    project.write("content/guide/a.md", b"# Renamed\n");
    server.shows("/guide/b/", "Renamed");
    project.write("content/guide/c.md", b"# Gamma\n");
    server.shows("/guide/b/", "Gamma");
    fs::rename(project.path("content/guide/c.md"), project.path("content/guide/d.md")).expect("a new name");
    server.shows("/guide/d/", "Gamma");
    server.shows("/guide/c/", "Page not found");
    fs::remove_file(project.path("content/guide/d.md")).expect("a removal");
    server.shows("/guide/d/", "Page not found");
    project.write("templates/partials/footer.html", b"<footer>Ours</footer>");
    server.shows("/guide/a/", "Ours");
    project.write("fingerpost.toml", b"title = \"Our site\"\n");
    server.shows("/", "Our site");
    project.write("content/form.txt", b"new");
    server.shows("/form.txt", "new");
    project.write("content/guide/draft.md", b"---\ndraft: true\n---\n# Draft\n");
    server.shows("/guide/draft/", "This page is not finished");
    assert!(!fs::exists(project.path("public")).expect("a look"));
}

#[test]
fn a_save_together_with_a_new_file_is_seen() {
    let project = site();
    let server = Server::start(&project, &[]);
    for number in 0..5 {
        let text = format!("Saved {number} times.");
        project.write("content/guide/a.md", format!("# Alpha\n\n{text}\n").as_bytes());
        project.write(&format!("content/guide/new-{number}.md"), b"# New\n\nAdded.\n");
        server.shows(&format!("/guide/new-{number}/"), "Added.");
        server.shows("/guide/a/", &text);
    }
}

#[test]
fn a_save_together_with_a_new_folder_is_seen() {
    let project = site();
    let server = Server::start(&project, &[]);
    project.write("fingerpost.toml", b"\n");
    project.write("static/file.txt", b"one");
    server.shows("/file.txt", "one");
    project.write("content/guide/a.md", b"# Alpha\n\nSaved.\n");
    project.write("templates/partials/footer.html", b"<footer>Ours</footer>");
    server.shows("/guide/a/", "Ours");
    project.write("content/guide/a.md", b"# Alpha\n\nSaved again.\n");
    project.write("content/new/folder/page.md", b"# New\n\nAdded.\n");
    server.shows("/new/folder/page/", "Added.");
}

#[test]
fn saves_of_all_editors_are_seen() {
    let project = site();
    let server = Server::start(&project, &[]);
    let page = project.path("content/guide/a.md");
    // Written beside, then put in its place.
    project.write("content/guide/.a.md.swp", b"swap");
    project.write("content/guide/a.md.tmp", b"# Alpha\n\nBy renaming.\n");
    fs::rename(project.path("content/guide/a.md.tmp"), &page).expect("a rename");
    server.shows("/guide/a/", "By renaming.");
    // Renamed, written again, the old one removed.
    fs::rename(&page, project.path("content/guide/a.md~")).expect("a rename");
    fs::write(&page, "# Alpha\n\nBy a copy.\n").expect("a write");
    fs::remove_file(project.path("content/guide/a.md~")).expect("a removal");
    server.shows("/guide/a/", "By a copy.");
    // A folder removed and made again.
    fs::remove_dir_all(project.path("content/guide")).expect("a removal");
    server.shows("/guide/a/", "Page not found");
    project.write("content/guide/a.md", b"# Alpha\n\nBack again.\n");
    server.shows("/guide/a/", "Back again.");
    project.write("content/guide/a.md", b"# Alpha\n\nAnd watched.\n");
    server.shows("/guide/a/", "And watched.");
    // A folder of folders, all at once.
    project.write("content/x/y/z/deep.md", b"# Deep\n");
    server.shows("/x/y/z/deep/", "Deep");
}

#[test]
fn half_a_save_is_never_shown() {
    let project = site();
    let server = Server::start(&project, &[]);
    let page = project.path("content/guide/a.md");
    let mut events = Events::open(&server, "/guide/a/");
    events.until("event: built");
    // The file is cut to nothing and held open, then written in two parts, the first of which is no front matter.
    let mut file = fs::File::create(&page).expect("a cut");
    std::thread::sleep(Duration::from_millis(120));
    file.write_all(b"---\ntitle: [").expect("a write");
    file.flush().expect("a write");
    std::thread::sleep(Duration::from_millis(300));
    assert!(server.get("/guide/a/").body().contains("Text."), "the last good text stays");
    file.write_all(b"A]\n---\nWhole again.\n").expect("a write");
    drop(file);
    server.shows("/guide/a/", "Whole again.");
    let seen = events.until("event: built");
    assert!(!seen.iter().any(|line| line.contains("\"severity\":\"error\"")), "{seen:?}");
    assert!(!seen.iter().any(|line| line.contains("meta/syntax")), "{seen:?}");
}

#[test]
fn errors_keep_the_last_good_pages_until_they_are_fixed() {
    let project = site();
    let server = Server::start(&project, &[]);
    let mut events = Events::open(&server, "/guide/a/");
    events.until("event: built");
    project.write("content/guide/a.md", b"---\ntitle: [\n---\n# Alpha <b>\n");
    let report = events.until("meta/syntax").join("\n");
    assert!(report.contains("\"held\":true") && report.contains("\"line\":"), "{report}");
    assert!(report.contains("vscode://file"), "{report}");
    assert!(server.get("/guide/a/").body().contains("Text."));
    assert!(server.line("error[meta/syntax]").contains("error"));
    assert!(server.get("/__fingerpost/").body().contains("meta/syntax"));
    project.write("content/guide/a.md", b"# Alpha\n\nFixed.\n");
    server.shows("/guide/a/", "Fixed.");
    events.until("\"held\":false");
    // What is about a file as a whole is at its start.
    project.write("content/page.html", b"<p>Active</p>");
    assert!(events.until("source/not-published").join("\n").contains("\"line\":1"));
    fs::remove_file(project.path("content/page.html")).expect("a removal");
    // A template that fails stops its pages; a lint stops nothing.
    project.write("templates/page.html", b"{{ page.titel }}");
    events.until("template/render");
    assert!(server.get("/guide/a/").body().contains("Fixed."));
    fs::remove_file(project.path("templates/page.html")).expect("a removal");
    events.until("\"held\":false");
    project.write("content/guide/a.md", b"# Alpha\n\n[Nowhere](nowhere.md)\n");
    server.shows("/guide/a/", "Nowhere");
    assert!(events.until("link/missing-page").join("\n").contains("\"held\":false"));
}

#[test]
fn templates_beyond_the_work_of_a_site_are_reported_and_the_last_good_pages_stay() {
    let project = site();
    for page in 0..200 {
        project.write(&format!("content/many/{page:03}.md"), b"# Page\n");
    }
    let server = Server::start(&project, &[]);
    project.write("templates/page.html", b"{{ 'x' * 1000000000 }}");
    server.line("the templates of this site take more than");
    assert!(server.get("/guide/a/").body().contains("Text."));
    fs::remove_file(project.path("templates/page.html")).expect("a removal");
    project.write("content/guide/a.md", b"# Alpha\n\nFixed.\n");
    server.shows("/guide/a/", "Fixed.");
}

#[test]
fn a_broken_first_build_is_shown_until_it_is_fixed() {
    let project = Project::with(&[("content/index.md", "---\ntitle: [\n---\n")]);
    let server = Server::start(&project, &[]);
    let page = server.get("/");
    assert!(page.body().contains("cannot be built yet") && page.body().contains("preview.js"));
    project.write("content/index.md", b"# Home\n\nHello.\n");
    server.shows("/", "Hello.");
}

#[test]
fn a_thousand_files_are_one_batch() {
    let project = site();
    let server = Server::start(&project, &[]);
    for nth in 0..1000 {
        project.write(&format!("content/many/page-{nth}.md"), format!("# Page {nth}\n").as_bytes());
    }
    server.shows("/many/page-999/", "Page 999");
    let mut batches = 1;
    server.line("changed ");
    while let Ok(line) = server.lines.recv_timeout(Duration::from_millis(600)) {
        batches += usize::from(line.starts_with("changed "));
    }
    assert!(batches <= 4, "{batches} compiles for one burst");
}

#[cfg(unix)]
#[test]
fn a_save_updates_all_names_of_a_symlinked_folder() {
    let project = site();
    std::os::unix::fs::symlink("guide", project.path("content/alias")).expect("a link");
    let server = Server::start(&project, &[]);
    project.write("content/guide/a.md", b"# Alpha\n\nOnce.\n");
    server.shows("/guide/a/", "Once.");
    server.shows("/alias/a/", "Once.");
}

#[test]
fn follow_opens_the_saved_page() {
    let project = site();
    let server = Server::start(&project, &["--follow"]);
    let mut events = Events::open(&server, "/");
    events.until("event: built");
    project.write("content/guide/b.md", b"# Beta\n\nNew.\n");
    assert!(events.until("\"url\"").join("\n").contains("/guide/b/"));
}

#[test]
fn polling_sees_saves_too() {
    let project = site();
    let server = Server::start(&project, &["--poll"]);
    std::thread::sleep(Duration::from_millis(1100));
    project.write("content/guide/a.md", b"# Alpha\n\nPolled for.\n");
    server.shows("/guide/a/", "Polled for.");
}

/// A user namespace has limits of its own, so this needs no rights.
#[cfg(target_os = "linux")]
#[test]
fn without_watches_the_preview_polls_and_says_so() {
    for limit in ["max_inotify_instances", "max_inotify_watches"] {
        let limited = |then: &str| {
            let mut command = Command::new("unshare");
            command.args(["-r", "sh", "-c", &format!("echo 0 > /proc/sys/user/{limit} && {then}")]);
            command
        };
        if !limited("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            skip("no user namespace can be made");
            return;
        }
        let project = site();
        let mut command = limited("exec \"$0\" \"$@\"");
        command.arg(env!("CARGO_BIN_EXE_fingerpost"));
        let server = Server::start_as(command, &project, &[], Some("polling for changes"));
        std::thread::sleep(Duration::from_millis(1100));
        project.write("content/guide/a.md", b"# Alpha\n\nPolled for.\n");
        server.shows("/guide/a/", "Polled for.");
    }
}

/// Changes in the overlay of a container are reported, also those of files that are still in its lower folder.
#[cfg(target_os = "linux")]
#[test]
fn saves_in_an_overlay_are_seen() {
    let project =
        Project::with(&[("lower/content/index.md", "# Home\n"), ("lower/content/sub/a.md", "# A\n\nFirst.\n")]);
    for name in ["upper", "work", "merged"] {
        fs::create_dir(project.path(name)).expect("a folder");
    }
    const MOUNT: &str = "mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged";
    let command = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_fingerpost")]).current_dir(project.folder.path());
        command
    };
    if !command(MOUNT).output().is_ok_and(|mounted| mounted.status.success()) {
        return skip("this system lets nobody mount an overlay");
    }
    let script = format!("{MOUNT} && exec \"$0\" --root merged \"$@\"");
    let server = Server::start_as(command(&script), &project, &[], None);
    let inside = format!("/proc/{}/root{}/content", server.id(), project.path("merged").display());
    for text in ["Second.", "Third."] {
        fs::write(format!("{inside}/sub/a.md"), format!("# A\n\n{text}\n")).expect("a save");
        server.shows("/sub/a/", text);
    }
    fs::write(format!("{inside}/sub/.a.md"), "# A\n\nFourth.\n").expect("a save");
    fs::rename(format!("{inside}/sub/.a.md"), format!("{inside}/sub/a.md")).expect("a save by renaming");
    server.shows("/sub/a/", "Fourth.");
    fs::write(format!("{inside}/sub/b.md"), "# B\n\nNew.\n").expect("a new page");
    server.shows("/sub/b/", "New.");
    fs::create_dir(format!("{inside}/new")).expect("a folder");
    fs::write(format!("{inside}/new/c.md"), "# C\n\nNewer.\n").expect("a page in a new folder");
    server.shows("/new/c/", "Newer.");
}
