//! Publishes to a server by the system's `sftp`, which finds hosts, keys and known hosts as the user configured SSH.
//!
//! Each step is one script for `sftp -b`, so that one connection serves all of it. A file is uploaded under a temporary name
//! and then renamed, so that readers never see a part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::base::path::folders_above;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::hash_file::sha256_of;
use crate::io::program::{self, PrivateFolder};
use crate::io::publish::location::SftpFolder;
use crate::io::publish::remote::{Remote, Upload, UploadContent};

/// The name of a file while it is uploaded, at the top of the folder.
const UNFINISHED: &str = ".fingerpost-upload";
/// The most files of one connection: what was uploaded before a connection breaks stays uploaded.
const MOST_OF_A_CONNECTION: usize = 500;

/// A folder on a server.
pub struct Sftp {
    program: PathBuf,
    place: SftpFolder,
    /// For scripts and downloads.
    scratch: PrivateFolder,
}

impl Sftp {
    /// A folder on a server. Nothing is sent yet.
    pub fn new(place: &SftpFolder) -> Result<Sftp, Error> {
        let program = program::find("sftp", None).ok_or_else(|| {
            Error::new("there is no program `sftp`")
                .help("install the OpenSSH client, such as `openssh-client` on Debian")
        })?;
        let folder = std::env::temp_dir().join(format!("fingerpost-sftp-{}", std::process::id()));
        let failed = |error| Error::io("make the folder", &folder, &error);
        let scratch = PrivateFolder::create(folder.clone()).map_err(failed)?;
        Ok(Sftp { program, place: place.clone(), scratch })
    }

    /// Runs a script, one command a line. A command that begins with a hyphen may fail; another ends the script.
    fn run(&self, script: &[String]) -> Result<Output, Error> {
        let file = self.scratch.path().join("script");
        let text = script.join("\n") + "\n";
        fs::write(&file, text).map_err(|error| Error::io("write", &file, &error))?;
        let mut command = Command::new(&self.program);
        command.arg("-q").arg("-oBatchMode=yes").arg("-b").arg(&file);
        if let Some(port) = self.place.port {
            command.arg("-P").arg(port.to_string());
        }
        command.arg(&self.place.destination).current_dir(self.scratch.path()).stdin(Stdio::null());
        command.output().map_err(|error| Error::new(format!("cannot start `sftp`: {error}")))
    }

    /// Runs a script that must succeed.
    fn run_all(&self, doing: &str, script: &[String]) -> Result<Output, Error> {
        let output = self.run(script)?;
        if output.status.success() {
            return Ok(output);
        }
        let said = last_line(&output);
        let help = match said.contains("verification failed") || said.contains("Permission denied (") {
            true => "check with `sftp` that this user can connect to the host without a question",
            false => "run the command again: it uploads only what is missing",
        };
        Err(Error::new(format!("cannot {doing}: {said}")).help(help))
    }

    /// A path of the manifest on the server.
    fn remote(&self, path: &str) -> String {
        format!("{}/{path}", self.place.folder)
    }

    /// Downloads those of some files that exist; the numbers of their copies in the scratch folder are their places.
    fn download(&self, paths: &[&str]) -> Result<Output, Error> {
        for number in 0..paths.len() {
            let _ = fs::remove_file(self.copy(number));
        }
        let get = |(number, path): (usize, &&str)| format!("-get {} copy-{number}", quoted(&self.remote(path)));
        self.run_all("read the published files", &paths.iter().enumerate().map(get).collect::<Vec<_>>())
    }

    fn copy(&self, number: usize) -> PathBuf {
        self.scratch.path().join(format!("copy-{number}"))
    }

    /// Whether the folder has no files, or does not exist.
    fn is_empty(&self) -> Result<bool, Error> {
        let listed = self.run_all("list the folder", &[format!("-ls -1a {}", quoted(&self.place.folder))])?;
        let text = String::from_utf8_lossy(&listed.stdout).into_owned();
        let names =
            text.lines().filter(|line| !line.starts_with("sftp>")).map(|line| line.rsplit('/').next().unwrap_or(line));
        Ok(names.filter(|name| !matches!(name.trim(), "" | "." | "..")).count() == 0)
    }

