//! Amazon S3, services with the same interface, and Google Cloud Storage: requests with a signature in the URL.

use std::time::Duration;

use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use url::Url;

use crate::io::error::Error;
use crate::io::external::fetch::{Exchange, Payload, Reply};
use crate::io::publish::objects::{Action, Properties, Service, code};

/// How long a signed URL can be used.
const VALID_FOR: Duration = Duration::from_secs(60 * 60);
const HASH_HEADER: &str = "x-amz-meta-sha256";

/// A bucket with the key to it.
pub struct S3 {
    bucket: Bucket,
    credentials: Credentials,
}

/// Where a bucket is and who may write to it.
pub struct Access {
    /// The URL of the service; `None` for Amazon.
    pub endpoint: Option<Url>,
    pub region: String,
    pub key: String,
    pub secret: String,
    pub token: Option<String>,
}

impl S3 {
    /// A bucket. The endpoint of Amazon has the name of the bucket in its host, others have it in the path.
    pub fn new(bucket: &str, access: Access) -> Result<S3, Error> {
        // The certificates of Amazon cover no names with dots.
        let is_label = !bucket.contains(['.', '_']) && bucket.to_lowercase() == bucket;
        let style = if access.endpoint.is_none() && is_label { UrlStyle::VirtualHost } else { UrlStyle::Path };
        let amazon = || Url::parse(&format!("https://s3.{}.amazonaws.com", access.region));
        let endpoint = access.endpoint.map_or_else(amazon, Ok).map_err(|_| {
            Error::new(format!("`{}` is not the name of a region", access.region)).help("check `AWS_REGION`")
        })?;
        let bucket = Bucket::new(endpoint, style, bucket.to_owned(), access.region)
            .map_err(|error| Error::new(format!("cannot use the endpoint: {error}")))?;
        let credentials = match access.token {
            Some(token) => Credentials::new_with_token(access.key, access.secret, token),
            None => Credentials::new(access.key, access.secret),
        };
        Ok(S3 { bucket, credentials })
    }

    fn put(&self, key: &str, properties: &Properties) -> Exchange<'static> {
        let mut action = self.bucket.put_object(Some(&self.credentials), key);
        action.headers_mut().insert(HASH_HEADER, properties.sha256.clone());
        let headers = vec![
            ("content-type", properties.media_type.clone()),
            ("cache-control", properties.cache_control.to_owned()),
            (HASH_HEADER, properties.sha256.clone()),
        ];
        Exchange { method: "PUT", url: action.sign(VALID_FOR).into(), headers, payload: Payload::Nothing }
    }
}

impl Service for S3 {
    fn request(&self, action: &Action<'_>, key: &str) -> Exchange<'static> {
        let credentials = Some(&self.credentials);
        let (method, url) = match action {
            Action::Put(properties) => return self.put(key, properties),
            Action::Get => ("GET", self.bucket.get_object(credentials, key).sign(VALID_FOR)),
            Action::Head => ("HEAD", self.bucket.head_object(credentials, key).sign(VALID_FOR)),
            Action::Delete => ("DELETE", self.bucket.delete_object(credentials, key).sign(VALID_FOR)),
        };
        Exchange { method, url: url.into(), headers: Vec::new(), payload: Payload::Nothing }
    }

    fn hash_header(&self) -> &'static str {
        HASH_HEADER
    }

    fn remedy(&self, reply: &Reply) -> Option<String> {
        let used = self.bucket.region();
        if let Some(region) = reply.header("x-amz-bucket-region").filter(|region| *region != used) {
            return Some(format!("the bucket is in the region `{region}`: set `AWS_REGION={region}`"));
        }
        let help = match (code(reply).as_deref(), reply.status) {
            (Some("RequestTimeTooSkewed"), _) => "set the clock of this machine",
            (Some("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken" | "InvalidToken"), _) => {
                "check the access key and its secret in the environment, and the region"
            }
            (_, 403) => {
                "allow the key to list the bucket, and to get, put and delete its objects (s3:ListBucket, s3:GetObject, \
                 s3:PutObject, s3:DeleteObject)"
            }
            _ => return None,
        };
        Some(help.to_owned())
    }
}
