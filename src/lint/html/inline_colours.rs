//! Rule: colours in HTML, which dark mode and print cannot adapt.

use crate::base::codes::text::A11Y_INLINE_COLOUR;
use crate::lint::html::element_tree::Element;
use crate::lint::report::Report;

pub(super) fn check(element: &Element, report: &mut Report<'_>) {
    let has_colour = element.name == "font" && element.non_blank("color").is_some()
        || element.non_blank("bgcolor").is_some()
        || element.get("style").is_some_and(sets_colour);
    if has_colour {
        let help = "leave colours to the theme, which adapts them to dark mode and print; express the meaning in words";
        report.add(&A11Y_INLINE_COLOUR, &element.range, "this element has a colour of its own", help);
    }
}

fn sets_colour(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim().to_ascii_lowercase();
        matches!(name.as_str(), "color" | "background" | "background-color")
            && !matches!(value.as_str(), "inherit" | "transparent" | "none" | "currentcolor" | "unset")
            && !value.contains("var(--")
            && !value.contains("url(")
    })
}
