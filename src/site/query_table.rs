//! The table of all queries, with the dependencies of each answer.
//!
//! A row reads: method, variant and keys, answer, `[depends on, shared by outputs or not]`, and the words for it in the
//! reasons of a rendering, with `{}` for its first key. `query` makes the keys of it, `tracked` the methods; `evaluate`
//! has a function for each row, under the name of the method. To add a query, add a row and that function.
//!
//! `facts` answers can change only with a newly linked site, `plan` answers also with the set of outputs, `body`
//! answers with any text. `shared` answers are computed and hashed once for all outputs.

macro_rules! query_table {
    ($expand:ident) => {
        $expand! {
            /// The configuration, and the site-wide values that every template can read.
            settings: Settings -> Arc<SiteValues>, [facts, shared], "the settings of the site";
            /// A summary of every page, for the lists for programs.
            summaries: Summaries -> Arc<[PageSummary]>, [facts, shared], "the facts of all pages";
            /// The target of the redirect at an output path, ready for `href`.
            redirect: Redirect(from: OutputPath) -> Option<String>, [facts, own], "the target of the redirect {}";
            /// The redirects of the site.
            moved_urls: MovedUrls -> Arc<[MovedUrl]>, [facts, shared], "all redirects";
            /// A page with its document.
            page: Page(page: PageKey) -> Option<Arc<Page>>, [body, own], "the text of {}";
            /// The target of the link with this number on a page.
            link: Link(page: PageKey, number: u32) -> Option<LinkTarget>, [facts, own], "the target of a link on {}";
            /// The size of the image that the link with this number loads.
            image_size: ImageSize(page: PageKey, number: u32) -> Option<ImageSize>, [facts, own], "the size of an image of {}";
            /// The pages from the home page down to the parent of a page.
            breadcrumbs: Breadcrumbs(page: PageKey) -> Vec<PageLink>, [facts, own], "the pages above {}";
            /// The ancestors of a page in the navigation, from the root.
            ancestors: Ancestors(page: PageKey) -> Vec<PageKey>, [facts, own], "the place of {} in the navigation";
            /// The navigation entries below a page, or those at the top.
            nav_level: NavLevel(parent: Option<PageKey>) -> Arc<NavLevel>, [facts, shared], "the pages below {}";
            /// The pages before and after a page in reading order.
            neighbours: Neighbours(page: PageKey) -> Neighbours, [facts, own], "the pages before and after {}";
            /// The pages that link to a page.
            backlinks: Backlinks(page: PageKey) -> Vec<PageLink>, [facts, own], "the pages that link to {}";
            /// The pages with a tag, in reading order.
            tagged: Tagged(tag: TagKey) -> Arc<[PageLink]>, [facts, shared], "the pages of {}";
            /// All tags.
            tags: Tags -> Arc<[TagLink]>, [facts, shared], "the list of tags";
            /// The tags of a page.
            tags_of: TagsOf(page: PageKey) -> Vec<TagLink>, [facts, own], "the tags of {}";
            /// The pages that changed last, newest first.
            recent: Recent -> Arc<[PageLink]>, [facts, shared], "the pages that changed last";
            /// All published changes, newest first.
            changes: Changes -> Arc<[PageLink]>, [facts, shared], "the list of changes";
            /// Which document has which sections of its kind.
            coverage: Coverage -> Arc<[CoverageTable]>, [facts, shared], "the table of document sections";
            /// The documents that replace a retired one.
            successors: Successors(page: PageKey) -> Vec<PageLink>, [facts, own], "the successors of {}";
            /// The documents that a page replaces.
            replaced: Replaced(page: PageKey) -> Vec<PageLink>, [facts, own], "the predecessors of {}";
            /// Related pages, as stated or by tags.
            related: Related(page: PageKey) -> Vec<PageLink>, [facts, own], "the pages related to {}";
            /// Every page by the first letter of its title.
            alphabetical_index: AlphabeticalIndex -> Arc<[LetterGroup]>, [facts, shared], "all pages by letter";
            /// The whole navigation tree.
            tree: Tree -> Arc<[TreeEntry]>, [facts, shared], "the whole navigation";
            /// Every controlled document.
            register: Register -> Arc<[RegisterEntry]>, [body, shared], "the register of documents";
            /// A page and its subpages in reading order.
            bundle: Bundle(first: PageKey) -> Vec<PageLink>, [facts, own], "the pages printed with {}";
            /// The URL of the blank record of the steps of a page.
            record_of: RecordOf(page: PageKey) -> Option<String>, [facts, own], "the record of {}";
            /// The framework that a page belongs to.
            framework: Framework(page: PageKey) -> Option<FrameworkView>, [facts, own], "the framework around {}";
            /// The terms that the text of a page may use. They also depend on that text, but every output that uses them has
            /// requested the page too.
            terms_on: TermsOn(page: PageKey) -> Vec<TermLink>, [facts, own], "the definition of a term on {}";
            /// All terms by name.
            terms: Terms -> Arc<[TermLink]>, [facts, shared], "the glossary";
            /// The URL of the page for printing that begins with a page.
            bundle_of: BundleOf(page: PageKey) -> Option<String>, [facts, own], "the page for printing of {}";
            /// A model with the URLs of its pages.
            assessment: Assessment(assessment: AssessmentKey) -> Option<Arc<AssessmentView>>, [body, shared], "the questions of {}";
            /// The assessment that a page is a part of.
            assessment_page: AssessmentPage(page: PageKey) -> Option<AssessmentPage>, [facts, own], "the assessment that {} is a part of";
            /// The models that a page is a question of.
            placements: Placements(page: PageKey) -> Vec<QuestionPlacement>, [facts, own], "the place of {} in an assessment";
            /// The template of a page.
            template: Template(page: PageKey) -> Option<TemplateChoice>, [facts, own], "the template of {}";
            /// Whether a file is published at an output path.
            has_output: Output(path: OutputPath) -> bool, [plan, own], "the existence of {}";
            /// Whether a page has an anchor: its output path, `#`, the anchor. True for pages whose anchors are not
            /// known.
            has_anchor: Anchor(place: Arc<str>) -> bool, [facts, own], "the existence of {}";
            /// Whether an author wrote this URL and it is reported as broken there.
            is_reported_link: ReportedLink(url: Arc<str>) -> bool, [facts, own], "whether {} is reported where an author links to it";
            /// Whether two sources would be written to one output, so that one of them is missing.
            has_collisions: Collisions -> bool, [plan, own], "collisions of URLs";
        }
    };
}
