//! The part of Windows that a packed program sees: its own process, the modules that it looks for functions in, and
//! the few functions that unpacking needs. Everything else ends the run.
//!
//! Functions are places in memory with harmless instructions; a program that copies their beginnings, or looks for them
//! in a module's table of exports, finds what it expects. When the machine comes to a function's sixth byte, the
//! function is carried out here.

mod answers;
mod api;
mod exceptions;
mod files;
mod modules;

use std::collections::BTreeMap;

use crate::{
    le,
    machine::{
        AX, CX, DX, Machine, SP,
        memory::{Fault, Kind},
    },
    pe::{IMPORTS, Program},
};
use api::{Answer, Function};

/// Where the process's tables lie: its thread's, its own, the list of modules.
const TABLES: u64 = 0x7ffd_0000;
const TABLES_BYTES: usize = 0x8000;
/// Offsets in them.
const PROCESS: u64 = 0x2000;
const LOADER: u64 = 0x3000;
const LOCAL_STORAGE: u64 = 0x6000;
/// The stack.
const STACK_BYTES: u64 = 0x10_0000;
const STACKS: &[u64] = &[0x0003_0000, 0x0014_0000, 0x0c00_0000, 0x6000_0000];
/// Where memory is given from, and up to where.
const HEAP: u64 = 0x0200_0000;
const HEAP_END: u64 = 0x6f00_0000;
/// Functions begin at these distances, and are carried out so many bytes behind their beginning.
const FUNCTION_BYTES: u64 = 16;
const ENTRY_BYTES: u64 = 6;
/// Functions that a program may look for by name.
const FUNCTIONS_MAX: usize = 8192;
/// Imported functions that are looked up.
const IMPORTS_MAX: usize = 8192;

/// Functions that are no functions: the program's end, and the return of a handler.
const EXIT: usize = 0;
const HANDLED: usize = 1;
const FILTERED: usize = 2;
const UNHANDLED: usize = 3;

/// What comes after a function, or an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The program goes on.
    Run,
    /// It has come to its end, or called something that nobody answers here.
    Called,
    /// It met an exception that it does not handle.
    Failed,
}

/// The process.
#[derive(Debug)]
pub(crate) struct Windows<'a> {
    /// The program's own file, the only one there is, and how far it is read.
    file: &'a [u8],
    position: usize,
    /// What stands at each function's place.
    functions: Vec<Option<&'static Function>>,
    by_name: BTreeMap<String, usize>,
    /// The modules and the names of the functions.
    names: Vec<(String, String)>,
    modules: Vec<modules::Module>,
    /// Base of the program's image.
    image: u64,
    /// What handles exceptions that nothing else handles, and what is asked before all others.
    filter: u64,
    vectored: Vec<u64>,
    last_error: u64,
    ticks: u64,
}

impl<'a> Windows<'a> {
    /// A process with the program's image at its base, and its functions found; `None` if it has no place there.
    pub(crate) fn start(program: &Program<'a>, machine: &mut Machine) -> Option<Self> {
        let mut windows = Self {
            file: program.file,
            position: 0,
            functions: vec![None; 4],
            by_name: BTreeMap::new(),
            names: vec![(String::new(), String::new()); 4],
            modules: Vec::new(),
            image: program.base,
            filter: 0,
            vectored: Vec::new(),
            last_error: 0,
            ticks: 0x12_3456,
        };
        windows.map_modules(machine)?;
        let mut image = program.image();
        windows.import(program, &mut image);
        machine.memory.map(program.base, image, Kind::Image)?;
        let stack = STACKS.iter().find(|start| {
            usize::try_from(STACK_BYTES).is_ok_and(|len| machine.memory.is_free(**start, len))
        })?;
        machine.memory.map(*stack, vec![0; usize::try_from(STACK_BYTES).ok()?], Kind::System)?;
        windows.map_tables(machine, *stack)?;
        Self::enter(program, machine, stack + STACK_BYTES - 0x1000).ok()?;
        Some(windows)
    }

