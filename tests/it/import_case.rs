//! An import in a test: a site of another tool, written to a folder and imported.

use std::fs;

use crate::common::{Project, Ran, snapshot};

/// An old site in `old/`, imported to `new/`.
pub struct Import {
    pub project: Project,
    pub ran: Ran,
}

impl Import {
    pub fn of(files: &[(&str, &str)]) -> Import {
        Import::with(files, &[])
    }

    pub fn with(files: &[(&str, &str)], options: &[&str]) -> Import {
        let project = Project::new();
        for (path, text) in files {
            project.write(&format!("old/{path}"), text.as_bytes());
        }
        let ran = project.run(&[&["import", "old", "new"], options].concat());
        Import { project, ran }
    }

    pub fn new_file(&self, path: &str) -> String {
        let file = self.project.path("new").join(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}; it said:\n{}", self.ran.err))
    }

    pub fn report(&self) -> String {
        self.new_file("import-report.md")
    }

    /// Builds the new project, and fails the test unless each of these URL paths is there.
    #[track_caller]
    pub fn builds_with(&self, urls: &[&str]) {
        self.ran.ends(0);
        self.project.run(&["build", "--root", "new", "--no-cache"]).ends(0);
        for url in urls {
            let file = if url.ends_with('/') { format!("{url}index.html") } else { (*url).to_owned() };
            let file = self.project.path("new/public").join(file.trim_start_matches('/'));
            assert!(file.is_file(), "nothing at {url}; the report:\n{}", self.report());
        }
    }

    /// Runs the same import again, and fails the test if it changes anything.
    #[track_caller]
    pub fn is_repeatable(&self) {
        let before = snapshot(self.project.folder.path());
        self.project.run(&["import", "old", "new"]).ends(0).says("nothing to write").lacks("exists with other content");
        assert_eq!(snapshot(self.project.folder.path()), before, "a second run changes nothing");
    }
}
