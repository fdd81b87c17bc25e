//! Splits the text of a terminal session into prompts, commands and their output.
//!
//! Prompts cannot be selected, and a copy button takes commands only. In a fence of a terminal (`console`), each line may
//! begin with a prompt. In a fence of a shell or without a language, one line decides whose prompt can be nothing else, or the
//! first one: a script is no session, and `#` begins a comment there.

/// One line of a session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SessionLine<'a> {
    /// The prompt with the space after it; empty where there is none.
    pub prompt: &'a str,
    /// Whether the line is neither a command nor the rest of one.
    pub is_output: bool,
}

/// Languages of what a terminal shows.
const TERMINALS: &[&str] = &["console", "shell-session", "shellsession", "sh-session", "terminal"];
/// Languages of scripts that are also used for sessions, and of sessions in Python and PowerShell.
const SHELLS: &[&str] = &[
    "",
    "bash",
    "bat",
    "batch",
    "cmd",
    "doscon",
    "fish",
    "plain",
    "plaintext",
    "posh",
    "powershell",
    "ps1",
    "ps1con",
    "pwsh",
    "py",
    "pycon",
    "python",
    "sh",
    "shell",
    "text",
    "txt",
    "zsh",
];
/// Prompts that are signs alone.
const SIGNS: &[&str] = &[">>> ", "... ", "$ ", "# ", "> ", "% ", "❯ ", "➜ "];
/// The signs of them that begin a comment, a quotation or code, unless a terminal shows them.
const AMBIGUOUS: &[&str] = &["... ", "# ", "> ", "% "];
/// Programs with a prompt of their own.
const PROGRAMS: &[&str] = &["mysql", "sqlite", "redis-cli", "ftp", "sftp", "irb", "psql"];
/// A longer text before the sign is no prompt, in bytes.
const LONGEST: usize = 80;

/// The lines of a session; none if the code is no session.
pub fn session<'a>(language: &str, code: &'a str) -> Vec<SessionLine<'a>> {
    let is_terminal = TERMINALS.contains(&language);
    if !is_terminal && !SHELLS.contains(&language) {
        return Vec::new();
    }
    let first = code.lines().find(|line| !line.trim().is_empty()).map(prompt).unwrap_or_default();
    let is_certain = || code.lines().any(has_certain_prompt);
    if !is_terminal && (first.is_empty() || AMBIGUOUS.contains(&first)) && !is_certain() {
        return Vec::new();
    }
    let mut goes_on = false;
    let shown = |line: &'a str| {
        // The number sign is a comment in a script.
        let prompt = if is_terminal || !matches!(prompt(line), "# " | "% ") { prompt(line) } else { "" };
        let is_output = prompt.is_empty() && !goes_on;
        goes_on = !is_output && line.trim_end().ends_with(['\\', '`', '|']);
        SessionLine { prompt, is_output }
    };
    let lines: Vec<SessionLine<'a>> = code.lines().map(shown).collect();
    if lines.iter().all(|line| line.prompt.is_empty()) { Vec::new() } else { lines }
}

/// The prompt at the start of a line, with the space after it.
fn prompt(line: &str) -> &str {
    if let Some(sign) = SIGNS.iter().find(|sign| line.starts_with(**sign)) {
        return &line[..sign.len()];
    }
    let pairs = line.bytes().zip(line.bytes().skip(1)).take(LONGEST);
    let mut pairs = pairs.enumerate();
    let Some((end, (sign, _))) =
        pairs.find(|(_, (sign, space))| matches!(*sign, b'$' | b'#' | b'%' | b'>') && *space == b' ')
    else {
        return "";
    };
    let name = &line[..end];
    let is_prompt = match sign {
        b'>' => is_windows(name) || PROGRAMS.contains(&name),
        b'%' => is_user_at_host(name.trim_end()),
        b'$' if is_environment(name) || is_shell(name) => true,
        b'#' if is_device(name) || is_shell(name) => true,
        _ => is_user_at_host(name) || name.ends_with('=') && !name.contains(' '),
    };
    if is_prompt { &line[..end + 2] } else { "" }
}

