//! Why a template was stopped: the limit in words, and what to do.

use std::fmt;

use minijinja::{Error, ErrorKind};

/// A limit of templates that was exceeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exceeded {
    pub message: String,
    pub help: String,
}

impl Exceeded {
    /// The limit that an error of the template engine is about.
    pub fn of(error: &Error) -> Option<&Exceeded> {
        std::error::Error::source(error)?.downcast_ref()
    }

    pub(super) fn value(bytes: usize) -> Exceeded {
        Exceeded {
            message: format!("a value of this template is larger than {} MiB", bytes >> 20),
            help: "make the value smaller; a text that is in a list twice counts twice".to_owned(),
        }
    }

    pub(super) fn work(bytes: usize) -> Exceeded {
        Exceeded {
            message: format!("the templates of this page process more than {} MiB of text and lists", bytes >> 20),
            help: "build large values once, and not in a loop".to_owned(),
        }
    }

    pub(super) fn depth(levels: usize) -> Exceeded {
        Exceeded {
            message: format!("lists and maps of this template are nested more than {levels} levels deep"),
            help: "put values beside each other instead".to_owned(),
        }
    }

    pub(super) fn operators(most: usize) -> Exceeded {
        Exceeded {
            message: format!("more than {most} operators follow each other here, or more than {most} `elif`"),
            help: "store a part of the value with `set`, or look it up in a list or map".to_owned(),
        }
    }

    pub(super) fn namespace() -> Exceeded {
        Exceeded {
            message: "a namespace cannot be stored in another value".to_owned(),
            help: "store its values instead".to_owned(),
        }
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Exceeded {}

impl From<Exceeded> for Error {
    fn from(exceeded: Exceeded) -> Error {
        Error::new(ErrorKind::InvalidOperation, exceeded.message.clone()).with_source(exceeded)
    }
}
