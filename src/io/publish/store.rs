//! The object store that the command line names, with credentials from the environment. None come from files of the
//! project, which others may have written.

use url::Url;

use crate::io::error::Error;
use crate::io::publish::azure::Azure;
use crate::io::publish::location::{BucketFolder, PublishTo};
use crate::io::publish::objects::{Objects, Service};
use crate::io::publish::s3::{Access, S3};

/// Reads a variable of the environment. An empty one counts as missing.
type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The object store of a place, ready for requests; `None` where it is no object store.
pub fn open(place: &PublishTo, endpoint: Option<&str>) -> Result<Option<Objects>, Error> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let (service, folder): (Box<dyn Service>, &BucketFolder) = match place {
        PublishTo::Folder(_) | PublishTo::Sftp(_) => return Ok(None),
        PublishTo::S3(folder) => (Box::new(S3::new(&folder.bucket, amazon(endpoint, &variable)?)?), folder),
        PublishTo::Google(folder) => (Box::new(S3::new(&folder.bucket, google(endpoint, &variable)?)?), folder),
        PublishTo::Azure { account, folder } => {
            let token = required("AZURE_STORAGE_SAS_TOKEN", &variable)?;
            let endpoint = self::endpoint(endpoint.map(str::to_owned))?;
            (Box::new(Azure::new(account, &folder.bucket, endpoint.as_ref(), &token)), folder)
        }
    };
    Ok(Some(Objects::new(service, &folder.folder)))
}

fn amazon(given: Option<&str>, variable: Variables<'_>) -> Result<Access, Error> {
    let named = || variable("AWS_ENDPOINT_URL_S3").or_else(|| variable("AWS_ENDPOINT_URL"));
    Ok(Access {
        endpoint: endpoint(given.map(str::to_owned).or_else(named))?,
        region: variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).unwrap_or_else(|| "us-east-1".into()),
        key: required("AWS_ACCESS_KEY_ID", variable)?,
        secret: required("AWS_SECRET_ACCESS_KEY", variable)?,
        token: variable("AWS_SESSION_TOKEN"),
    })
}

/// The interface of Google Cloud Storage for programs that were made for S3, with an HMAC key.
fn google(given: Option<&str>, variable: Variables<'_>) -> Result<Access, Error> {
    let service = given.unwrap_or("https://storage.googleapis.com");
    Ok(Access {
        endpoint: endpoint(Some(service.to_owned()))?,
        region: "auto".to_owned(),
        key: required("GOOGLE_ACCESS_KEY_ID", variable)?,
        secret: required("GOOGLE_SECRET_ACCESS_KEY", variable)?,
        token: None,
    })
}

fn required(name: &str, variable: Variables<'_>) -> Result<String, Error> {
    variable(name).ok_or_else(|| {
        Error::new(format!("the environment variable `{name}` is not set"))
            .help("set it to the key of an account that may write to the bucket; in CI, use a secret of the project")
    })
}

fn endpoint(text: Option<String>) -> Result<Option<Url>, Error> {
    let Some(text) = text else { return Ok(None) };
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let wrong = || {
        Error::new(format!("the endpoint `{text}` is not a URL"))
            .help("use the URL of the service, such as https://storage.example.org")
    };
    url.ok_or_else(wrong).map(Some)
}
