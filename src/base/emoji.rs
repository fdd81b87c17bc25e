//! Emoji and other pictures that are encoded as characters.

/// Whether a character is an emoji, a dingbat or a similar symbol (by Unicode block).
pub fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}
