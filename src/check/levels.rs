//! The levels that settings and options give to codes and groups, applied to findings.

use crate::base::codes::Level;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::config::CheckLevel;

/// Moves each finding to its level and drops what is allowed. Later settings win; hard errors stay.
///
/// The name `warnings` stands for everything that would be shown as a warning.
pub fn apply(findings: Vec<Diagnostic>, levels: &[(String, CheckLevel)]) -> Vec<Diagnostic> {
    findings.into_iter().filter_map(|finding| moved(finding, levels)).collect()
}

fn moved(mut finding: Diagnostic, levels: &[(String, CheckLevel)]) -> Option<Diagnostic> {
    if finding.code.level == Level::Hard {
        return Some(finding);
    }
    let mut allowed = false;
    for (name, level) in levels {
        let names_it = name == finding.code.name
            || name == finding.code.group()
            || (name == "warnings" && !allowed && finding.severity == Severity::Warning);
        if !names_it {
            continue;
        }
        allowed = *level == CheckLevel::Allow;
        match level {
            CheckLevel::Allow => {}
            CheckLevel::Warn => finding.severity = Severity::Warning,
            CheckLevel::Deny => finding.severity = Severity::Error,
        }
    }
    (!allowed).then_some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes::{LINK_MISSING_PAGE, META_SYNTAX, NAV_CYCLE};
    use crate::base::diagnostic::Location;
    use crate::base::path::SourcePath;

    fn after(code: &'static crate::base::codes::Code, levels: &[(&str, CheckLevel)]) -> Option<Severity> {
        let levels: Vec<_> = levels.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect();
        let finding = Diagnostic::new(code, Location::file(&SourcePath::new("a.md")), "x");
        apply(vec![finding], &levels).first().map(|finding| finding.severity)
    }

    #[test]
    fn narrow_and_later_settings_win_and_hard_errors_stay() {
        use CheckLevel::{Allow, Deny, Warn};
        assert_eq!(after(&LINK_MISSING_PAGE, &[]), Some(Severity::Error));
        assert_eq!(after(&LINK_MISSING_PAGE, &[("link", Warn)]), Some(Severity::Warning));
        assert_eq!(after(&LINK_MISSING_PAGE, &[("link", Allow), ("link/missing-page", Deny)]), Some(Severity::Error));
        assert_eq!(after(&NAV_CYCLE, &[("warnings", Deny)]), Some(Severity::Error));
        assert_eq!(after(&NAV_CYCLE, &[("nav", Allow), ("warnings", Deny)]), None);
        assert_eq!(after(&META_SYNTAX, &[("meta", Allow)]), Some(Severity::Error));
    }
}
