//! `fingerpost completions` and `fingerpost man`: generated from the definition of the command line.

use crate::base::nearest::nearest;
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

/// Prints the man page of a command. Without a name, prints that of the program, which names the others.
pub fn man_page(name: Option<&str>, terminal: &Terminal) -> Result<Outcome, Error> {
    // No page is named that does not exist.
    let mut program = definition().disable_help_subcommand(true);
    program.build();
    let command = match name {
        None => &program,
        Some(name) => program.find_subcommand(name).ok_or_else(|| unknown_command(name, &program))?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| Error::new(format!("cannot create the man page: {error}")))?;
    terminal.print(&String::from_utf8_lossy(&page));
    Ok(Outcome::Clean)
}

fn unknown_command(name: &str, program: &clap::Command) -> Error {
    let failure = Error::new(format!("there is no command `{name}`"));
    match nearest(name, program.get_subcommands().map(clap::Command::get_name)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`fingerpost --help` lists the commands"),
    }
}