    /// The commands that make the folders of some files, and the folder of the site.
    fn make_folders(&self, uploads: &[Upload]) -> Vec<String> {
        let root = &self.place.folder;
        let above: Vec<&str> = folders_above(root).filter(|folder| *folder != "/").collect();
        let inner: BTreeSet<&str> = uploads.iter().flat_map(|upload| folders_above(&upload.path)).collect();
        let outer = above.into_iter().rev().chain([root.as_str()]).map(str::to_owned);
        let folders = outer.chain(inner.into_iter().map(|folder| self.remote(folder)));
        folders.map(|folder| format!("-mkdir {}", quoted(&folder))).collect()
    }

    /// A name in the scratch folder for what is uploaded. The script then needs no name that has signs in it.
    fn local(&self, number: usize, upload: &Upload) -> Result<String, Error> {
        let name = format!("put-{number}");
        let path = self.scratch.path().join(&name);
        let _ = fs::remove_file(&path);
        match &upload.content {
            UploadContent::Bytes(bytes) => {
                fs::write(&path, bytes).map_err(|error| Error::io("write", &path, &error))?
            }
            UploadContent::File(file) => link_or_copy(file, &path)?,
        }
        Ok(name)
    }
}

impl Remote for Sftp {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let output = self.download(&[path])?;
        let copy = self.copy(0);
        match disk::exists(&copy) {
            true => disk::read(&copy).map(Some).map_err(|error| Error::io("read", &copy, &error)),
            false if String::from_utf8_lossy(&output.stderr).contains("Permission denied") => {
                Err(Error::new(format!("cannot read `{path}`: {}", last_line(&output)))
                    .help("give the user permission to read the folder"))
            }
            false => Ok(None),
        }
    }

    /// Without a command for hashes in the protocol, the files are downloaded.
    fn hashes(&self, paths: &[&str]) -> Result<BTreeMap<String, String>, Error> {
        let mut found = BTreeMap::new();
        if self.is_empty()? {
            return Ok(found);
        }
        for part in paths.chunks(MOST_OF_A_CONNECTION) {
            self.download(part)?;
            for (number, path) in part.iter().enumerate() {
                let copy = self.copy(number);
                if disk::exists(&copy) {
                    let hash = sha256_of(&copy).map_err(|error| Error::io("read", &copy, &error))?;
                    found.insert((*path).to_owned(), hash);
                    let _ = fs::remove_file(&copy);
                }
            }
        }
        Ok(found)
    }

    fn put(&self, uploads: &[Upload], done: &(dyn Fn() + Sync)) -> Result<(), Error> {
        let unfinished = quoted(&self.remote(UNFINISHED));
        for part in uploads.chunks(MOST_OF_A_CONNECTION) {
            let mut script = self.make_folders(part);
            for (number, upload) in part.iter().enumerate() {
                script.push(format!("put {} {unfinished}", self.local(number, upload)?));
                script.push(format!("rename {unfinished} {}", quoted(&self.remote(&upload.path))));
            }
            self.run_all("upload", &script)?;
            part.iter().for_each(|_| done());
        }
        Ok(())
    }

    /// Folders that have no more files go too.
    fn remove(&self, paths: &[&str], done: &(dyn Fn() + Sync)) -> Result<(), Error> {
        let folders: BTreeSet<&str> = paths.iter().flat_map(|path| folders_above(path)).collect();
        let files = paths.iter().map(|path| format!("-rm {}", quoted(&self.remote(path))));
        let folders = folders.into_iter().rev().map(|folder| format!("-rmdir {}", quoted(&self.remote(folder))));
        self.run_all("remove files", &files.chain(folders).collect::<Vec<_>>())?;
        paths.iter().for_each(|_| done());
        Ok(())
    }
}

/// A path as one word of a script. Between quotation marks, no sign begins a pattern.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}

fn last_line(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = said.lines().map(str::trim).rfind(|line| !line.is_empty() && !line.starts_with("Connection closed"));
    line.unwrap_or("the connection was closed").to_owned()
}

/// Gives a file a name in another folder, which is a copy where the two are on different disks.
fn link_or_copy(file: &Path, to: &Path) -> Result<(), Error> {
    if disk::link(file, to).is_ok() {
        return Ok(());
    }
    fs::copy(file, to).map(drop).map_err(|error| Error::io("copy", file, &error))
}
