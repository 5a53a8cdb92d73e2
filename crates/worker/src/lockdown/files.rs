//! No file, no TCP port, no signal to another process: landlock.

use assay_protocol::Landlock;
use landlock::{
    ABI, Access as _, AccessFs, AccessNet, LandlockStatus, Ruleset, RulesetAttr as _, RulesetError,
    RulesetStatus, Scope,
};

/// The ABI whose every right is taken away: the newest that these tests have run on. Newer ones (V7) only
/// change how refusals are logged.
const TARGET: ABI = ABI::V6;

/// Closes the file system, TCP and signals to this thread and the threads it will start. Nothing is granted;
/// descriptors that are open stay usable.
pub fn close() -> Result<Landlock, RulesetError> {
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(TARGET))?
        .handle_access(AccessNet::from_all(TARGET))?
        .scope(Scope::from_all(TARGET))?
        .create()?
        .restrict_self()?;
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
