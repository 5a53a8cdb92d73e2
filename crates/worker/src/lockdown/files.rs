//! No file, no TCP port, no signal to another process: landlock.

use std::path::{Path, PathBuf};

use assay_protocol::{Landlock, Tool, Tools};
use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, LandlockStatus, PathBeneath, PathFd, Ruleset,
    RulesetAttr as _, RulesetCreated, RulesetCreatedAttr as _, RulesetError, RulesetStatus, Scope,
};

/// The ABI whose every right is taken away: the newest that these tests have run on. Newer ones (V7) only
/// change how refusals are logged.
const TARGET: ABI = ABI::V6;

/// Closes the file system, TCP and signals to this thread and the threads it will start. Nothing is granted;
/// descriptors that are open stay usable.
pub fn close() -> Result<Landlock, RulesetError> {
    enforce(ruleset()?)
}

/// The same for a toolbox and its tools, who may read libraries and data that came with the system, and run the
/// tools' programs and this one.
pub(super) fn close_around(tools: &Tools) -> Result<Landlock, RulesetError> {
    let mut rules = ruleset()?;
    for path in readable(tools) {
        rules = grant(rules, &path, AccessFs::ReadFile.into())?;
    }
    // Where their complaints go.
    rules = grant(rules, Path::new("/dev/null"), AccessFs::ReadFile | AccessFs::WriteFile)?;
    for path in runnable(tools) {
        rules = grant(rules, &path, AccessFs::ReadFile | AccessFs::Execute)?;
    }
    enforce(rules)
}

fn ruleset() -> Result<RulesetCreated, RulesetError> {
    Ruleset::default()
        .handle_access(AccessFs::from_all(TARGET))?
        .handle_access(AccessNet::from_all(TARGET))?
        .scope(Scope::from_all(TARGET))?
        .create()
}

/// Grants `rights` below `path`; what is not there needs no rights.
fn grant(
    rules: RulesetCreated,
    path: &Path,
    rights: BitFlags<AccessFs>,
) -> Result<RulesetCreated, RulesetError> {
    match PathFd::new(path) {
        Ok(place) => rules.add_rule(PathBeneath::new(place, rights)),
        Err(_) => Ok(rules),
    }
}

/// What programs of the system read: their libraries, and tesseract its languages.
fn readable(tools: &Tools) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = [
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        "/usr/local/lib",
        "/etc/ld.so.cache",
        "/usr/share/tesseract-ocr",
        "/usr/share/tessdata",
    ]
    .map(PathBuf::from)
    .into();
    // A tool that was installed elsewhere has these beside it.
    for program in programs(tools) {
        let prefix = program.parent().and_then(Path::parent).filter(|prefix| prefix.parent().is_some());
        for folder in ["lib", "share/tesseract-ocr", "share/tessdata"] {
            paths.extend(prefix.map(|prefix| prefix.join(folder)));
        }
    }
    paths
}

/// The tools, this very program, and what loads programs.
fn runnable(tools: &Tools) -> Vec<PathBuf> {
    let mut paths = programs(tools);
    paths.push("/proc/self/exe".into());
    for folder in ["/lib", "/lib64"] {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let loaders = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("ld-"));
        paths.extend(loaders.map(|entry| entry.path()));
    }
    paths
}

fn programs(tools: &Tools) -> Vec<PathBuf> {
    Tool::ALL.into_iter().filter_map(|tool| tools.program(tool).cloned()).collect()
}

fn enforce(rules: RulesetCreated) -> Result<Landlock, RulesetError> {
    let status = rules.restrict_self()?;
    let LandlockStatus::Available { effective_abi, kernel_abi } = status.landlock else {
        return Ok(Landlock::Missing);
    };
    let abi = kernel_abi.and_then(|abi| u32::try_from(abi).ok()).unwrap_or(effective_abi as u32);
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => Landlock::Full { abi },
        RulesetStatus::PartiallyEnforced => Landlock::Partial { abi },
        RulesetStatus::NotEnforced => Landlock::Missing,
    })
}
