//! A compiled rule set as bytes: how many bytes the gate's triggers have as JSON, the triggers, and then each part in the
//! engine's own form, with its number of bytes before it. Numbers are of eight bytes, the lowest first.

use crate::{
    RuleError,
    gate::{Gate, Trigger},
};

/// The bytes of these parts and the gate before them.
pub(crate) fn write(parts: &[yara_x::Rules], gate: &Gate) -> Result<Vec<u8>, RuleError> {
    let triggers = serde_json::to_vec(gate.triggers()).map_err(|error| wrong(&error))?;
    let mut bytes = Vec::new();
    put(&mut bytes, &triggers);
    for part in parts {
        put(&mut bytes, &part.serialize().map_err(|error| wrong(&error))?);
    }
    Ok(bytes)
}

/// What [`write`] wrote.
pub(crate) fn read(mut bytes: &[u8]) -> Result<(Vec<yara_x::Rules>, Gate), RuleError> {
    let triggers: Vec<Trigger> = serde_json::from_slice(take(&mut bytes)?).map_err(|error| wrong(&error))?;
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        parts.push(yara_x::Rules::deserialize(take(&mut bytes)?).map_err(|error| wrong(&error))?);
    }
    let gate = Gate::new(triggers, parts.len());
    Ok((parts, gate))
}

fn put(bytes: &mut Vec<u8>, block: &[u8]) {
    bytes.extend((block.len() as u64).to_le_bytes());
    bytes.extend(block);
}

fn take<'b>(bytes: &mut &'b [u8]) -> Result<&'b [u8], RuleError> {
    let cut = || {
        let (length, rest) = bytes.split_first_chunk()?;
        rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
    };
    let (block, rest) = cut().ok_or_else(|| wrong("cut off"))?;
    *bytes = rest;
    Ok(block)
}

fn wrong(error: &(impl ToString + ?Sized)) -> RuleError {
    RuleError::Compiled(error.to_string())
}
