//! The configuration of hosts and web servers, from one description of the site: headers, lifetimes in caches, the page
//! for unknown URLs, redirects and the base path.
//!
//! Redirects are pages too, so a redirect that a host cannot take as it is (`description`) still works.

pub mod apache;
pub mod azure;
pub mod caddy;
pub mod cloudfront;
pub mod description;
pub mod files;
pub mod nginx;
