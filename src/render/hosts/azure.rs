//! The configuration of Azure Static Web Apps: `staticwebapp.config.json` in the published folder.

use serde_json::{Map, Value, json};

use crate::base::json::pretty_json;
use crate::render::hosts::description::{HostedSite, IMMUTABLE, IMMUTABLE_FOLDERS, REVALIDATED};

/// The bytes of redirects in the file, which may have 20 KB (Azure, Quotas in Azure Static Web Apps).
const MAXIMUM: usize = 18_000;

/// Writes the file.
pub fn configuration(site: &HostedSite) -> String {
    let immutable = IMMUTABLE_FOLDERS.iter().map(
        |folder| json!({ "route": format!("{}/{folder}/*", site.prefix), "headers": { "Cache-Control": IMMUTABLE } }),
    );
    let moved = site.moved_within(MAXIMUM, 110).iter();
    let moved = moved.map(|moved| json!({ "route": moved.from, "redirect": moved.to, "statusCode": 301 }));
    let mut headers: Map<String, Value> =
        site.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    headers.insert("Cache-Control".to_owned(), json!(REVALIDATED));
    pretty_json(&json!({
        "globalHeaders": headers,
        "responseOverrides": { "404": { "rewrite": site.not_found() } },
        "routes": immutable.chain(moved).collect::<Vec<_>>(),
    }))
}
