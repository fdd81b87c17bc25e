//! `fingerpost completions` and `fingerpost man`: generated from the definition of the command line.

use crate::cli::args::definition;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;

/// Prints a completion script.
pub fn completions(shell: clap_complete::Shell, terminal: &Terminal) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut definition(), "fingerpost", &mut script);
    terminal.print(&String::from_utf8_lossy(&script));
    Ok(Outcome::Clean)
}

/// Prints the man page: the program, then each command.
pub fn man_page(terminal: &Terminal) -> Result<Outcome, Error> {
    let mut page = Vec::new();
    let mut command = definition();
    command.build();
    let rendered = clap_mangen::Man::new(command.clone()).render(&mut page).and_then(|()| {
        command
            .get_subcommands()
            .filter(|sub| sub.get_name() != "help")
            .try_for_each(|sub| clap_mangen::Man::new(sub.clone()).render_description_section(&mut page))
    });
    rendered.map_err(|error| Error::new(format!("cannot create the man page: {error}")))?;
    terminal.print(&String::from_utf8_lossy(&page));
    Ok(Outcome::Clean)
}
