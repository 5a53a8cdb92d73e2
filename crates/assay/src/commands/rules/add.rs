//! `assay rules add`: checks a rule set or makes a hash list, and puts it into the data folder whole.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufReader},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use assay_sandbox::RuleFolder;
use assay_worker::load;

use super::{compiled, folder};
use crate::{
    cli::RulesAddArgs,
    commands::state::make_data_dir,
    config::Config,
    log::say,
    rule_home::{RuleHome, check_name},
};

pub(super) fn run(config: &Config, home: &RuleHome, args: RulesAddArgs) -> Result<ExitCode> {
    make_data_dir(config)?;
    match (args.folder, args.hashes) {
        (Some(path), None) => add_set(home, &path, args.name.as_deref()),
        (None, Some(path)) => add_hashes(home, &path, args.name.as_deref(), args.allow),
        _ => bail!("name a folder of rules, or a text of hashes with --hashes"),
    }
}

fn add_set(home: &RuleHome, path: &Path, name: Option<&str>) -> Result<ExitCode> {
    let RuleFolder { name, path } = folder(path, name)?;
    private_folder(&home.sets())?;
    let (fresh, old, place) = (
        home.sets().join(format!(".{name}.new")),
        home.sets().join(format!(".{name}.old")),
        home.sets().join(&name),
    );
    for left_behind in [&fresh, &old] {
        remove_if_there(left_behind)?;
    }
    copy_sources(&path, &fresh)?;
    let mut files = home.files()?;
    if files
        .folders
        .iter()
        .any(|other| other.name == name && !other.path.ends_with(Path::new("sets").join(&name)))
    {
        bail!("the configuration has a rule set called {name}: choose another name with --name");
    }
    files.folders.retain(|other| other.name != name);
    files.folders.push(RuleFolder { name: name.clone(), path: std::path::absolute(&fresh)? });
    let Some(rules) = compiled(&files) else {
        remove_if_there(&fresh)?;
        return Ok(ExitCode::FAILURE);
    };
    if place.exists() {
        fs::rename(&place, &old)?;
    }
    fs::rename(&fresh, &place).with_context(|| place.display().to_string())?;
    remove_if_there(&old)?;
    home.announce()?;
    say(&format!("added {name}: {} rules in all, version {}", rules.rule_count(), rules.version()));
    Ok(ExitCode::SUCCESS)
}

fn add_hashes(home: &RuleHome, path: &Path, name: Option<&str>, allow: bool) -> Result<ExitCode> {
    let own = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = check_name(name.unwrap_or(&own)).context("name it with --name")?;
    private_folder(&home.hashes())?;
    let kind = |allow| if allow { "allow" } else { "block" };
    let place = |allow| home.hashes().join(format!("{name}.{}", kind(allow)));
    let fresh = home.hashes().join(format!(".{name}.new"));
    let text = BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
    let scratch = || scratch_file(&home.hashes());
    let built: Result<_, load::HashListError> = create(&fresh).map_err(Into::into).and_then(|mut file| {
        let counts = load::build_hash_list(text, &mut file, scratch)?;
        file.sync_all()?;
        Ok(counts)
    });
    let counts = match built {
        Ok(counts) => counts,
        Err(err) => {
            remove_if_there(&fresh)?;
            return Err(anyhow::Error::from(err).context(path.display().to_string()));
        }
    };
    fs::rename(&fresh, place(allow))?;
    // A list that changes sides is not on both.
    remove_if_there(&place(!allow))?;
    home.announce()?;
    let total = counts.md5 + counts.sha1 + counts.sha256;
    say(&format!("added {name}: {total} hashes to {}", kind(allow)));
    Ok(ExitCode::SUCCESS)
}

/// Copies the rule sources of a folder, and nothing else that is in it.
fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    private_folder(to)?;
    for source in load::source_paths(from).map_err(|err| anyhow::anyhow!("{err}"))? {
        let inside = source.strip_prefix(from).unwrap_or(&source);
        let place = to.join(inside);
        private_folder(place.parent().unwrap_or(to))?;
        fs::copy(&source, &place).with_context(|| source.display().to_string())?;
    }
    Ok(())
}

fn private_folder(path: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).with_context(|| path.display().to_string())
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// A file without a name.
fn scratch_file(folder: &Path) -> io::Result<File> {
    let path: PathBuf = folder.join(format!(".{}.run", uuid::Uuid::new_v4()));
    let file = create(&path)?;
    fs::remove_file(&path)?;
    Ok(file)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(err),
        _ => Ok(()),
    }
}
