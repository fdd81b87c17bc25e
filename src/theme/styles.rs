//! A style sheet → the same without comments and needless space, with what older browsers need of the colour scheme.
//!
//! Browsers before 2024 do not know `light-dark()`. Behind each rule that uses it for custom properties, and each that
//! sets `color-scheme`, is followed by the same rule for them, made from its declarations, so that a colour is written
//! once.

/// What browsers that need the fallback do not support.
const FALLBACK: &str = "@supports not (color:light-dark(#000,#fff))";
/// Custom properties that are `initial` in one scheme and empty in the other: `var(--is-light,#fff)` is `#fff` or
/// nothing.
const TOGGLES: [(&str, &str); 2] =
    [("light", "--is-light:initial;--is-dark:"), ("dark", "--is-light:;--is-dark:initial")];

/// The style sheet without comments and needless space.
pub(super) fn minified(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut letters = style.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        if let Some(open) = quote {
            out.push(letter);
            match letter {
                '\\' => out.extend(letters.next()),
                _ if letter == open => quote = None,
                _ => {}
            }
            continue;
        }
        match letter {
            '"' | '\'' => {
                quote = Some(letter);
                out.push(letter);
            }
            '/' if letters.peek() == Some(&'*') => {
                let mut last = ' ';
                letters.next();
                letters.by_ref().find(|letter| std::mem::replace(&mut last, *letter) == '*' && *letter == '/');
            }
            _ if letter.is_ascii_whitespace() => {
                if !out.ends_with([' ', '{', '}', ';', ',', '>']) && !out.is_empty() {
                    out.push(' ');
                }
            }
            '{' | '}' | ';' | ',' | '>' => {
                out.truncate(out.trim_end_matches(' ').len());
                if letter == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A minified style sheet with rules for browsers without `light-dark()`.
pub(super) fn with_fallbacks(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let (mut copied, mut start, mut quote) = (0, 0, None);
    // The selector of the rule that was opened last and the place of its declarations, unless another was opened in it.
    let mut open: Option<(&str, usize)> = None;
    let mut letters = style.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => _ = letters.next(),
            _ if quote == Some(letter) => quote = None,
            _ if quote.is_some() => {}
            '"' | '\'' => quote = Some(letter),
            '{' => {
                open = Some((style[start..at].trim(), at + 1));
                start = at + 1;
            }
            '}' => {
                if let Some((selector, inside)) = open.take().filter(|(selector, _)| !selector.starts_with('@')) {
                    out.push_str(&style[copied..=at]);
                    out.push_str(&fallback(selector, &style[inside..at]));
                    copied = at + 1;
                }
                start = at + 1;
            }
            ';' => start = at + 1,
            _ => {}
        }
    }
    out.push_str(&style[copied..]);
    out
}

/// What a rule is in browsers without `light-dark()`, if that is something else.
fn fallback(selector: &str, declarations: &str) -> String {
    let (mut rules, mut follows_system) = (String::new(), false);
    for declaration in split(declarations, ';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let (name, value) = (name.trim(), value.trim());
        if name == "color-scheme" {
            let scheme = TOGGLES.iter().find(|(scheme, _)| value.split(' ').any(|word| word == *scheme));
            let Some((_, toggles)) = scheme else { continue };
            follows_system = value.contains("light") && value.contains("dark");
            rules.push_str(toggles);
            rules.push(';');
        } else if let Some(lowered) = lowered(value) {
            rules.push_str(&format!("{name}:{lowered};"));
        }
    }
    if rules.is_empty() {
        return rules;
    }
    let rules = rules.trim_end_matches(';');
    let dark = TOGGLES[1].1;
    let system = format!("@media (prefers-color-scheme:dark){{{selector}{{{dark}}}}}");
    format!("{FALLBACK}{{{selector}{{{rules}}}{}}}", if follows_system { system.as_str() } else { "" })
}

/// A value with `var(--is-light,a)var(--is-dark,b)` in place of each `light-dark(a,b)`; `None` if it has none.
fn lowered(value: &str) -> Option<String> {
    const START: &str = "light-dark(";
    let (before, rest) = value.split_once(START)?;
    let mut depth = 1_usize;
    let end = rest.find(|letter| {
        depth = match letter {
            '(' => depth + 1,
            ')' => depth - 1,
            _ => depth,
        };
        depth == 0
    })?;
    let [light, dark] = split(&rest[..end], ',')[..] else { return None };
    let after = &rest[end + 1..];
    let after = lowered(after).unwrap_or_else(|| after.to_owned());
    Some(format!("{before}var(--is-light,{light})var(--is-dark,{dark}){after}"))
}

/// Splits at a sign outside brackets and quotes.
pub(super) fn split(text: &str, sign: char) -> Vec<&str> {
    let (mut depth, mut quote, mut start, mut parts) = (0_usize, None, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            _ if quote == Some(letter) => quote = None,
            _ if quote.is_some() => {}
            '"' | '\'' => quote = Some(letter),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if letter == sign && depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_lose_only_what_people_need() {
        let style = "/* a */\n.a > .b ,\n.c :hover { color: red; /* b; */\n content: \"a  /* x */\\\" }\" ; }\n@media (min-width: 1em) and (x) { a { --x: ; } }\n";
        assert_eq!(
            minified(style),
            ".a>.b,.c :hover{color: red;content: \"a  /* x */\\\" }\"}@media (min-width: 1em) and (x){a{--x:}}"
        );
    }

    #[test]
    fn older_browsers_have_the_colours_of_the_same_declarations() {
        let style = "@layer a{:root{color-scheme: light;--a: light-dark(#fff,rgb(0 0 0 / 1));--b: 1px}@media screen{:root.x{color-scheme: dark}}}";
        assert_eq!(
            with_fallbacks(style),
            "@layer a{:root{color-scheme: light;--a: light-dark(#fff,rgb(0 0 0 / 1));--b: 1px}\
             @supports not (color:light-dark(#000,#fff)){:root{--is-light:initial;--is-dark:;--a:var(--is-light,#fff)var(--is-dark,rgb(0 0 0 / 1))}}\
             @media screen{:root.x{color-scheme: dark}\
             @supports not (color:light-dark(#000,#fff)){:root.x{--is-light:;--is-dark:initial}}}}"
        );
    }

    #[test]
    fn a_scheme_of_the_system_is_followed() {
        assert_eq!(
            with_fallbacks("a{color-scheme:light dark}b{color: red}"),
            "a{color-scheme:light dark}@supports not (color:light-dark(#000,#fff)){a{--is-light:initial;--is-dark:}\
             @media (prefers-color-scheme:dark){a{--is-light:;--is-dark:initial}}}b{color: red}"
        );
    }
}