    /// Registers and stack as a program finds them.
    fn enter(program: &Program<'_>, machine: &mut Machine, top: u64) -> Result<(), Fault> {
        machine.registers[SP] = top;
        machine.ip = program.base.wrapping_add(program.entry.into());
        // As they are at a process's start: the entry point, and the process's table.
        machine.set_register(AX, machine.word(), machine.ip);
        machine.set_register(crate::machine::BX, machine.word(), TABLES + PROCESS);
        if !program.is_library {
            machine.set_register(DX, machine.word(), machine.ip);
        }
        let exit = Self::place(EXIT);
        if program.is_library && machine.wide {
            machine.registers[CX] = program.base;
            machine.registers[DX] = 1;
            machine.registers[8] = 0;
        } else if program.is_library {
            for argument in [0, 1, program.base] {
                machine.push(argument)?;
            }
        }
        if machine.wide {
            machine.registers[SP] = (machine.registers[SP] & !0xf) - 0x20;
        }
        machine.push(exit)?;
        // The system's own handler is the last of the chain, just above.
        let frame = machine.registers[SP].wrapping_add(0x1c);
        if !machine.wide {
            machine.memory.write(frame, 4, 0xffff_ffff)?;
            machine.memory.write(frame.wrapping_add(4), 4, Self::place(UNHANDLED))?;
            machine.memory.write(machine.fs, 4, frame)?;
        }
        Ok(())
    }

    /// Looks up the functions that the program imports.
    fn import(&mut self, program: &Program<'_>, image: &mut [u8]) {
        const DESCRIPTOR_BYTES: usize = 20;
        let Some((table, _)) = program.directory(IMPORTS) else { return };
        let word = if program.wide { 8 } else { 4 };
        let mut left = IMPORTS_MAX;
        for index in 0..IMPORTS_MAX {
            let at = le::index(table).saturating_add(index * DESCRIPTOR_BYTES);
            let (Some(names), Some(name), Some(addresses)) =
                (le::u32(image, at), le::u32(image, at + 12), le::u32(image, at + 16))
            else {
                return;
            };
            if name == 0 || addresses == 0 {
                return;
            }
            let module = text(image.get(le::index(name)..).unwrap_or_default());
            let from = le::index(if names == 0 || names >= program.size { addresses } else { names });
            for place in 0..IMPORTS_MAX {
                let at = from.saturating_add(place * word);
                let entry = if word == 8 { le::u64(image, at) } else { le::u32(image, at).map(u64::from) };
                let Some(entry) = entry.filter(|entry| *entry != 0 && left > 0) else { break };
                left -= 1;
                let by_number = entry >> (word * 8 - 1) == 1;
                let name = if by_number {
                    format!("#{}", entry & 0xffff)
                } else {
                    let at = usize::try_from(entry & 0x7fff_ffff).unwrap_or_default();
                    text(image.get(at.saturating_add(2)..).unwrap_or_default())
                };
                let address = self.function(&module, &name).to_le_bytes();
                let to = le::index(addresses).saturating_add(place * word);
                le::put(image, to, address.get(..word).unwrap_or_default());
            }
            if left == 0 {
                return;
            }
        }
    }

