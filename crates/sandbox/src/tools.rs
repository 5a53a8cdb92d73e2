//! Which outside tools there are: where, of what version, and what tesseract can read.
//!
//! They are run here, outside the walls, only to be asked for their version and languages.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use assay_protocol::{HeifConvert, Tools};

use crate::outlet;

/// The languages that texts are read in, where tesseract has them.
pub const LANGUAGES: [&str; 2] = ["chi_sim", "eng"];

/// Where a tool is to be looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Whereabouts {
    /// Wherever `PATH` has it, if it does.
    #[default]
    Path,
    /// In this file.
    File(PathBuf),
    /// It is not to be used.
    Off,
}

impl Whereabouts {
    /// The program file; `None` when there is none, or its name is not UTF-8.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        let found = match self {
            Self::Off => None,
            Self::File(path) => is_program(path).then(|| path.clone()),
            Self::Path => {
                let path = env::var_os("PATH")?;
                // Nothing relative: a worker's folder is another.
                env::split_paths(&path)
                    .filter(|folder| folder.is_absolute())
                    .map(|folder| folder.join(name))
                    .find(|path| is_program(path))
            }
        };
        // The file itself, for walls are built around that and not around a name of it.
        found?.canonicalize().ok().filter(|path| path.to_str().is_some())
    }
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// Where each of the tools is to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// `ffprobe`.
    pub ffprobe: Whereabouts,
    /// `tesseract`.
    pub tesseract: Whereabouts,
    /// `heif-convert`.
    pub heif_convert: Whereabouts,
}

/// The tools that there are. Asks tesseract for its languages, which takes some milliseconds; blocks.
pub fn find(search: &Search) -> Tools {
    let tesseract = search.tesseract.find("tesseract");
    let known = tesseract.as_deref().map(languages).unwrap_or_default();
    let languages =
        LANGUAGES.map(ToOwned::to_owned).into_iter().filter(|name| known.contains(name)).collect();
    let heif = search.heif_convert.find("heif-convert").and_then(|program| {
        let made = outlet::outlet();
        let made = made.inspect_err(|err| tracing::warn!("no HEIC pictures: {err}"));
        Some(HeifConvert { program, output: made.ok()? })
    });
    Tools { ffprobe: search.ffprobe.find("ffprobe"), tesseract, languages, heif }
}

/// All languages that this tesseract has.
pub fn languages(program: &Path) -> Vec<String> {
    // A line about the folder, then a language a line.
    let told = ask(program, "--list-langs").unwrap_or_default();
    told.lines().skip(1).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The version that a tool says it is, such as `5.1.9-0+deb12u1`; `None` when it cannot be run.
pub fn version(program: &Path, flag: &str) -> Option<String> {
    let told = ask(program, flag)?;
    // `ffprobe version 5.1.9 Copyright …`, `tesseract 5.3.0`.
    let mut words = told.lines().next()?.split_whitespace().skip(1).skip_while(|word| *word == "version");
    words.next().map(ToOwned::to_owned)
}

fn ask(program: &Path, flag: &str) -> Option<String> {
    let output = Command::new(program).arg(flag).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_found_in_its_file_or_the_path_or_not_at_all() {
        let shell = Whereabouts::Path.find("sh").expect("a shell");
        assert!(shell.is_absolute() && Whereabouts::File("/bin/sh".into()).find("sh") == Some(shell));
        assert_eq!(Whereabouts::Off.find("sh"), None);
        assert_eq!(Whereabouts::Path.find("no such tool"), None);
        for no_program in ["/etc/passwd", "/", "/nonexistent"] {
            assert_eq!(Whereabouts::File(no_program.into()).find("sh"), None, "{no_program}");
        }
    }

    #[test]
    fn a_tool_that_is_switched_off_is_none() {
        let [ffprobe, tesseract, heif_convert] = [const { Whereabouts::Off }; 3];
        assert!(find(&Search { ffprobe, tesseract, heif_convert }).is_empty());
    }
}