/// Whether a line has a prompt that no text and no script begins with: `$ make`, `me@host:~$ make`.
fn has_certain_prompt(line: &str) -> bool {
    let prompt = prompt(line);
    let is_amount = line[prompt.len()..].starts_with(|letter: char| letter.is_ascii_digit());
    matches!(prompt, ">>> " | "❯ " | "➜ ") || prompt == "$ " && !is_amount || prompt.contains('@')
}

/// `(base) `: the environment of Python in front of the sign.
fn is_environment(name: &str) -> bool {
    let inner = name.strip_prefix('(').and_then(|rest| rest.trim_end().strip_suffix(')'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains([' ', '(', ')']))
}

/// `sh-4.4`, `bash-5.1`.
fn is_shell(name: &str) -> bool {
    let version = name.strip_prefix("ba").unwrap_or(name).strip_prefix("sh-");
    version.is_some_and(|version| version.contains('.') && version.split('.').all(|part| part.parse::<u8>().is_ok()))
}

/// `Router`, `core-sw1(config-if)`: a network device that is configured.
fn is_device(name: &str) -> bool {
    let (name, mode) = name.split_once('(').unwrap_or((name, "config)"));
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    name.len() > 2
        && is_word(name)
        && mode.strip_suffix(')').is_some_and(|mode| mode.starts_with("config") && is_word(mode))
}

/// `PS C:\Users`, `PS /home`, `C:\Users`.
fn is_windows(name: &str) -> bool {
    let is_drive = |path: &str| matches!(path.as_bytes(), [drive, b':', ..] if drive.is_ascii_alphabetic());
    match name.strip_prefix("PS").map(str::trim_start) {
        Some(path) => path.is_empty() || path.starts_with(['/', '~', '\\']) || is_drive(path),
        None => is_drive(name) && name.contains('\\'),
    }
}

/// `user@host:~`, `[user@host dir]`, `(venv) user@host:~`.
fn is_user_at_host(name: &str) -> bool {
    let without_environment = name.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    let name = without_environment.map_or(name, |(_, rest)| rest);
    let name = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    let Some((user, rest)) = name.split_once('@') else { return false };
    let host = rest.split([':', ' ']).next().unwrap_or_default();
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.'))
    };
    is_word(user) && is_word(host) && name.split(' ').count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(language: &str, code: &str) -> Vec<String> {
        let lines = session(language, code).into_iter().zip(code.lines());
        lines.filter(|(shown, _)| !shown.is_output).map(|(shown, line)| line[shown.prompt.len()..].to_owned()).collect()
    }

    #[test]
    fn prompts_of_shells_are_known() {
        for line in [
            "$ ls",
            "# ls",
            "user@host:~$ ls",
            "root@db-1:/var/log# ls",
            "[ops@web1 conf]$ ls",
            "(venv) me@mac ~ % ls",
            "PS C:\\> ls",
            "PS /home/me> ls",
            "C:\\Users\\me> ls",
            ">>> ls",
            "postgres=# ls",
            "mysql> ls",
            "❯ ls",
            "(base) $ ls",
            "Router# ls",
            "core-sw1(config-if)# ls",
            "bash-5.1$ ls",
            "sh-4.4# ls",
            "[root@host ~]# ls",
        ] {
            assert_eq!(commands("console", &format!("{line}\nfile.txt\n")), ["ls"], "{line}");
        }
        for line in ["Total: 5 > 3", "costs 5$ each", "see issue # 5", "a <b> c", "mail me@host.org now, 5$ off"] {
            assert_eq!(commands("console", &format!("$ ls\n{line}\n")), ["ls"], "{line}");
        }
    }

    #[test]
    fn a_script_is_no_session() {
        assert_eq!(session("bash", "# Install\napt install x\n"), []);
        assert_eq!(session("yaml", "$ ls\n"), []);
        assert_eq!(session("", "> quoted\n"), []);
        assert_eq!(commands("", "# Build it\n$ make\nbuilt\n"), ["make"]);
        assert_eq!(session("", "Total\n$ 5.00\n"), []);
        assert_eq!(session("", "A text\nColour# is a word\n"), []);
        assert_eq!(commands("bash", "$ make \\\n  all\nbuilt\n# done\n"), ["make \\", "  all"]);
        assert_eq!(commands("python", ">>> for x in y:\n...     print(x)\n1\n"), ["for x in y:", "    print(x)"]);
    }
}
