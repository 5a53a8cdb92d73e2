//! Where an operator's rules are: folders that the configuration names, and what `assay rules add` keeps in the data
//! folder.
//!
//! Under `DATA_DIR/rules`: `sets/NAME/…` are rule sources as they were added, `hashes/NAME.block` and
//! `hashes/NAME.allow` hash lists, `cache/` what was compiled at earlier starts, and `revision` a text that is another
//! after every change, for servers to notice.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail, ensure};
use assay_sandbox::{HashListFile, RuleFiles, RuleFolder};

use crate::config::Config;

/// The longest name of a rule set or hash list.
const NAME_MAX_BYTES: usize = 64;

/// Where an operator's rules are.
#[derive(Debug, Clone)]
pub(crate) struct RuleHome {
    data_dir: PathBuf,
    /// Folders that the configuration names.
    configured: Vec<PathBuf>,
}

impl RuleHome {
    /// As the configuration has it.
    pub(crate) fn of(config: &Config) -> Self {
        Self { data_dir: config.data_dir.clone(), configured: config.rules.clone() }
    }

    /// All there is now.
    ///
    /// # Errors
    /// When a folder cannot be listed, or two sets have one name.
    pub(crate) fn files(&self) -> Result<RuleFiles> {
        let mut folders = Vec::new();
        for path in &self.configured {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Workers run elsewhere.
            let path = std::path::absolute(path).with_context(|| path.display().to_string())?;
            folders.push(RuleFolder { name: check_name(&name)?.to_owned(), path });
        }
        for (name, path) in entries(&self.sets())? {
            folders.push(RuleFolder { name, path: std::path::absolute(path)? });
        }
        let mut names = BTreeSet::new();
        for folder in &folders {
            ensure!(names.insert(&folder.name), "two rule sets are called {}: rename one", folder.name);
        }
        let mut hash_lists = Vec::new();
        for (file, path) in entries(&self.hashes())? {
            let (name, allow) = match file.rsplit_once('.') {
                Some((name, "allow")) => (name, true),
                Some((name, "block")) => (name, false),
                _ => continue,
            };
            let path = std::path::absolute(path)?;
            hash_lists.push(HashListFile { name: name.to_owned(), path, allow });
        }
        // Without a data folder there is nowhere to keep anything.
        let cache =
            self.data_dir.is_dir().then(|| std::path::absolute(self.root().join("cache"))).transpose()?;
        Ok(RuleFiles { builtin: true, folders, hash_lists, cache })
    }

    /// The folder of added rule sets.
    pub(crate) fn sets(&self) -> PathBuf {
        self.root().join("sets")
    }

    /// The folder of hash lists.
    pub(crate) fn hashes(&self) -> PathBuf {
        self.root().join("hashes")
    }

    /// A text that is another after every change; empty before the first.
    pub(crate) fn revision(&self) -> String {
        fs::read_to_string(self.root().join("revision")).unwrap_or_default()
    }

    /// Tells servers that something changed.
    pub(crate) fn announce(&self) -> Result<()> {
        let path = self.root().join("revision");
        let text = uuid::Uuid::new_v4().to_string();
        let temporary = path.with_extension("new");
        fs::write(&temporary, text)
            .and_then(|()| fs::rename(&temporary, &path))
            .with_context(|| format!("cannot write {}", path.display()))
    }

    fn root(&self) -> PathBuf {
        self.data_dir.join("rules")
    }
}

/// A name that can be a file's and stands well in evidence.
pub(crate) fn check_name(name: &str) -> Result<&str> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > NAME_MAX_BYTES || name.starts_with('.') || !name.chars().all(good) {
        bail!(
            "{name:?} cannot be the name of a rule set: letters, digits, -, _ and . can, up to {NAME_MAX_BYTES}, \
             without a . at its beginning"
        );
    }
    Ok(name)
}

/// What is in a folder, sorted by name; what begins with a dot is somebody's unfinished work.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let listed = match fs::read_dir(folder) {
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(found),
        listed => listed.with_context(|| format!("cannot list {}", folder.display()))?,
    };
    for entry in listed {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_files_and_evidence_can_have() {
        for good in ["a", "signature-base", "x_1.2"] {
            assert_eq!(check_name(good).expect("a name"), good);
        }
        for bad in ["", ".hidden", "a/b", "a b", "é", &"x".repeat(65)] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_was_added_is_found_and_unfinished_work_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = RuleHome { data_dir: folder.path().to_owned(), configured: vec!["/srv/own".into()] };
        assert_eq!(home.revision(), "");
        for set in ["sets/feed", "sets/.new", "hashes"] {
            fs::create_dir_all(folder.path().join("rules").join(set)).expect("made");
        }
        for list in ["good.allow", "bad.block", ".x.block", "README"] {
            fs::write(home.hashes().join(list), "").expect("written");
        }
        home.announce().expect("told");
        let first = home.revision();
        home.announce().expect("told");
        assert_ne!(home.revision(), first);
        let files = home.files().expect("files");
        let names: Vec<_> = files.folders.iter().map(|folder| folder.name.as_str()).collect();
        let lists: Vec<_> = files.hash_lists.iter().map(|list| (list.name.as_str(), list.allow)).collect();
        assert_eq!((names, lists), (vec!["own", "feed"], vec![("bad", false), ("good", true)]));
        let twice = RuleHome { configured: vec!["/srv/feed".into()], ..home };
        assert!(twice.files().expect_err("two").to_string().contains("called feed"));
    }
}
