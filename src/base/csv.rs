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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_fields_are_quoted_and_formulas_are_escaped() {
        assert_eq!(row(["a", "b c", ""]), "a,b c,\r\n");
        assert_eq!(row(["a,b", "say \"no\"", "two\nlines"]), "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\r\n");
        assert_eq!(row(["=1+1", "@team", "a=b"]), "\"'=1+1\",\"'@team\",a=b\r\n");
    }
}
