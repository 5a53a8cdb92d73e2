//! What the functions do that need more than a value: find modules and functions, give memory, and tell of the system.

use super::{Windows, text_at};
use crate::machine::{Machine, memory::Fault};

impl Windows<'_> {
    pub(super) fn tick(&mut self) -> u64 {
        self.ticks += 1;
        self.ticks
    }

    pub(super) fn module_handle(&mut self, machine: &mut Machine, wide: bool) -> Result<Option<u64>, Fault> {
        let name = Self::argument(machine, 0)?;
        if name == 0 {
            return Ok(Some(self.image));
        }
        let name = text_at(machine, name, wide);
        // What programs expect in every process is there when it is asked for.
        let usual = ["user32", "gdi32", "advapi32", "msvcrt", "kernelbase"];
        let is_usual = usual.iter().any(|usual| name.to_ascii_lowercase().starts_with(usual));
        Ok(Some(if is_usual { self.load(machine, &name) } else { self.find_module(&name) }))
    }

    pub(super) fn load_library(&mut self, machine: &mut Machine, wide: bool) -> Result<Option<u64>, Fault> {
        let name = Self::argument(machine, 0)?;
        let name = text_at(machine, name, wide);
        Ok(Some(if name.is_empty() { 0 } else { self.load(machine, &name) }))
    }
}

pub(super) fn allocate(machine: &mut Machine, address: u64, len: u64) -> Result<Option<u64>, Fault> {
    let (wanted, len) = (Windows::argument(machine, address)?, Windows::argument(machine, len)?);
    if wanted != 0 && machine.memory.region(wanted).is_some() {
        // What was reserved is there already.
        return Ok(Some(wanted & !0xfff));
    }
    Ok(Some(Windows::allocate(machine, wanted, len).unwrap_or_default()))
}

pub(super) fn allocate_native(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let (address, len) = (Windows::argument(machine, 1)?, Windows::argument(machine, 3)?);
    let word = machine.word();
    let (wanted, bytes) = (machine.memory.read(address, word)?, machine.memory.read(len, word)?);
    let Some(start) = Windows::allocate(machine, wanted, bytes) else { return Ok(Some(0xc000_0017)) };
    machine.memory.write(address, word, start)?;
    Ok(Some(0))
}

pub(super) fn allocate_anywhere(machine: &mut Machine, len: u64) -> Result<Option<u64>, Fault> {
    let len = Windows::argument(machine, len)?;
    Ok(Some(Windows::allocate(machine, 0, len).unwrap_or_default()))
}

pub(super) fn free(machine: &mut Machine, address: u64) -> Result<Option<u64>, Fault> {
    const DECOMMIT: u64 = 0x4000;
    let start = Windows::argument(machine, address)?;
    // What a program frees may be what it unpacked: it is kept while there is room.
    let full = !machine.memory.has_room(16 << 20);
    if full && Windows::argument(machine, address + 2)? != DECOMMIT {
        machine.memory.unmap(start);
    }
    Ok(Some(1))
}

/// All memory may be read, written and run, before and after.
pub(super) fn protect(machine: &mut Machine, old: u64) -> Result<Option<u64>, Fault> {
    const EVERYTHING: u64 = 0x40;
    let old = Windows::argument(machine, old)?;
    if old != 0 {
        machine.memory.write(old, 4, EVERYTHING)?;
    }
    Ok(Some(1))
}

/// What region an address is in: `MEMORY_BASIC_INFORMATION`.
pub(super) fn query(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let (address, to) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
    let Some((start, len)) = machine.memory.region(address).map(|region| (region.start, region.bytes.len()))
    else {
        return Ok(Some(0));
    };
    let word = machine.word() as u64;
    let fields: [(u64, u64); 6] = [
        (0, address & !0xfff),
        (word, start),
        (2 * word, 0x40),
        (3 * word, len as u64),
        (4 * word, 0x1000),
        (4 * word + 4, 0x40),
    ];
    for (at, value) in fields {
        let size = if at < 4 * word { machine.word() } else { 4 };
        machine.memory.write(to.wrapping_add(at), size, value)?;
    }
    Ok(Some(if word == 4 { 28 } else { 48 }))
}

/// The most that one call copies or fills.
const CALL_MAX_BYTES: u64 = 16 << 20;

pub(super) fn copy(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let (to, from) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
    let len = Windows::argument(machine, 2)?.min(CALL_MAX_BYTES);
    let bytes = machine.memory.slice_upto(from, usize::try_from(len).unwrap_or_default()).to_vec();
    machine.memory.write_bytes(to, &bytes)?;
    Ok(Some(to))
}

pub(super) fn fill(machine: &mut Machine, to: u64, byte: u64, len: u64) -> Result<Option<u64>, Fault> {
    let byte = u8::try_from(byte & 0xff).unwrap_or_default();
    let len =
        machine.memory.slice_upto(to, usize::try_from(len.min(CALL_MAX_BYTES)).unwrap_or_default()).len();
    machine.memory.write_bytes(to, &vec![byte; len])?;
    Ok(Some(to))
}

pub(super) fn add(machine: &mut Machine, by: u64) -> Result<Option<u64>, Fault> {
    let to = Windows::argument(machine, 0)?;
    let value = machine.memory.read(to, 4)?.wrapping_add(by) & 0xffff_ffff;
    machine.memory.write(to, 4, value)?;
    Ok(Some(value))
}

pub(super) fn put_text(
    machine: &mut Machine,
    to: u64,
    room: u64,
    text: &str,
    wide: bool,
) -> Result<Option<u64>, Fault> {
    let (to, room) = (Windows::argument(machine, to)?, Windows::argument(machine, room)?);
    let mut bytes = Vec::new();
    for unit in text.encode_utf16().chain([0]) {
        let unit = unit.to_le_bytes();
        bytes.extend(if wide { &unit[..] } else { &unit[..1] });
    }
    if room <= text.len() as u64 {
        return Ok(Some(0));
    }
    machine.memory.write_bytes(to, &bytes)?;
    Ok(Some(text.len() as u64))
}

/// Windows 7, as `OSVERSIONINFO`.
pub(super) fn version(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let to = Windows::argument(machine, 0)?;
    for (at, value) in [(4, 6), (8, 1), (12, 7601), (16, 2)] {
        machine.memory.write(to.wrapping_add(at), 4, value)?;
    }
    Ok(Some(1))
}

/// Nothing is asked of the program at its start.
pub(super) fn startup(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let to = Windows::argument(machine, 0)?;
    let len: usize = if machine.wide { 104 } else { 68 };
    machine.memory.write_bytes(to, &vec![0; len])?;
    machine.memory.write(to, 4, len as u64)?;
    Ok(Some(0))
}

pub(super) fn function_address(
    windows: &mut Windows<'_>,
    machine: &mut Machine,
) -> Result<Option<u64>, Fault> {
    let (module, name) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
    let Some(module) = windows.module_at(module) else { return Ok(Some(0)) };
    let name = if name < 0x1_0000 { format!("#{name}") } else { text_at(machine, name, false) };
    Ok(Some(if name.is_empty() { 0 } else { windows.function(&module, &name) }))
}

pub(super) fn add_handler(windows: &mut Windows<'_>, machine: &mut Machine) -> Result<Option<u64>, Fault> {
    const HANDLERS_MAX: usize = 16;
    let handler = Windows::argument(machine, 1)?;
    if windows.vectored.len() < HANDLERS_MAX {
        windows.vectored.push(handler);
    }
    Ok(Some(handler))
}
