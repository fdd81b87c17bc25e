//! Records the queries that one output made, with a hash of each answer. A cached output is valid while all hashes match.
//!
//! `TrackedSite` is the only way from an output to the site: it has no other methods than the queries. In debug builds the
//! engine panics when one query gets two answers.

use std::any::Any;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::base::image::ImageSize;
use crate::base::path::OutputPath;
use crate::site::answer::{
    AssessmentPage, AssessmentView, LetterGroup, LinkTarget, NavLevel, Neighbours, PageLink, PageSummary,
    QuestionPlacement, SiteValues, TagLink, TemplateChoice, TreeEntry,
};
use crate::site::coverage::CoverageTable;
use crate::site::evaluate::{self, QueryContext};
use crate::site::framework::view::FrameworkView;
use crate::site::page::{AssessmentKey, MovedUrl, Page, PageKey, TagKey};
use crate::site::query::{DependsOn, Query};
use crate::site::register::RegisterEntry;
use crate::site::terms::TermLink;

/// A query with a hash of the answer that an output got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    pub query: Query,
    pub answer: u64,
}

/// A value that a query can answer with.
pub trait QueryAnswer: Clone + Hash + Send + Sync + 'static {}

impl<T: Clone + Hash + Send + Sync + 'static> QueryAnswer for T {}

/// Answers that many outputs got, with their hashes.
#[derive(Default)]
pub struct AnswerCache {
    answers: RwLock<HashMap<Query, Arc<CachedAnswer>>>,
}

struct CachedAnswer {
    value: Box<dyn Any + Send + Sync>,
    hash: OnceLock<u64>,
}

impl AnswerCache {
    fn get(&self, query: &Query) -> Option<Arc<CachedAnswer>> {
        self.answers.read().unwrap_or_else(PoisonError::into_inner).get(query).cloned()
    }

    fn insert(&self, query: &Query, answer: CachedAnswer) -> Arc<CachedAnswer> {
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        answers.entry(query.clone()).or_insert_with(|| Arc::new(answer)).clone()
    }
}

/// Answers queries over one linked site and its planned outputs.
pub struct QueryEngine {
    sources: QueryContext,
    /// Answers that depend on facts alone: they outlive an edit of texts.
    of_facts: Arc<AnswerCache>,
    others: AnswerCache,
    /// All hashes so far, to find a query with two answers.
    checked: Mutex<HashMap<Query, u64>>,
}

impl QueryEngine {
    /// An engine; `of_facts` is kept for sites that differ only in texts.
    pub fn new(sources: QueryContext, of_facts: Arc<AnswerCache>) -> QueryEngine {
        QueryEngine { sources, of_facts, others: AnswerCache::default(), checked: Mutex::default() }
    }

    /// Whether a dependency would get the same answer now.
    pub fn is_up_to_date(&self, dependency: &Dependency) -> bool {
        self.fingerprint(&dependency.query) == dependency.answer
    }

    /// A query in words, for the reasons of a rendering.
    pub fn in_words(&self, query: &Query) -> String {
        query.in_words(&self.sources)
    }

    /// An answer, and its hash if it is wanted; else zero.
    fn answer<A: QueryAnswer>(
        &self,
        query: &Query,
        evaluate: impl FnOnce(&QueryContext) -> A,
        hash: AnswerHash,
    ) -> (A, u64) {
        if !query.is_shared() {
            let answer = evaluate(&self.sources);
            let hash = if hash == AnswerHash::Wanted { hash_of(&answer) } else { 0 };
            return (answer, hash);
        }
        let cache = if query.depends_on() == DependsOn::Facts { &*self.of_facts } else { &self.others };
        let cached = cache.get(query).unwrap_or_else(|| {
            let value: Box<dyn Any + Send + Sync> = Box::new(evaluate(&self.sources));
            cache.insert(query, CachedAnswer { value, hash: OnceLock::new() })
        });
        let answer: &A = cached.value.downcast_ref().expect("the table gives each query one type of answer");
        let hash = if hash == AnswerHash::Wanted { *cached.hash.get_or_init(|| hash_of(answer)) } else { 0 };
        (answer.clone(), hash)
    }

    /// Panics where a query has got another answer before: then an answer depends on something besides the site.
    fn check(&self, query: &Query, hash: u64) {
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        let first = *checked.entry(query.clone()).or_insert(hash);
        drop(checked);
        assert!(first == hash, "two answers in one compile: {}", self.in_words(query));
    }
}

/// Whether an answer is hashed. A build that records nothing needs no hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AnswerHash {
    Wanted,
    Skipped,
}

/// The site as one output sees it.
pub struct TrackedSite {
    engine: Arc<QueryEngine>,
    /// `None` where a single build records nothing.
    dependencies: Option<Mutex<Vec<Dependency>>>,
}

