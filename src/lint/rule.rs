//! The interface of a rule: it sees every event of a page once, in order.

use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// A rule over the events of one page. A function is a rule without state.
pub(super) trait Rule<'a> {
    /// Sees one event.
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>);

    /// Reports what only the end of the page decides.
    fn finish(&mut self, _report: &mut Report<'a>) {}
}

impl<'a, F: FnMut(&LintContext<'a>, &mut Report<'a>)> Rule<'a> for F {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        self(context, report);
    }
}
