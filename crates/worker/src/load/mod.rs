//! What an examiner finds with, from disk to memory: rule sources, compiled rules that were kept, hash lists.
//!
//! All of it is the operator's: it is read with the rights of the user who started the server, before the process locks
//! itself in, and before it sees a stranger's byte.

mod cache;
mod hash_lists;
mod sources;

use std::io;

use assay_protocol::RuleFiles;
pub use assay_rules::{
    RuleError, RuleSet,
    hash_list::{HashCounts, HashListError, build as build_hash_list},
};
use fork::Fork;
use rustix::process::{Pid, WaitOptions};

use crate::template::check_alone;
use cache::Cache;
pub(crate) use hash_lists::{ALLOW_LISTED, BLOCK_LISTED, HashLists, Known};
use sources::version;
pub use sources::{read, source_paths};

/// How many hashes a list has.
///
/// # Errors
/// When its file is none.
pub fn hash_counts(file: &assay_protocol::HashListFile) -> Result<HashCounts, HashListError> {
    Ok(assay_rules::hash_list::HashList::open(std::fs::File::open(&file.path)?)?.counts())
}

/// Reads and compiles the rules, or takes those that were compiled at an earlier start.
///
/// # Errors
/// When one source cannot be read or does not compile; all of them are named.
pub fn rules(files: &RuleFiles) -> Result<RuleSet, RuleError> {
    let Some(cache) = files.cache.as_deref().and_then(Cache::open) else {
        return RuleSet::compile(&read(files)?);
    };
    let version = version(files)?;
    if let Some(rules) = cache.get(&version) {
        return Ok(rules);
    }
    // Compiling takes four times the memory of the outcome, and what was used once is not given back: somebody else
    // does it.
    if check_alone().is_ok()
        && compile_apart(files, &cache).is_ok_and(|compiled| compiled)
        && let Some(rules) = cache.get(&version)
    {
        return Ok(rules);
    }
    compile(files, &cache)
}

fn compile(files: &RuleFiles, cache: &Cache) -> Result<RuleSet, RuleError> {
    let rules = RuleSet::compile(&read(files)?)?;
    // Without it the next start is slower, and nothing else.
    let _ = cache.put(rules.version(), &rules.to_bytes()?);
    Ok(rules)
}

/// Compiles the rules in a process of their own; tells whether they are kept now.
#[expect(clippy::disallowed_methods, reason = "a fork that returned would go on as a second template")]
fn compile_apart(files: &RuleFiles, cache: &Cache) -> io::Result<bool> {
    match fork::fork()? {
        Fork::Child => std::process::exit(i32::from(compile(files, cache).is_err())),
        Fork::Parent(pid) => {
            let pid = Pid::from_raw(pid).ok_or(io::ErrorKind::NotFound)?;
            let ended =
                rustix::io::retry_on_intr(|| rustix::process::waitpid(Some(pid), WaitOptions::empty()))?;
            Ok(ended.is_some_and(|(_, status)| status.exit_status() == Some(0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use assay_protocol::RuleFolder;

    use super::*;

    #[test]
    fn what_was_compiled_is_kept_and_follows_the_sources() {
        let (folder, cache) =
            (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let path = folder.path().join("deep/one.yar");
        fs::create_dir(folder.path().join("deep")).expect("made");
        fs::write(&path, "rule one { condition: false }").expect("written");
        let files = RuleFiles {
            builtin: false,
            folders: vec![RuleFolder { name: "own".to_owned(), path: folder.path().to_owned() }],
            hash_lists: Vec::new(),
            cache: Some(cache.path().to_owned()),
        };
        let first = rules(&files).expect("rules").version().to_owned();
        let kept = Cache::open(cache.path()).expect("a cache").get(&first).expect("kept");
        assert_eq!((kept.version(), kept.rule_count()), (first.as_str(), 1));
        fs::write(&path, "rule one { condition: true }").expect("written");
        let second = rules(&files).expect("rules");
        assert_ne!(second.version(), first);
        assert!(Cache::open(cache.path()).expect("a cache").get(&first).is_none(), "only the newest is kept");
        fs::write(&path, "rule one { condition: nonsense }").expect("written");
        let err = rules(&files).expect_err("wrong").to_string();
        assert!(err.contains("one.yar, rule one:"), "{err}");
    }
}
