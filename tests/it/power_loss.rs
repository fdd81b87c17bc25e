//! A simulated disk that loses what was not synced: it replays the recorded operations of a program, and tells what a power
//! cut leaves of them.
//!
//! The content of a file is there once the file is synced, and its name once its folder is. Names that are not synced are
//! kept or lost, as file systems do either.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// An operation as the program records it; paths are inside the project.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Operation {
    pub number: usize,
    pub operation: String,
    pub path: PathBuf,
    pub to: Option<PathBuf>,
    /// Hexadecimal.
    pub bytes: String,
}

/// What happens to names that are not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crash {
    NamesKept,
    NamesLost,
}

/// Files and folders, the first of which is the project.
pub struct SimulatedDisk {
    nodes: Vec<Node>,
}

/// What programs see, and what is on disk.
#[derive(Clone)]
enum Node {
    File { seen: Vec<u8>, saved: Vec<u8> },
    Folder { seen: Names, saved: Names },
}

type Names = BTreeMap<String, usize>;

/// Files with their content, and folders (`None`), by path.
#[derive(Debug, PartialEq, Eq)]
pub struct State(BTreeMap<PathBuf, Option<Vec<u8>>>);

impl State {
    pub fn write_to(&self, folder: &Path) {
        for (path, content) in &self.0 {
            match content {
                None => fs::create_dir(folder.join(path)).expect("a folder"),
                Some(bytes) => fs::write(folder.join(path), bytes).expect("a file"),
            }
        }
    }
}

impl SimulatedDisk {
    /// A folder, all of which is on disk.
    pub fn of(folder: &Path) -> SimulatedDisk {
        let mut disk = SimulatedDisk { nodes: vec![empty_folder()] };
        for entry in walkdir::WalkDir::new(folder).min_depth(1) {
            let entry = entry.expect("it can be read");
            let path = entry.path().strip_prefix(folder).expect("it is below");
            let node = match entry.file_type().is_dir() {
                true => empty_folder(),
                false => {
                    let bytes = fs::read(entry.path()).expect("it can be read");
                    Node::File { seen: bytes.clone(), saved: bytes }
                }
            };
            disk.add(path, node);
        }
        disk.save_all();
        disk
    }

    pub fn apply(&mut self, operation: &Operation) {
        let path = operation.path.as_path();
        match operation.operation.as_str() {
            "Open" | "Read" | "ReadFolder" => {}
            "Create" => self.add(path, Node::File { seen: Vec::new(), saved: Vec::new() }),
            "MakeFolder" => self.add(path, empty_folder()),
            "Write" | "Copy" => {
                let at = self.find(path).expect("a file is written after it was made");
                let Node::File { seen, .. } = &mut self.nodes[at] else { panic!("a file is written") };
                seen.extend(bytes_of(&operation.bytes));
            }
            "Rename" => {
                let node = self.take(path);
                self.name(operation.to.as_ref().expect("a second name"), node);
            }
            "Link" => {
                let node = self.find(path).expect("it has a name");
                self.name(operation.to.as_ref().expect("a second name"), node);
            }
            "RemoveFile" | "RemoveFolder" => drop(self.take(path)),
            "SyncFile" | "SyncFolder" => {
                if let Some(at) = self.find(path) {
                    self.nodes[at].save();
                }
            }
            "SyncDisk" => self.save_all(),
            other => panic!("there is no operation `{other}`"),
        }
    }

    /// What a power cut leaves now.
    pub fn after(&self, crash: Crash) -> State {
        let mut found = BTreeMap::new();
        self.collect(0, Path::new(""), crash, &mut found);
        State(found)
    }

    fn collect(&self, at: usize, path: &Path, crash: Crash, found: &mut BTreeMap<PathBuf, Option<Vec<u8>>>) {
        match &self.nodes[at] {
            Node::File { saved, .. } => drop(found.insert(path.to_path_buf(), Some(saved.clone()))),
            Node::Folder { seen, saved } => {
                if at > 0 {
                    found.insert(path.to_path_buf(), None);
                }
                for (name, at) in if crash == Crash::NamesKept { seen } else { saved } {
                    self.collect(*at, &path.join(name), crash, found);
                }
            }
        }
    }

    fn save_all(&mut self) {
        self.nodes.iter_mut().for_each(Node::save);
    }

    fn find(&self, path: &Path) -> Option<usize> {
        path.iter().try_fold(0, |at, name| match &self.nodes[at] {
            Node::Folder { seen, .. } => seen.get(&*name.to_string_lossy()).copied(),
            Node::File { .. } => None,
        })
    }

    fn names_of(&mut self, path: &Path) -> &mut Names {
        let parent = path.parent().expect("it is in a folder");
        let at = self.find(parent).unwrap_or_else(|| panic!("there is no folder `{}`", parent.display()));
        match &mut self.nodes[at] {
            Node::Folder { seen, .. } => seen,
            Node::File { .. } => panic!("`{}` is a file", parent.display()),
        }
    }

    fn add(&mut self, path: &Path, node: Node) {
        self.nodes.push(node);
        self.name(path, self.nodes.len() - 1);
    }

    fn name(&mut self, path: &Path, node: usize) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        self.names_of(path).insert(name, node);
    }

    fn take(&mut self, path: &Path) -> usize {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        self.names_of(path).remove(&name).unwrap_or_else(|| panic!("there is no `{}`", path.display()))
    }
}

impl Node {
    fn save(&mut self) {
        match self {
            Node::File { seen, saved } => saved.clone_from(seen),
            Node::Folder { seen, saved } => saved.clone_from(seen),
        }
    }
}

fn empty_folder() -> Node {
    Node::Folder { seen: Names::new(), saved: Names::new() }
}

fn bytes_of(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks_exact(2).map(|pair| std::str::from_utf8(pair).expect("ASCII"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal")).collect()
}
