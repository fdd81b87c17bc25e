//! The keys of queries. A query and a recorded dependency are one type, because keys are stable identities.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::path::OutputPath;
use crate::site::page::{AssessmentKey, PageKey, TagKey};

/// What the answer to a query can change with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DependsOn {
    /// The facts of pages, the configuration, attachments.
    Facts,
    /// Those, and the set of outputs.
    Plan,
    /// Any text.
    Body,
}

macro_rules! depends_on {
    (facts) => {
        DependsOn::Facts
    };
    (plan) => {
        DependsOn::Plan
    };
    (body) => {
        DependsOn::Body
    };
}

macro_rules! is_shared {
    (shared) => {
        true
    };
    (own) => {
        false
    };
}

/// A key of a query: names itself in the reasons of a rendering.
pub(super) trait Key {
    /// The key in words; `name_of` gives the name of a page, a tag or an assessment.
    fn in_words(&self, names: &dyn KeyNames) -> String;
}

/// Names for keys, from a linked site.
pub(super) trait KeyNames {
    fn page(&self, key: PageKey) -> String;
    fn tag(&self, key: TagKey) -> String;
    fn assessment(&self, key: AssessmentKey) -> String;
}

macro_rules! define_keys {
    ($( $(#[doc = $doc:literal])+ $method:ident: $name:ident $(( $($arg:ident: $key:ty),+ ))? -> $answer:ty,
        [$depends:ident, $shared:ident], $words:literal; )+) => {
        /// A query. The order is that in which reasons are looked for.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Query {
            $( $(#[doc = $doc])+ $name $(( $($key),+ ))? ),+
        }

        impl Query {
            /// What its answer can change with.
            pub fn depends_on(&self) -> DependsOn {
                match self {
                    $( define_keys!(@pattern $name $(( $($arg),+ ))?) => depends_on!($depends) ),+
                }
            }

            /// Whether many outputs make this query, so that they share its answer.
            pub(super) fn is_shared(&self) -> bool {
                match self {
                    $( define_keys!(@pattern $name $(( $($arg),+ ))?) => is_shared!($shared) ),+
                }
            }

            /// The query in words, for the reasons of a rendering: "the pages below `guide/index.md`".
            pub(super) fn in_words(&self, names: &dyn KeyNames) -> String {
                match self {
                    $( Query::$name $(( $($arg),+ ))? => {
                        let keys: &[&dyn Key] = &[$( $($arg),+ )?];
                        keys.first().map_or_else(|| $words.to_owned(), |key| $words.replace("{}", &key.in_words(names)))
                    } ),+
                }
            }
        }
    };
    (@pattern $name:ident) => { Query::$name };
    (@pattern $name:ident ( $($arg:ident),+ )) => { Query::$name(..) };
}

query_table!(define_keys);

impl Key for PageKey {
    fn in_words(&self, names: &dyn KeyNames) -> String {
        names.page(*self)
    }
}

impl Key for Option<PageKey> {
    fn in_words(&self, names: &dyn KeyNames) -> String {
        self.map_or_else(|| "the root of the navigation".to_owned(), |key| names.page(key))
    }
}

impl Key for TagKey {
    fn in_words(&self, names: &dyn KeyNames) -> String {
        names.tag(*self)
    }
}

impl Key for AssessmentKey {
    fn in_words(&self, names: &dyn KeyNames) -> String {
        names.assessment(*self)
    }
}

impl Key for OutputPath {
    fn in_words(&self, _: &dyn KeyNames) -> String {
        format!("`{}`", self.url())
    }
}

impl Key for Arc<str> {
    fn in_words(&self, _: &dyn KeyNames) -> String {
        format!("`{self}`")
    }
}

impl Key for u32 {
    fn in_words(&self, _: &dyn KeyNames) -> String {
        self.to_string()
    }
}
