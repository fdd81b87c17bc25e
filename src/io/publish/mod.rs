//! Publishes a built site to another place: a folder, an object store, or a server with SFTP.
//!
//! `location` is what the command line says, `plan` what has to change there, `run` the order in which it changes, and
//! `remote` what a place must be able to do. Each kind of place has one file. Only what a manifest or a journal at the place
//! names is replaced or removed.

#[cfg(feature = "external")]
mod azure;
pub mod folder;
pub mod location;
#[cfg(feature = "external")]
pub mod objects;
pub mod plan;
pub mod remote;
pub mod run;
#[cfg(feature = "external")]
mod s3;
pub mod sftp;
#[cfg(feature = "external")]
pub mod store;
