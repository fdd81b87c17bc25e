//! The configuration of Amazon CloudFront: a function for requests by viewers, and a policy of response headers.

use serde_json::json;

use crate::base::json::pretty_json;
use crate::render::hosts::description::{HostedSite, REVALIDATED};

/// The bytes of redirects in a function, which may have 10 KB (CloudFront, Restrictions on CloudFront Functions).
const MAXIMUM: usize = 9_000;

/// Writes the function: S3 behind CloudFront does not look for `index.html`. URLs come percent-encoded.
pub fn function(site: &HostedSite) -> String {
    let moved = site.moved_within(MAXIMUM, "  \"\": \"\",\n".len());
    let lines: String = moved.iter().map(|moved| format!("  {}: {},\n", json!(moved.from), json!(moved.to))).collect();
    let left = match site.moved.len() - moved.len() {
        0 => String::new(),
        count => format!("// {count} more redirects are too long for a function. Their pages redirect.\n"),
    };
    format!(
        "{left}const MOVED = {{
{lines}}};

function handler(event) {{
  const request = event.request;
  const target = MOVED[request.uri];
  if (target) {{
    const headers = {{ location: {{ value: target }}, 'cache-control': {{ value: '{REVALIDATED}' }} }};
    return {{ statusCode: 301, statusDescription: 'Moved Permanently', headers }};
  }}
  if (request.uri.endsWith('/')) request.uri += 'index.html';
  return request;
}}
"
    )
}

/// Writes the policy, for `aws cloudfront create-response-headers-policy --response-headers-policy-config`. How long a
/// file may be kept is a property of the object, which `fingerpost publish` sets.
pub fn headers_policy(site: &HostedSite) -> String {
    let value = |name: &str| site.headers.iter().find(|(header, _)| *header == name).map(|(_, value)| value);
    pretty_json(&json!({
        "Name": "fingerpost",
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": { "Override": true, "ContentSecurityPolicy": value("Content-Security-Policy") },
            "ContentTypeOptions": { "Override": true },
            "ReferrerPolicy": { "Override": true, "ReferrerPolicy": value("Referrer-Policy") },
        }
    }))
}
