//! The process's tables, and the modules in it: each with headers, and two with a table of exports, for programs that
//! look for functions by themselves.

use super::{
    ENTRY_BYTES, FUNCTION_BYTES, FUNCTIONS_MAX, LOADER, LOCAL_STORAGE, PROCESS, STACK_BYTES, TABLES,
    TABLES_BYTES, Windows, api,
};
use crate::{
    le,
    machine::{Machine, memory::Kind},
};

/// The module that programs look for most, with the functions behind its tables.
const KERNEL: u64 = 0x7c80_0000;
pub(super) const FUNCTIONS: u64 = KERNEL + 0x2_0000;
/// Other modules lie from here on.
const OTHERS: u64 = 0x7100_0000;
const OTHER_BYTES: usize = 0x1_0000;
/// Modules that a program may load.
const MODULES_MAX: usize = 64;
/// Where a module's table of exports begins.
const EXPORTS: usize = 0x400;

/// A module.
#[derive(Debug)]
pub(super) struct Module {
    /// Its name as it is compared: in small letters, without the ending.
    name: String,
    base: u64,
}

impl Windows<'_> {
    pub(super) fn map_modules(&mut self, machine: &mut Machine) -> Option<()> {
        let functions = usize::try_from(FUNCTION_BYTES).ok()? * FUNCTIONS_MAX;
        let behind = usize::try_from(FUNCTIONS - KERNEL).ok()?;
        let exported = api::names(false);
        let mut kernel = self.module("KERNEL32.dll", KERNEL, behind + functions, machine.wide, &exported);
        // What a function begins with: `mov edi, edi; push ebp; mov ebp, esp; pop ebp`.
        let begin: [u8; 6] = if machine.wide { [0x90; 6] } else { [0x8b, 0xff, 0x55, 0x8b, 0xec, 0x5d] };
        for place in (behind..kernel.len()).step_by(usize::try_from(FUNCTION_BYTES).ok()?) {
            le::put(&mut kernel, place, &begin);
            let rest = [0xcc; 10];
            le::put(&mut kernel, place + usize::try_from(ENTRY_BYTES).ok()?, &rest);
        }
        machine.memory.map(KERNEL, kernel, Kind::System)?;
        self.modules.push(Module { name: "kernel32".to_owned(), base: KERNEL });
        let ntdll = self.module("ntdll.dll", OTHERS, OTHER_BYTES, machine.wide, &api::names(true));
        machine.memory.map(OTHERS, ntdll, Kind::System)?;
        self.modules.push(Module { name: "ntdll".to_owned(), base: OTHERS });
        Some(())
    }

    /// A module of that name, loaded if it must be.
    pub(super) fn load(&mut self, machine: &mut Machine, name: &str) -> u64 {
        let base = self.find_module(name);
        if base != 0 || self.modules.len() >= MODULES_MAX {
            return base;
        }
        let base = OTHERS + (self.modules.len() * OTHER_BYTES) as u64;
        let bytes = self.module(name, base, OTHER_BYTES, machine.wide, &[]);
        if machine.memory.map(base, bytes, Kind::System).is_none() {
            return 0;
        }
        self.modules.push(Module { name: plain(name), base });
        base
    }

    /// The base of a module that is loaded, or 0.
    pub(super) fn find_module(&self, name: &str) -> u64 {
        let name = plain(name);
        self.modules.iter().find(|module| module.name == name).map_or(0, |module| module.base)
    }

    /// The name of the module that begins there.
    pub(super) fn module_at(&self, base: u64) -> Option<String> {
        let module = self.modules.iter().find(|module| module.base == base);
        module.map(|module| format!("{}.dll", module.name))
    }

    /// A module's bytes: its headers, and the functions that it exports.
    fn module(&mut self, own: &str, base: u64, len: usize, wide: bool, names: &[&str]) -> Vec<u8> {
        let mut bytes = vec![0; len];
        le::put(&mut bytes, 0, b"MZ");
        le::put(&mut bytes, 60, &0x80_u32.to_le_bytes());
        le::put(&mut bytes, 0x80, b"PE\0\0");
        let machine: u16 = if wide { 0x8664 } else { 0x14c };
        le::put(&mut bytes, 0x84, &machine.to_le_bytes());
        le::put(&mut bytes, 0x86, &0_u16.to_le_bytes());
        let optional_bytes: u16 = if wide { 0xf0 } else { 0xe0 };
        le::put(&mut bytes, 0x94, &optional_bytes.to_le_bytes());
        le::put(&mut bytes, 0x96, &0x2102_u16.to_le_bytes());
        let magic: u16 = if wide { 0x20b } else { 0x10b };
        le::put(&mut bytes, 0x98, &magic.to_le_bytes());
        if wide {
            le::put(&mut bytes, 0x98 + 24, &base.to_le_bytes());
        } else {
            le::put(&mut bytes, 0x98 + 28, &u32::try_from(base).unwrap_or_default().to_le_bytes());
        }
        let size = u32::try_from(len).unwrap_or_default();
        le::put(&mut bytes, 0x98 + 56, &size.to_le_bytes());
        let directories = 0x98 + if wide { 112 } else { 96 };
        le::put(&mut bytes, directories - 4, &16_u32.to_le_bytes());

        let count = names.len();
        let addresses = EXPORTS + 40;
        let (names_at, numbers_at) = (addresses + count * 4, addresses + count * 8);
        let mut text_at = numbers_at + count * 2;
        let mut word = |at: usize, value: usize| {
            le::put(&mut bytes, at, &u32::try_from(value).unwrap_or_default().to_le_bytes());
        };
        let mut texts: Vec<(usize, &str)> = vec![(text_at, own)];
        word(EXPORTS + 12, text_at);
        text_at += own.len() + 1;
        word(EXPORTS + 16, 1);
        word(EXPORTS + 20, count);
        word(EXPORTS + 24, count);
        word(EXPORTS + 28, addresses);
        word(EXPORTS + 32, names_at);
        word(EXPORTS + 36, numbers_at);
        for (index, name) in names.iter().enumerate() {
            // Functions behind one module are before another: the difference wraps, as addresses do.
            let from_base = self.function(own, name).wrapping_sub(base) & 0xffff_ffff;
            word(addresses + index * 4, usize::try_from(from_base).unwrap_or_default());
            word(names_at + index * 4, text_at);
            texts.push((text_at, name));
            text_at += name.len() + 1;
        }
        word(directories, EXPORTS);
        word(directories + 4, text_at - EXPORTS);
        for index in 0..count {
            le::put(
                &mut bytes,
                numbers_at + index * 2,
                &u16::try_from(index).unwrap_or_default().to_le_bytes(),
            );
        }
        for (at, text) in texts {
            le::put(&mut bytes, at, text.as_bytes());
        }
        bytes
    }

    /// The thread's and the process's tables, with the list of modules.
    pub(super) fn map_tables(&self, machine: &mut Machine, stack: u64) -> Option<()> {
        let word = machine.word();
        let mut tables = vec![0; TABLES_BYTES];
        let mut put = |at: u64, value: u64| {
            let value = value.to_le_bytes();
            le::put(
                &mut tables,
                usize::try_from(at).unwrap_or(usize::MAX),
                value.get(..word).unwrap_or(&value),
            );
        };
        let w = word as u64;
        // The thread: its handlers, its stack, itself, where its own variables and the process are.
        put(0, if word == 4 { 0xffff_ffff } else { 0 });
        put(w, stack + STACK_BYTES);
        put(2 * w, stack);
        put(6 * w, TABLES);
        put(8 * w, 0x1234);
        put(9 * w, 0x1238);
        put(11 * w, TABLES + LOCAL_STORAGE);
        put(12 * w, TABLES + PROCESS);
        // The process: its image, the loader's list, its heap, the version of the system.
        put(PROCESS + 2 * w, self.image);
        put(PROCESS + 3 * w, TABLES + LOADER);
        put(PROCESS + 6 * w, 0x0015_0000);
        let version = PROCESS + if word == 4 { 0xa4 } else { 0x118 };
        put(version, 6 | if word == 8 { 1 << 32 } else { 0 });
        if word == 4 {
            put(version + 4, 1);
        }
        // Three lists, of the same modules in the same order: the program, ntdll, kernel32.
        let lists = LOADER + if word == 4 { 0xc } else { 0x10 };
        let entry = |index: u64| TABLES + LOADER + 0x100 + index * 0x200;
        let modules =
            [("program.exe", self.image), ("ntdll.dll", self.find_module("ntdll")), ("kernel32.dll", KERNEL)];
        let count = modules.len() as u64;
        let mut texts = Vec::new();
        for list in 0..3_u64 {
            let head = TABLES + lists + list * 2 * w;
            let node = |index: u64| if index == count { head } else { entry(index) + list * 2 * w };
            put(head - TABLES, node(0));
            put(head - TABLES + w, node(count - 1));
            for index in 0..count {
                put(node(index) - TABLES, node(index + 1));
                put(node(index) - TABLES + w, if index == 0 { head } else { node(index - 1) });
            }
        }
        for ((name, base), index) in modules.iter().zip(0..) {
            let at = entry(index) - TABLES;
            put(at + 6 * w, *base);
            put(at + 8 * w, 0x10_0000);
            let text = entry(index) + 0x100;
            let len = name.len() as u64 * 2;
            for place in [9 * w, 11 * w] {
                put(at + place, len | (len + 2) << 16);
                put(at + place + w, text);
            }
            texts.push((text - TABLES, *name));
        }
        for (at, name) in texts {
            for (unit, place) in name.encode_utf16().zip(0..) {
                let at = usize::try_from(at).ok()? + place * 2;
                le::put(&mut tables, at, &unit.to_le_bytes());
            }
        }
        if machine.wide {
            machine.gs = TABLES;
        } else {
            machine.fs = TABLES;
        }
        machine.memory.map(TABLES, tables, Kind::System)
    }
}

/// A module's name as it is compared.
fn plain(name: &str) -> String {
    let name = name.rsplit(['\\', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let name = name.strip_suffix(".dll").unwrap_or(&name).to_owned();
    // The same functions, by another name.
    if name == "kernelbase" { "kernel32".to_owned() } else { name }
}
