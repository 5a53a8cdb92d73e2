//! The command line, as clap reads it.

use std::path::PathBuf;

use anyhow::Result;
use assay_findings::{FlattenTask, PageColor, PageFormat};
use assay_types::{AccessKeyId, DomainId, TenantId, UserId};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{Config, Layers};

/// Tells you all about a file: whether it is dangerous, which part of it, and why.
#[derive(Debug, Parser)]
#[command(name = "assay", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Configuration file (see docs/configuration.md).
    #[arg(long, global = true, env = "ASSAY_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Folder of the embedded database, the contents and the keys.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server.
    Serve(ServeArgs),
    /// Examine files and folders here, without a server.
    ///
    /// Exits with 0 when nothing dangerous was found, 1 when something was, 2 when something could not
    /// be examined at all.
    Examine(ExamineArgs),
    /// Make scans of photos of papers here, without a server.
    ///
    /// Exits with 0 when there is a scan of every photo, 1 when some could not be made, 2 when nothing could be begun.
    Flatten(FlattenArgs),
    /// Create, list and revoke access keys and API keys.
    Key(KeyArgs),
    /// List jobs that were given up, and put them back into the queue.
    Jobs(JobsArgs),
    /// Rule sets and hash lists of your own.
    Rules(RulesArgs),
    /// Say what this machine offers, what is missing, and how to get it.
    Doctor,
    /// What the sandbox starts.
    #[command(hide = true)]
    Worker,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on; port 0 picks a free one.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Base of every URL handed to clients.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExamineArgs {
    /// Files and folders; folders are examined whole, links are not followed.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// One JSON object a line for each file and each member, in the wire's names.
    #[arg(long)]
    pub(crate) json: bool,
    /// Do not open archives.
    #[arg(long)]
    pub(crate) no_decompress: bool,
    /// Nested archives to open, the outermost included.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=5))]
    pub(crate) max_layers: u32,
    /// Members to examine in one archive, over all its layers.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) max_files: u32,
    /// Judge each PATH as one AI-agent Skill package: a folder, an archive, or a SKILL.md.
    #[arg(long, conflicts_with_all = ["no_decompress"])]
    pub(crate) skill: bool,
    /// With --skill: write the findings there as SARIF.
    #[arg(long, value_name = "FILE", requires = "skill")]
    pub(crate) sarif: Option<PathBuf>,
    /// With --skill: findings that were accepted, with reasons, as TOML.
    #[arg(long, value_name = "FILE", requires = "skill")]
    pub(crate) accept: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FlattenArgs {
    /// Photos, and folders of them; of a folder all pictures in all its folders, page 2 before page 10.
    #[arg(required = true, value_name = "IN")]
    pub(crate) paths: Vec<PathBuf>,
    /// A file (.jpg, .png) for one photo, a folder for several, or a PDF (.pdf) of all.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) out: PathBuf,
    /// Leave the photo whole.
    #[arg(long)]
    pub(crate) no_crop: bool,
    /// Leave it as its camera's orientation shows it.
    #[arg(long)]
    pub(crate) no_rotate: bool,
    /// Cut out and turn by the best guess, however unsure.
    #[arg(long)]
    pub(crate) force: bool,
    /// What the scan's colours are made of.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) color: ColorArg,
    /// What the scan is encoded as, where OUT's ending does not say.
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatArg>,
    /// Of JPEG.
    #[arg(long, default_value_t = FlattenTask::QUALITY, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) quality: u8,
    /// Dots per inch that A4, Letter, Legal and cards are made at; otherwise the photo's own.
    #[arg(long, value_parser = clap::value_parser!(u16).range(50..=1200))]
    pub(crate) dpi: Option<u16>,
    /// The most pixels of a scan.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_pixels: Option<u32>,
    /// Make a scan of each paper in a photo, and of each page of an open book.
    #[arg(long)]
    pub(crate) pages: bool,
    /// Do not read the text, so that a PDF cannot be searched; many times faster.
    #[arg(long)]
    pub(crate) no_text: bool,
    /// One JSON object a line for each scan.
    #[arg(long)]
    pub(crate) json: bool,
    /// Write each stage as a picture into this folder, with the corners drawn.
    #[arg(long, value_name = "DIR")]
    pub(crate) debug: Option<PathBuf>,
}

/// [`PageColor`] on the command line.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum ColorArg {
    /// Grey where the page has no colour.
    #[default]
    Auto,
    /// In colour.
    Color,
    /// In shades of grey.
    Gray,
    /// Black on white.
    Bw,
}

impl From<ColorArg> for PageColor {
    fn from(color: ColorArg) -> Self {
        match color {
            ColorArg::Auto => Self::Auto,
            ColorArg::Color => Self::Color,
            ColorArg::Gray => Self::Gray,
            ColorArg::Bw => Self::Bw,
        }
    }
}

/// [`PageFormat`] on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FormatArg {
    /// JPEG.
    #[value(alias = "jpg")]
    Jpeg,
    /// PNG.
    Png,
}

