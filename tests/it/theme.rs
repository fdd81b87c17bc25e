//! The command `theme`: which files a theme has, and copies of them in the project.

use std::fs;

use crate::common::Project;

#[test]
fn a_copied_template_is_used_and_never_overwritten() {
    let project = Project::with(&[("content/a.md", "# A\n\nText.\n")]);
    project.run(&["theme", "list"]).ends(0).says("templates/page.html").says("assets/icon.svg").lacks("replaces");
    project.run(&["theme", "eject", "partials/footer.html"]).ends(0).says("wrote templates/partials/footer.html");
    let copy = project.path("templates/partials/footer.html");
    let shipped = fs::read_to_string(&copy).expect("the copy");
    let shown = project.run(&["theme", "show", "templates/partials/footer.html"]);
    assert_eq!(shown.out, shipped);
    project.run(&["theme", "eject", "partials/footer.html"]).ends(2).says("is already in the project");

    fs::write(&copy, "<footer>Ours</footer>").expect("an own footer");
    project.build().ends(0);
    assert!(project.published("a/index.html").contains("<footer>Ours</footer>"));
    project.run(&["theme", "list"]).ends(0).says("templates/partials/footer.html, replaces the shipped file");
    assert_eq!(project.run(&["theme", "show", "partials/footer.html"]).out, "<footer>Ours</footer>");
    assert_eq!(project.run(&["theme", "show", "partials/footer.html", "--shipped"]).out, shipped);
}

#[test]
fn assets_are_copied_to_the_theme_of_the_project_and_page_templates_beside_templates() {
    let project = Project::with(&[("content/a.md", "# A\n"), ("fingerpost.toml", "theme = \"ours\"\n")]);
    project.write("themes/ours/templates/tag.html", b"Tag");
    project.run(&["theme", "eject", "site.css/1-tokens.css"]).ends(0);
    project.run(&["theme", "eject", "new/sop.md"]).ends(0);
    assert!(project.path("themes/ours/assets/site.css/1-tokens.css").is_file());
    project.write("templates/new/sop.md", b"---\ntitle: {{ title }}\n---\n\n## Ours\n");
    project.run(&["new", "sop", "Close a counter"]).ends(0);
    let page = fs::read_to_string(project.path("content/sop/close-a-counter.md")).expect("the new page");
    assert!(page.contains("## Ours"), "{page}");
    // What was copied unchanged changes no output and is no finding.
    project.run(&["check", "--deny", "warnings", "--allow", "kind,review,meta"]).ends(0);
}

#[test]
fn unknown_files_are_refused_with_the_nearest_name() {
    let project = Project::with(&[("content/a.md", "# A\n")]);
    project.run(&["theme", "show", "pgae.html"]).ends(2).says("did you mean `templates/page.html`?");
    project.run(&["theme", "eject", "../../etc/passwd"]).ends(2).says("the theme has no file");
    project.run(&["theme", "show"]).ends(2).says("FILE");
    project.run(&["theme", "show", "--shipped", "icon.svg"]).ends(0).says("<svg");
    project.run(&["theme", "show", "site.css"]).ends(2).says("assets/site.css/1-tokens.css");
    project.run(&["theme", "list", "page.html"]).ends(2).says("fingerpost theme show page.html");
    project.run(&["theme", "eject", "page.html", "--shipped"]).ends(2).says("an option of `theme show`");
}

#[test]
fn nothing_is_copied_if_the_settings_name_no_theme() {
    let project = Project::with(&[("content/a.md", "# A\n"), ("fingerpost.toml", "theme = \"gone\"\n")]);
    project.run(&["theme", "eject", "icon.svg"]).ends(2).says("there is no theme `gone`");
    project.write("fingerpost.toml", b"theme = \"gone\n");
    project.run(&["theme", "eject", "icon.svg"]).ends(1).says("config/syntax");
    assert!(!project.path("themes").exists());
}

#[test]
fn a_folder_of_pages_alone_has_no_place_for_templates() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.md"), "# A\n").expect("a page");
    let project = Project { folder };
    project
        .run(&["theme", "eject", "page.html", "--content", ".", "--output", "../published"])
        .ends(2)
        .says("fingerpost init --content FOLDER");
}

#[test]
fn a_second_theme_is_shipped_and_can_be_changed_file_by_file() {
    let project = Project::with(&[
        ("content/index.md", "# Manual\n"),
        ("content/a.md", "---\ndocument_id: SOP-1\n---\n# A\n"),
        ("fingerpost.toml", "title = \"Manual\"\ntheme = \"folio\"\n"),
    ]);
    let list = project.run(&["theme", "list"]);
    list.ends(0).says("theme: folio; shipped themes: default, folio").says("shipped with `folio`");
    project.run(&["build", "--deny", "warnings", "--allow", "kind,review,meta"]).ends(0);
    let home = project.published("index.html");
    assert!(home.contains("title-page") && home.contains("<span class=\"number\">SOP-1</span>"), "{home}");
    let shipped = project.run(&["theme", "show", "home.html"]).out;
    assert!(shipped.contains("title-page"), "{shipped}");
    project.run(&["theme", "eject", "site.css/folio.css"]).ends(0).says("wrote themes/folio/assets/site.css/folio.css");
    project.run(&["theme", "eject", "home.html"]).ends(0);
    project.write("templates/home.html", b"{% extends \"base.html\" %}{% block main %}{% with opener_words = \"Find\" %}{% include \"partials/opener.html\" %}{% endwith %}Ours{% endblock %}");
    project.build().ends(0);
    assert!(project.published("index.html").contains("Ours"));
    assert_eq!(project.run(&["theme", "show", "home.html", "--shipped"]).out, shipped);
}