impl std::fmt::Debug for TrackedSite {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("TrackedSite").finish_non_exhaustive()
    }
}

impl TrackedSite {
    /// The site for an output whose dependencies are recorded.
    pub fn recording(engine: Arc<QueryEngine>) -> TrackedSite {
        TrackedSite { engine, dependencies: Some(Mutex::default()) }
    }

    /// The site for an output that is rendered once.
    pub fn unrecorded(engine: Arc<QueryEngine>) -> TrackedSite {
        TrackedSite { engine, dependencies: None }
    }

    /// Takes the recorded dependencies, each once, in order of queries.
    pub fn take_dependencies(&self) -> Vec<Dependency> {
        let Some(dependencies) = &self.dependencies else { return Vec::new() };
        let mut dependencies = std::mem::take(&mut *dependencies.lock().unwrap_or_else(PoisonError::into_inner));
        dependencies.sort_unstable_by(|a, b| a.query.cmp(&b.query));
        dependencies.dedup();
        dependencies.shrink_to_fit();
        dependencies
    }

    /// Whether there is an output at a path: `has_output`, with the key that the plan has, so that it is kept once for all
    /// pages that link to it.
    pub fn publishes(&self, path: &str) -> bool {
        let known = self.engine.sources.plan.paths.get(path).cloned();
        self.has_output(known.unwrap_or_else(|| OutputPath::new(path)))
    }

    fn ask<A: QueryAnswer>(&self, query: Query, evaluate: impl FnOnce(&QueryContext) -> A) -> A {
        let is_hashed = self.dependencies.is_some() || cfg!(debug_assertions);
        let wanted = if is_hashed { AnswerHash::Wanted } else { AnswerHash::Skipped };
        let (answer, hash) = self.engine.answer(&query, evaluate, wanted);
        if cfg!(debug_assertions) {
            self.engine.check(&query, hash);
        }
        if let Some(dependencies) = &self.dependencies {
            let mut dependencies = dependencies.lock().unwrap_or_else(PoisonError::into_inner);
            dependencies.push(Dependency { query, answer: hash });
        }
        answer
    }
}

macro_rules! define_methods {
    ($( $(#[doc = $doc:literal])+ $method:ident: $name:ident $(( $($arg:ident: $key:ty),+ ))? -> $answer:ty,
        [$depends:ident, $shared:ident], $words:literal; )+) => {
        impl TrackedSite {
            $(
                $(#[doc = $doc])+
                pub fn $method(&self $($(, $arg: $key)+)?) -> $answer {
                    let query = Query::$name $(( $($arg.clone()),+ ))?;
                    self.ask(query, |sources| evaluate::$method(sources $($(, $arg)+)?))
                }
            )+
        }

        impl QueryEngine {
            /// A hash of the answer to a query.
            fn fingerprint(&self, query: &Query) -> u64 {
                match query {
                    $( Query::$name $(( $($arg),+ ))? => {
                        self.answer(query, |sources| evaluate::$method(sources $($(, $arg.clone())+)?), AnswerHash::Wanted).1
                    } ),+
                }
            }
        }
    };
}

query_table!(define_methods);

fn hash_of<T: Hash>(value: &T) -> u64 {
    let mut state = Xxh3::new();
    value.hash(&mut state);
    state.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read::read;
    use crate::site::link::{LinkInput, link};

    fn engine() -> QueryEngine {
        let input = LinkInput {
            config: Arc::new(read("").0),
            content: String::new(),
            template_ids: std::collections::BTreeSet::default(),
            documents: Vec::new(),
            files: Vec::new(),
            statics: Vec::new(),
            drafts: false,
            history: Arc::default(),
            book: None,
        };
        let sources =
            QueryContext { site: Arc::new(link(input).0), plan: Arc::default(), reported_links: Arc::default() };
        QueryEngine::new(sources, Arc::default())
    }

    #[test]
    #[should_panic(expected = "two answers in one compile: the list of tags")]
    fn a_query_with_two_answers_is_found() {
        let engine = engine();
        engine.check(&Query::Tags, 1);
        engine.check(&Query::Tags, 2);
    }

    #[test]
    fn queries_are_recorded_once_with_missing_pages_as_answers() {
        let engine = Arc::new(engine());
        let site = TrackedSite::recording(engine.clone());
        let missing = PageKey::authored("missing.md");
        assert!(site.page(missing).is_none() && site.page(missing).is_none());
        assert!(!site.has_output(OutputPath::new("logo.txt")));
        let dependencies = site.take_dependencies();
        let queries: Vec<&Query> = dependencies.iter().map(|dependency| &dependency.query).collect();
        assert_eq!(queries, [&Query::Page(missing), &Query::Output(OutputPath::new("logo.txt"))]);
        assert!(dependencies.iter().all(|dependency| engine.is_up_to_date(dependency)));
    }
}
