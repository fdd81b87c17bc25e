//! Azure Blob Storage: plain requests with a shared access signature (SAS).

use url::Url;

use crate::base::url::encode_path;
use crate::io::external::fetch::{Exchange, Payload, Reply};
use crate::io::publish::objects::{Action, Service};

/// The version of the REST interface.
const VERSION: &str = "2021-12-02";
const HASH_HEADER: &str = "x-ms-meta-sha256";

/// A container with the signature that gives access to it.
pub struct Azure {
    /// With a slash at the end.
    container: String,
    /// Without a question mark.
    token: String,
}

impl Azure {
    /// A container of an account. `endpoint` is the URL of the account if it is not at Azure.
    pub fn new(account: &str, container: &str, endpoint: Option<&Url>, token: &str) -> Azure {
        let account = match endpoint {
            Some(endpoint) => endpoint.as_str().trim_end_matches('/').to_owned(),
            None => format!("https://{account}.blob.core.windows.net"),
        };
        Azure { container: format!("{account}/{container}/"), token: token.trim_start_matches('?').to_owned() }
    }
}

impl Service for Azure {
    fn request(&self, action: &Action<'_>, key: &str) -> Exchange<'static> {
        let mut headers = vec![("x-ms-version", VERSION.to_owned())];
        let method = match action {
            Action::Get => "GET",
            Action::Head => "HEAD",
            Action::Delete => "DELETE",
            Action::Put(properties) => {
                headers.extend([
                    ("x-ms-blob-type", "BlockBlob".to_owned()),
                    ("x-ms-blob-content-type", properties.media_type.clone()),
                    ("x-ms-blob-cache-control", properties.cache_control.to_owned()),
                    (HASH_HEADER, properties.sha256.clone()),
                ]);
                "PUT"
            }
        };
        let url = format!("{}{}?{}", self.container, encode_path(key), self.token);
        Exchange { method, url, headers, payload: Payload::Nothing }
    }

    fn hash_header(&self) -> &'static str {
        HASH_HEADER
    }

    fn remedy(&self, reply: &Reply) -> Option<String> {
        let help = "check that the signature has not expired, and that it allows to read, create, write and delete blobs \
                    (`sp=rcwd`) of the container (`sr=c`)";
        matches!(reply.status, 401 | 403).then(|| help.to_owned())
    }
}
