//! Keys of a keyboard, written as `++ctrl+alt+del++` (PyMdown Extensions, Keys).

/// The names of keys that are not a single character, and what readers see.
const NAMES: &[(&str, &str)] = &[
    ("alt", "Alt"),
    ("altgr", "AltGr"),
    ("arrow-down", "↓"),
    ("arrow-left", "←"),
    ("arrow-right", "→"),
    ("arrow-up", "↑"),
    ("backspace", "Backspace"),
    ("caps-lock", "Caps Lock"),
    ("cmd", "Cmd"),
    ("command", "Cmd"),
    ("control", "Ctrl"),
    ("ctrl", "Ctrl"),
    ("del", "Del"),
    ("delete", "Del"),
    ("down", "↓"),
    ("end", "End"),
    ("enter", "Enter"),
    ("esc", "Esc"),
    ("escape", "Esc"),
    ("fn", "Fn"),
    ("home", "Home"),
    ("ins", "Ins"),
    ("insert", "Ins"),
    ("left", "←"),
    ("menu", "Menu"),
    ("meta", "Meta"),
    ("minus", "-"),
    ("option", "Option"),
    ("page-down", "Page Down"),
    ("page-up", "Page Up"),
    ("pagedown", "Page Down"),
    ("pageup", "Page Up"),
    ("pause", "Pause"),
    ("plus", "+"),
    ("print-screen", "Print Screen"),
    ("return", "Return"),
    ("right", "→"),
    ("scroll-lock", "Scroll Lock"),
    ("shift", "Shift"),
    ("space", "Space"),
    ("spacebar", "Space"),
    ("super", "Super"),
    ("tab", "Tab"),
    ("up", "↑"),
    ("win", "Win"),
    ("windows", "Win"),
];

/// What readers see of each key in `ctrl+alt+del`; `None` if one of them is no key.
pub fn labels(keys: &str) -> Option<Vec<String>> {
    keys.split('+').map(label).collect()
}

fn label(key: &str) -> Option<String> {
    if let Some(text) = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let lower = key.to_lowercase();
    if let Some((_, label)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some((*label).to_owned());
    }
    let is_function = lower.strip_prefix('f').is_some_and(|number| matches!(number.parse(), Ok(1..=24)));
    (is_function || key.chars().count() == 1 && key.chars().all(char::is_alphanumeric)).then(|| key.to_uppercase())
}
