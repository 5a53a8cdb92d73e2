//! The assay program: command line, configuration and wiring; no rule of any service lives here.

mod cli;
mod commands;
mod config;
mod log;
mod rule_home;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    // The worker is another world: no runtime, no configuration file, no log of its own.
    if matches!(cli.command, Command::Worker) {
        return commands::worker::run();
    }
    match run(cli) {
        Ok(code) => code,
        Err(err) => {
            log::complain(&err);
            ExitCode::from(2)
        }
    }
}

#[tokio::main]
async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    // TLS without a global choice of cryptography fails at the first connection; ring is ours.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = cli.config()?;
    log::start(&config, cli.default_log_level());
    match cli.command {
        Command::Serve(_) => commands::serve::run(config).await,
        Command::Examine(args) => commands::examine::run(&config, args).await,
        Command::Flatten(args) => commands::flatten::run(&config, args).await,
        Command::Key(args) => commands::key::run(&config, args).await,
        Command::Jobs(args) => commands::jobs::run(&config, args).await,
        Command::Rules(args) => commands::rules::run(&config, args.command).await,
        Command::Doctor => commands::doctor::run(&config).await,
        Command::Worker => unreachable!("handled before the runtime starts"),
    }
}
