//! Rows of CSV files (RFC 4180): fields in quotation marks if they need them, CR LF after each row.
//!
//! A field that a spreadsheet would read as a formula gets an apostrophe in front, because anyone can write titles and
//! names, and a formula can load data from elsewhere.

/// Formats one row.
pub fn row<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let fields: Vec<String> = fields.into_iter().map(field).collect();
    fields.join(",") + "\r\n"
}

fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    let is_plain = !text.contains(['"', ',', '\n', '\r']) && text.trim() == text;
    if is_plain && guard.is_empty() {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// Reads rows. Anything can be in a field; an open quotation mark reaches to the end of the text.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut letters = text.trim_start_matches('\u{feff}').trim_end().chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().expect("there is a first row");
        let field = row.last_mut().expect("each row has a first field");
        match letter {
            '"' if is_quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' if is_quoted || field.is_empty() => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(String::new()),
            '\r' if !is_quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => rows.push(vec![String::new()]),
            letter => field.push(letter),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_are_written() {
        let text = "\u{feff}Name,\"A, \"\"b\"\"\"\r\n\"two\nlines\",\n";
        assert_eq!(read(text), [["Name", "A, \"b\""], ["two\nlines", ""]]);
    }

    #[test]
    fn csv_fields_are_quoted_and_formulas_are_escaped() {
        assert_eq!(row(["a", "b c", ""]), "a,b c,\r\n");
        assert_eq!(row(["a,b", "say \"no\"", "two\nlines"]), "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\r\n");
        assert_eq!(row(["=1+1", "@team", "a=b"]), "\"'=1+1\",\"'@team\",a=b\r\n");
    }
}