    /// All functions that the program has found, by their addresses.
    pub(crate) fn named_functions(&self) -> Functions<'_> {
        Functions { names: &self.names }
    }

    /// The address of a module's function; the same for the same name.
    fn function(&mut self, module: &str, name: &str) -> u64 {
        // Numbers are each module's own.
        let key = if name.starts_with('#') { format!("{module}{name}") } else { name.to_owned() };
        let index = match self.by_name.get(&key) {
            Some(index) => *index,
            None if self.functions.len() >= FUNCTIONS_MAX => return 0,
            None => {
                self.functions.push(api::find(name));
                self.names.push((module.to_owned(), name.to_owned()));
                self.by_name.insert(key, self.functions.len() - 1);
                self.functions.len() - 1
            }
        };
        Self::place(index)
    }

    fn place(index: usize) -> u64 {
        modules::FUNCTIONS + index as u64 * FUNCTION_BYTES
    }

    /// Whether an address is one where a function is carried out.
    pub(crate) fn is_function(ip: u64) -> bool {
        ip.wrapping_sub(modules::FUNCTIONS) < FUNCTIONS_MAX as u64 * FUNCTION_BYTES
            && (ip - modules::FUNCTIONS) % FUNCTION_BYTES == ENTRY_BYTES
    }

    /// Carries out the function that the machine has come to.
    pub(crate) fn call(&mut self, machine: &mut Machine) -> Next {
        let index = usize::try_from((machine.ip - modules::FUNCTIONS) / FUNCTION_BYTES).unwrap_or_default();
        match index {
            EXIT => return Next::Called,
            HANDLED => return self.handled(machine),
            FILTERED => return self.filtered(machine),
            UNHANDLED => return self.unhandled(machine),
            _ => {}
        }
        let Some(function) = self.functions.get(index).copied().flatten() else { return Next::Called };
        let value = match function.answer {
            Answer::Value(value) => Ok(Some(value)),
            Answer::Do(carry_out) => carry_out(self, machine),
        };
        let Ok(Some(value)) = value else { return Next::Called };
        machine.registers[AX] = value & crate::machine::flags::mask(machine.word());
        let Ok(to) = machine.pop() else { return Next::Called };
        if !machine.wide && !function.caller_cleans {
            machine.registers[SP] =
                machine.registers[SP].wrapping_add(u64::from(function.arguments) * 4) & 0xffff_ffff;
        }
        machine.ip = to;
        Next::Run
    }

    /// An argument of the function that is carried out, counted from 0.
    fn argument(machine: &mut Machine, index: u64) -> Result<u64, Fault> {
        if !machine.wide {
            return machine.memory.read(machine.registers[SP].wrapping_add(4 + index * 4), 4);
        }
        match index {
            0 => Ok(machine.registers[CX]),
            1 => Ok(machine.registers[DX]),
            2 => Ok(machine.registers[8]),
            3 => Ok(machine.registers[9]),
            _ => machine.memory.read(machine.registers[SP].wrapping_add(8 + index * 8), 8),
        }
    }

    /// The first place behind what is there already, in steps that Windows keeps.
    fn free_place(machine: &Machine) -> Option<u64> {
        let taken = machine.memory.regions().iter().filter(|region| region.start < HEAP_END);
        let end = taken.map(|region| region.start + region.bytes.len() as u64).max().unwrap_or_default();
        end.max(HEAP).checked_next_multiple_of(0x1_0000)
    }

    /// Gives memory, at an address if one is asked for.
    fn allocate(machine: &mut Machine, wanted: u64, len: u64) -> Option<u64> {
        let len = usize::try_from(len.max(1).checked_next_multiple_of(0x1000)?).ok()?;
        if !machine.memory.has_room(len) {
            return None;
        }
        let start = if wanted != 0 { wanted & !0xfff } else { Self::free_place(machine)? };
        machine.memory.map(start, vec![0; len], Kind::Heap)?;
        Some(start)
    }
}

/// Functions by their addresses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Functions<'a> {
    names: &'a [(String, String)],
}

impl<'a> Functions<'a> {
    /// The module and the name of the function that begins there.
    pub(crate) fn get(&self, address: u64) -> Option<(&'a str, &'a str)> {
        let offset = address.checked_sub(modules::FUNCTIONS).filter(|offset| offset % FUNCTION_BYTES == 0)?;
        let (module, name) = self.names.get(usize::try_from(offset / FUNCTION_BYTES).ok()?)?;
        (!name.is_empty()).then_some((module, name))
    }
}

/// Text up to its zero, at most 256 bytes.
fn text(bytes: &[u8]) -> String {
    let bytes = bytes.get(..256).unwrap_or(bytes);
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

/// Text in the program's memory, of one or of two bytes a character.
fn text_at(machine: &Machine, address: u64, wide: bool) -> String {
    let bytes = machine.memory.slice_upto(address, 512);
    if !wide {
        return text(bytes);
    }
    let units = bytes.chunks_exact(2).filter_map(|unit| le::u16(unit, 0)).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
