//! Where a site is published to, as the command line names it.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use crate::base::path::join;
use crate::base::url::decode;
use crate::io::error::Error;

/// A place for a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishTo {
    Folder(PathBuf),
    S3(BucketFolder),
    Google(BucketFolder),
    Azure { account: String, folder: BucketFolder },
    Sftp(SftpFolder),
}

/// A bucket, or a container of Azure, and the folder in it: empty for all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketFolder {
    pub bucket: String,
    pub folder: String,
}

/// A folder on a server with SFTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpFolder {
    /// `host` or `user@host`, as `sftp` takes it.
    pub destination: String,
    pub port: Option<u16>,
    /// Absolute, or relative to the folder in which the server begins.
    pub folder: String,
}

impl PublishTo {
    /// Reads the value of `--to`.
    pub fn parse(text: &str) -> Result<PublishTo, Error> {
        let Some((scheme, rest)) = text.split_once("://") else { return Ok(PublishTo::Folder(PathBuf::from(text))) };
        match scheme {
            "s3" => Ok(PublishTo::S3(bucket(text, rest, "s3://BUCKET/FOLDER")?)),
            "gs" => Ok(PublishTo::Google(bucket(text, rest, "gs://BUCKET/FOLDER")?)),
            "az" => {
                const FORM: &str = "az://ACCOUNT/CONTAINER/FOLDER";
                let (account, rest) = rest.split_once('/').unwrap_or((rest, ""));
                let is_account = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_alphanumeric());
                let folder = bucket(text, rest, FORM)?;
                if !is_account {
                    return Err(invalid(text, FORM));
                }
                Ok(PublishTo::Azure { account: account.to_owned(), folder })
            }
            "sftp" => sftp(text),
            _ => Err(Error::new(format!("cannot publish to `{text}`")).help(
                "use a folder, s3://BUCKET/FOLDER, gs://BUCKET/FOLDER, az://ACCOUNT/CONTAINER/FOLDER or \
                 sftp://USER@HOST/FOLDER",
            )),
        }
    }
}

impl fmt::Display for PublishTo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishTo::Folder(folder) => write!(formatter, "{}", folder.display()),
            PublishTo::S3(place) => write!(formatter, "s3://{}/{}", place.bucket, place.folder),
            PublishTo::Google(place) => write!(formatter, "gs://{}/{}", place.bucket, place.folder),
            PublishTo::Azure { account, folder: place } => {
                write!(formatter, "az://{account}/{}/{}", place.bucket, place.folder)
            }
            PublishTo::Sftp(place) => {
                write!(formatter, "sftp://{}/{}", place.destination, place.folder.trim_start_matches('/'))
            }
        }
    }
}

fn invalid(text: &str, form: &str) -> Error {
    Error::new(format!("cannot read `{text}`")).help(format!("write it as {form}"))
}

fn bucket(text: &str, rest: &str, form: &str) -> Result<BucketFolder, Error> {
    let (bucket, folder) = rest.split_once('/').unwrap_or((rest, ""));
    let is_name = |letter: u8| letter.is_ascii_alphanumeric() || b".-_$".contains(&letter);
    let folder = folder.trim_matches('/');
    let is_plain = join("", folder).as_deref() == Some(folder);
    if bucket.is_empty() || !bucket.bytes().all(is_name) || !is_plain {
        return Err(invalid(text, form));
    }
    Ok(BucketFolder { bucket: bucket.to_owned(), folder: folder.to_owned() })
}

fn sftp(text: &str) -> Result<PublishTo, Error> {
    let wrong = || invalid(text, "sftp://USER@HOST/FOLDER, or sftp://USER@HOST/~/FOLDER for a folder of the user");
    let url = Url::parse(text).map_err(|_| wrong())?;
    if url.password().is_some() {
        return Err(Error::new("`--to` contains a password, which others could read in the list of processes")
            .help("use an SSH key, and remove the password from the URL"));
    }
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
    let user = decode(url.username());
    let destination = if user.is_empty() { host.to_owned() } else { format!("{user}@{host}") };
    let path = decode(url.path());
    let folder = match path.strip_prefix("/~/") {
        Some(relative) => relative.trim_end_matches('/').to_owned(),
        None => path.trim_end_matches('/').to_owned(),
    };
    let is_safe =
        !destination.starts_with('-') && !folder.contains(['\n', '\r']) && !destination.contains(char::is_whitespace);
    if folder.is_empty() || !is_safe || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong());
    }
    Ok(PublishTo::Sftp(SftpFolder { destination, port: url.port(), folder }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_shown() {
        for text in ["s3://handbook/", "s3://handbook/a/b", "gs://h/x", "az://account/$web/", "sftp://me@host/srv/www"]
        {
            assert_eq!(PublishTo::parse(text).expect(text).to_string(), text);
        }
        assert_eq!(PublishTo::parse("../site").expect("a folder"), PublishTo::Folder(PathBuf::from("../site")));
        let PublishTo::Sftp(home) = PublishTo::parse("sftp://host:2222/~/www/").expect("a folder") else { panic!() };
        assert_eq!((home.destination.as_str(), home.port, home.folder.as_str()), ("host", Some(2222), "www"));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in [
            "s3://",
            "s3://a/../b",
            "az://account",
            "ftp://host/a",
            "sftp://host",
            "sftp://me:secret@host/a",
            "sftp://-oProxyCommand=x/a",
        ] {
            assert!(PublishTo::parse(text).is_err(), "{text}");
        }
    }
}
