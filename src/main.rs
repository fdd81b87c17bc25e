//! The program: everything is in the library.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// A build makes and drops millions of small strings on several threads; the system's allocator takes twice as long.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fingerpost::cli::run()
}