impl From<FormatArg> for PageFormat {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Jpeg => Self::Jpeg,
            FormatArg::Png => Self::Png,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    pub(crate) command: KeyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Create a key and print it, once.
    Create(KeyCreateArgs),
    /// List all keys, without their secrets, or a user's tokens.
    List {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
        /// The tokens of this user of the drive, instead of the keys.
        #[arg(long, value_name = "USER")]
        user: Option<UserId>,
        /// The user's domain.
        #[arg(long, requires = "user", default_value = "default")]
        domain: DomainId,
    },
    /// Revoke a key, or a user's token; servers follow within seconds.
    Revoke {
        /// Id of the key or token.
        id: AccessKeyId,
    },
}

#[derive(Debug, Args)]
pub(crate) struct KeyCreateArgs {
    /// A bearer key instead of an access key.
    #[arg(long, conflicts_with = "temporary")]
    pub(crate) api: bool,
    /// A temporary key with a security token, as STS issues them: it may do what the key PARENT may do,
    /// narrowed by --policy, and lasts an hour unless --expires-in says otherwise.
    #[arg(long, value_name = "PARENT", conflicts_with_all = ["tenant", "label", "daily_allowance"])]
    pub(crate) temporary: Option<AccessKeyId>,
    /// A bearer token that acts as this user of the drive, and lasts a year unless --expires-in says otherwise.
    #[arg(long, value_name = "USER", conflicts_with_all = ["api", "temporary", "tenant", "policy", "daily_allowance"])]
    pub(crate) user: Option<UserId>,
    /// The user's domain.
    #[arg(long, requires = "user", default_value = "default")]
    pub(crate) domain: DomainId,
    /// What a person calls the key.
    #[arg(long, default_value = "")]
    pub(crate) label: String,
    /// Whose key it is; tenants cannot see each other.
    #[arg(long, default_value_t = TenantId::default())]
    pub(crate) tenant: TenantId,
    /// File with a RAM policy in JSON; without it the key may do everything.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Seconds until the key ends.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) expires_in: Option<u64>,
    /// Calls that the key may make in a day (UTC).
    #[arg(long, value_name = "CALLS")]
    pub(crate) daily_allowance: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the rule sets and hash lists in force, and their version.
    List,
    /// Compile the rule sets in force together with these folders; show everything that is wrong.
    ///
    /// Exits with 1 when a rule does not compile.
    Check {
        /// Folders of `.yar` and `.yara` files.
        folders: Vec<PathBuf>,
    },
    /// Add a folder of YARA rules, or a text of hashes; running servers on this data folder follow within seconds.
    ///
    /// What is there under the same name is replaced. A set in which one rule does not compile is not added.
    Add(RulesAddArgs),
    /// Remove what was added under a name.
    Remove {
        /// As `assay rules list` shows it.
        name: String,
    },
    /// Show which rules of a folder match which files, and where.
    ///
    /// Exits with 0 when one did, 1 when none did.
    Test {
        /// A folder of `.yar` and `.yara` files.
        rules: PathBuf,
        /// Files.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct RulesAddArgs {
    /// A folder of `.yar` and `.yara` files, in any depth; each file is a namespace of its own.
    #[arg(conflicts_with = "hashes", required_unless_present = "hashes")]
    pub(crate) folder: Option<PathBuf>,
    /// A text with an MD5, SHA-1 or SHA-256 in every line, instead.
    #[arg(long, value_name = "FILE")]
    pub(crate) hashes: Option<PathBuf>,
    /// Contents on the list are bad.
    #[arg(long, requires = "hashes", conflicts_with = "allow", required_unless_present_any = ["allow", "folder"])]
    pub(crate) block: bool,
    /// Contents on the list are good, whatever rules say: they are not scanned, nor opened.
    #[arg(long, requires = "hashes")]
    pub(crate) allow: bool,
    /// What evidence calls it; otherwise the folder's or file's own name.
    #[arg(long)]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct JobsArgs {
    #[command(subcommand)]
    pub(crate) command: JobsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobsCommand {
    /// List the newest jobs that were given up.
    Dead {
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Put a job that was given up back into the queue.
    Revive {
        /// Number of the job.
        id: i64,
    },
}

impl Cli {
    /// The configuration: file, environment, and these flags.
    pub(crate) fn config(&self) -> Result<Config> {
        let mut flags = vec![("data_dir", self.data_dir.clone())];
        if let Command::Serve(args) = &self.command {
            flags.push(("listen", args.listen.clone()));
            flags.push(("public_url", args.public_url.clone()));
        }
        let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Config::check(&Layers::read(self.config.as_deref(), environment, &flags)?)
    }

    /// A server tells what it does; the other commands only what goes wrong.
    pub(crate) fn default_log_level(&self) -> Option<&'static str> {
        match self.command {
            Command::Serve(_) => None,
            _ => Some("warn"),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
