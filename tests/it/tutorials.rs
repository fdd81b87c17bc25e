//! The tutorials of the manual, followed word by word: files are saved, texts replaced and commands typed as a page says, in
//! an empty folder. What it shows below a command is what the command prints.
//!
//! A page says where a block belongs in the sentence above it: "Save this text as `PATH`", or "Replace this in `PATH`" with
//! a second block after "with this". "In `PATH`, replace `OLD` with `NEW`" has no block. Commands are in `console` blocks,
//! after `$ `. They run on a fixed day.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Ran, program};

/// The pages to follow.
pub const TUTORIALS: &[&str] =
    &["getting-started.md", "tutorial-controlled-library.md", "tutorial-self-assessment.md", "tutorial-eleventy.md"];

/// A reader who follows a page.
struct Reader {
    page: &'static str,
    /// The folder in which the next command is typed.
    folder: PathBuf,
    /// What the next block replaces, and in which file.
    replaced: Option<(String, String)>,
    commands: usize,
}

/// Today, for commands that need it. Dates in the tutorials are before it.
const TODAY: &str = "2026-11-30";

impl Reader {
    fn follow(&mut self, text: &str) {
        let mut sentence = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(language) = line.trim_start().strip_prefix("```") else {
                if !line.trim().is_empty() {
                    sentence = line.trim().to_owned();
                    self.replace_in_sentence(&sentence);
                }
                continue;
            };
            let indent = line.len() - line.trim_start().len();
            let block: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != "```")
                .map(|line| line.get(indent..).unwrap_or_default())
                .collect();
            match language {
                "console" => self.type_commands(&block),
                _ => self.use_block(&sentence, &block.join("\n")),
            }
        }
    }

    /// Saves a block or replaces a text with it, if the sentence above it says so.
    fn use_block(&mut self, sentence: &str, block: &str) {
        if let Some(path) = between(sentence, "Save this text as `", "`") {
            let path = self.folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
            fs::write(path, format!("{block}\n")).expect("the file is written");
        } else if let Some(path) = between(sentence, "eplace this in `", "`") {
            self.replaced = Some((path.to_owned(), block.to_owned()));
        } else if let Some((path, old)) = self.replaced.take() {
            assert!(sentence.ends_with("with this:"), "{}: a replacement follows `{old}`", self.page);
            self.replace(&path, &old, block);
        }
    }

    /// Replaces a text, if the sentence says so.
    fn replace_in_sentence(&self, sentence: &str) {
        let Some(path) = between(sentence, "In `", "`, replace `") else { return };
        let old = between(sentence, "`, replace `", "` with `").expect("what to replace");
        let new = between(sentence, "` with `", "`").expect("with what");
        self.replace(path, old, new);
    }

    fn replace(&self, path: &str, old: &str, new: &str) {
        let file = self.folder.join(path);
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {path}: {error}", self.page));
        assert_eq!(text.matches(old).count(), 1, "{}: `{old}` is in {path} once:\n{text}", self.page);
        fs::write(file, text.replace(old, new)).expect("the file is written");
    }

    fn type_commands(&mut self, block: &[&str]) {
        for part in by_command(block) {
            let Some((command, shown)) = part.split_first() else { continue };
            let command = command.strip_prefix("$ ").expect("a command");
            self.commands += 1;
            if let Some(folder) = command.strip_prefix("cd ") {
                self.folder.push(folder);
                continue;
            }
            // The preview runs until it is stopped; tests/it/serve.rs follows it.
            if command.starts_with("fingerpost serve") || command.starts_with("cargo ") {
                continue;
            }
            let ran = self.run(command);
            let fails = shown.iter().any(|line| line.starts_with("error") || line.starts_with("not published"));
            assert_eq!(
                ran.code != 0,
                fails,
                "{}: `{command}` ends with {}:\n{}{}",
                self.page,
                ran.code,
                ran.out,
                ran.err
            );
            let printed: Vec<String> =
                format!("{}{}", ran.out, ran.err).lines().map(str::trim_end).map(str::to_owned).collect();
            let mut rest = printed.as_slice();
            for line in shown.iter().map(|line| line.trim_end()).filter(|line| *line != "…") {
                let found = rest.iter().position(|printed| printed == line);
                let found = found.unwrap_or_else(|| {
                    panic!("{}: `{command}` does not print `{line}`:\n{}", self.page, printed.join("\n"))
                });
                rest = &rest[found + 1..];
            }
        }
    }

    fn run(&self, command: &str) -> Ran {
        let needs_today = ["init", "new", "build", "check", "review"]
            .iter()
            .any(|name| command.starts_with(&format!("fingerpost {name}")));
        let today = if needs_today && !command.contains("--now") { format!(" --now {TODAY}") } else { String::new() };
        let command = format!("{command}{today}");
        let program = program();
        let folder = Path::new(program.get_program()).parent().expect("the folder of the program");
        let path = std::env::var("PATH").expect("PATH");
        let mut shell = Command::new("bash");
        shell.args(["-c", &command]).current_dir(&self.folder).env("PATH", format!("{}:{path}", folder.display()));
        shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        for (name, value) in [("NAME", "A reader"), ("EMAIL", "reader@example.org")] {
            shell.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
        }
        Ran::of(shell.output().expect("bash runs"))
    }
}

/// The text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// The lines of a block, in parts that each begin with a command.
fn by_command<'a>(block: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut parts: Vec<Vec<&str>> = Vec::new();
    for line in block {
        if line.starts_with("$ ") || parts.is_empty() {
            parts.push(Vec::new());
        }
        parts.last_mut().expect("one is there").push(line);
    }
    parts
}

#[test]
fn a_reader_can_follow_the_tutorials() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual");
    for page in TUTORIALS {
        let folder = tempfile::tempdir().expect("a folder");
        let mut reader = Reader { page, folder: folder.path().to_owned(), replaced: None, commands: 0 };
        reader.follow(&fs::read_to_string(manual.join(page)).unwrap_or_else(|error| panic!("{page}: {error}")));
        assert!(reader.commands > 2, "{page} has commands");
    }
}
