//! The one file that there is: the program's own, which packers look at to see whether it was changed, and installers
//! to find what lies behind it. It can be read, and nothing else.

use super::{Windows, text_at};
use crate::machine::{
    Machine,
    memory::{Fault, Kind},
};

/// What the program's file is called.
pub(super) const NAME: &str = "C:\\program.exe";
/// Handles of the file, and of the file as memory.
const FILE: u64 = 0x50;
const MAPPED: u64 = 0x54;
const NONE: u64 = u64::MAX;

impl Windows<'_> {
    pub(super) fn open_file(&mut self, machine: &mut Machine, wide: bool) -> Result<Option<u64>, Fault> {
        let name = Self::argument(machine, 0)?;
        let is_own = text_at(machine, name, wide).eq_ignore_ascii_case(NAME);
        self.position = 0;
        Ok(Some(if is_own { FILE } else { NONE }))
    }

    pub(super) fn file_size(&self, machine: &mut Machine) -> Result<Option<u64>, Fault> {
        let (file, high) = (Self::argument(machine, 0)?, Self::argument(machine, 1)?);
        if file != FILE {
            return Ok(Some(0xffff_ffff));
        }
        if high != 0 {
            machine.memory.write(high, 4, 0)?;
        }
        Ok(Some(self.file.len() as u64))
    }

    pub(super) fn map_file(machine: &mut Machine) -> Result<Option<u64>, Fault> {
        let file = Self::argument(machine, 0)?;
        Ok(Some(if file == FILE { MAPPED } else { 0 }))
    }

    pub(super) fn view_file(&self, machine: &mut Machine) -> Result<Option<u64>, Fault> {
        let mapped = Self::argument(machine, 0)?;
        if mapped != MAPPED || !machine.memory.has_room(self.file.len()) {
            return Ok(Some(0));
        }
        let Some(start) = Self::free_place(machine) else { return Ok(Some(0)) };
        let done = machine.memory.map(start, self.file.to_vec(), Kind::System);
        Ok(Some(if done.is_some() { start } else { 0 }))
    }
}

pub(super) fn seek_file(windows: &mut Windows<'_>, machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let (file, distance) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
    let from = match Windows::argument(machine, 3)? {
        0 => 0,
        1 => windows.position,
        _ => windows.file.len(),
    };
    let distance = crate::machine::flags::extend(distance, 4);
    let to = (from as u64).checked_add_signed(distance).and_then(|to| usize::try_from(to).ok());
    Ok(Some(match to.filter(|_| file == FILE) {
        Some(to) => {
            windows.position = to;
            to as u64
        }
        None => 0xffff_ffff,
    }))
}

pub(super) fn read_file(windows: &mut Windows<'_>, machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let (file, to) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
    let (want, read) = (Windows::argument(machine, 2)?, Windows::argument(machine, 3)?);
    if file != FILE {
        return Ok(Some(0));
    }
    let rest = windows.file.get(windows.position..).unwrap_or_default();
    let bytes = rest.get(..usize::try_from(want & 0xffff_ffff).unwrap_or_default()).unwrap_or(rest);
    machine.memory.write_bytes(to, bytes)?;
    windows.position += bytes.len();
    if read != 0 {
        machine.memory.write(read, 4, bytes.len() as u64)?;
    }
    Ok(Some(1))
}
