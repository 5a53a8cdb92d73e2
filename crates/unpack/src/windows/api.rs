//! The functions that are answered: those that unpacking needs, and those by which a compiler's start code finds out
//! where it is. What is not here ends the run.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Windows, files, text_at};
use crate::machine::{Machine, memory::Fault};

/// A function of the system.
#[derive(Debug)]
pub(super) struct Function {
    name: &'static str,
    /// Arguments on the stack, which it takes away.
    pub(super) arguments: u8,
    /// Whether its caller takes them away.
    pub(super) caller_cleans: bool,
    pub(super) answer: Answer,
}

/// What carries a function out: the value it returns, or `None` where the run is to end.
type Carry = fn(&mut Windows<'_>, &mut Machine) -> Result<Option<u64>, Fault>;

/// How a function is answered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// With this value, and nothing else.
    Value(u64),
    Do(Carry),
}

const fn value(name: &'static str, arguments: u8, value: u64) -> Function {
    Function { name, arguments, caller_cleans: false, answer: Answer::Value(value) }
}

const fn carried(name: &'static str, arguments: u8, carry: Carry) -> Function {
    Function { name, arguments, caller_cleans: false, answer: Answer::Do(carry) }
}

const fn of_c(name: &'static str, carry: Carry) -> Function {
    Function { name, arguments: 0, caller_cleans: true, answer: Answer::Do(carry) }
}

/// A handle that is as good as any other.
const HANDLE: u64 = 0x44;
const CURRENT_PROCESS: u64 = u64::MAX;
const PROCESS_ID: u64 = 0x1234;
const HEAP_HANDLE: u64 = 0x0015_0000;

const FUNCTIONS: &[Function] =
    &[
        // Modules and functions.
        carried("GetModuleHandleA", 1, |windows, machine| windows.module_handle(machine, false)),
        carried("GetModuleHandleW", 1, |windows, machine| windows.module_handle(machine, true)),
        carried("LoadLibraryA", 1, |windows, machine| windows.load_library(machine, false)),
        carried("LoadLibraryW", 1, |windows, machine| windows.load_library(machine, true)),
        carried("LoadLibraryExA", 3, |windows, machine| windows.load_library(machine, false)),
        carried("LoadLibraryExW", 3, |windows, machine| windows.load_library(machine, true)),
        carried("GetProcAddress", 2, function_address),
        value("FreeLibrary", 1, 1),
        value("DisableThreadLibraryCalls", 1, 1),
        carried("GetModuleFileNameA", 3, |_, machine| put_text(machine, 1, 2, files::NAME, false)),
        carried("GetModuleFileNameW", 3, |_, machine| put_text(machine, 1, 2, files::NAME, true)),
        // Memory.
        carried("VirtualAlloc", 4, |_, machine| allocate(machine, 0, 1)),
        carried("VirtualAllocEx", 5, |_, machine| allocate(machine, 1, 2)),
        carried("NtAllocateVirtualMemory", 6, |_, machine| allocate_native(machine)),
        carried("ZwAllocateVirtualMemory", 6, |_, machine| allocate_native(machine)),
        carried("VirtualFree", 3, |_, machine| free(machine, 0)),
        carried("VirtualFreeEx", 4, |_, machine| free(machine, 1)),
        carried("VirtualProtect", 4, |_, machine| protect(machine, 3)),
        carried("VirtualProtectEx", 5, |_, machine| protect(machine, 4)),
        carried("NtProtectVirtualMemory", 5, |_, machine| protect(machine, 4).map(|_| Some(0))),
        carried("ZwProtectVirtualMemory", 5, |_, machine| protect(machine, 4).map(|_| Some(0))),
        carried("VirtualQuery", 3, |_, machine| query(machine)),
        carried("GlobalAlloc", 2, |_, machine| allocate_anywhere(machine, 1)),
        carried("LocalAlloc", 2, |_, machine| allocate_anywhere(machine, 1)),
        carried("HeapAlloc", 3, |_, machine| allocate_anywhere(machine, 2)),
        carried("RtlAllocateHeap", 3, |_, machine| allocate_anywhere(machine, 2)),
        carried("GlobalFree", 1, |_, machine| free(machine, 0).map(|_| Some(0))),
        carried("LocalFree", 1, |_, machine| free(machine, 0).map(|_| Some(0))),
        carried("HeapFree", 3, |_, machine| free(machine, 2)),
        carried("RtlFreeHeap", 3, |_, machine| free(machine, 2)),
        carried("GlobalLock", 1, |_, machine| Windows::argument(machine, 0).map(Some)),
        carried("LocalLock", 1, |_, machine| Windows::argument(machine, 0).map(Some)),
        carried("GlobalHandle", 1, |_, machine| Windows::argument(machine, 0).map(Some)),
        value("GlobalUnlock", 1, 1),
        value("LocalUnlock", 1, 1),
        value("HeapCreate", 3, HEAP_HANDLE),
        value("HeapDestroy", 1, 1),
        value("HeapSetInformation", 4, 1),
        value("HeapSize", 3, 0x1000),
        value("GetProcessHeap", 0, HEAP_HANDLE),
        value("FlushInstructionCache", 3, 1),
        value("IsBadReadPtr", 2, 0),
        value("IsBadWritePtr", 2, 0),
        value("IsBadCodePtr", 1, 0),
        carried("RtlMoveMemory", 3, |_, machine| copy(machine)),
        carried("RtlZeroMemory", 2, |_, machine| {
            let (to, len) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
            fill(machine, to, 0, len)
        }),
        carried("RtlFillMemory", 3, |_, machine| {
            let (to, len) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
            let byte = Windows::argument(machine, 2)?;
            fill(machine, to, byte, len)
        }),
        // Exceptions.
        carried("SetUnhandledExceptionFilter", 1, |windows, machine| {
            let filter = Windows::argument(machine, 0)?;
            Ok(Some(std::mem::replace(&mut windows.filter, filter)))
        }),
        carried("AddVectoredExceptionHandler", 2, add_handler),
        carried("RtlAddVectoredExceptionHandler", 2, add_handler),
        carried("RemoveVectoredExceptionHandler", 1, |windows, machine| {
            let handler = Windows::argument(machine, 0)?;
            windows.vectored.retain(|had| *had != handler);
            Ok(Some(1))
        }),
        value("SetErrorMode", 1, 0),
        // The process, the thread, the system.
        value("GetCurrentProcess", 0, CURRENT_PROCESS),
        value("GetCurrentProcessId", 0, PROCESS_ID),
        value("GetCurrentThread", 0, CURRENT_PROCESS - 1),
        value("GetCurrentThreadId", 0, PROCESS_ID + 4),
        value("IsDebuggerPresent", 0, 0),
        carried("CheckRemoteDebuggerPresent", 2, |_, machine| {
            let to = Windows::argument(machine, 1)?;
            machine.memory.write(to, 4, 0)?;
            Ok(Some(1))
        }),
        value("NtQueryInformationProcess", 5, 0xc000_0003),
        value("ZwQueryInformationProcess", 5, 0xc000_0003),
        value("NtSetInformationThread", 4, 0),
        value("ZwSetInformationThread", 4, 0),
        value("OutputDebugStringA", 1, 0),
        value("OutputDebugStringW", 1, 0),
        carried("GetLastError", 0, |windows, _| Ok(Some(windows.last_error))),
        carried("SetLastError", 1, |windows, machine| {
            windows.last_error = Windows::argument(machine, 0)?;
            Ok(Some(0))
        }),
        carried("GetTickCount", 0, |windows, _| Ok(Some(windows.tick()))),
        carried("GetTickCount64", 0, |windows, _| Ok(Some(windows.tick()))),
        value("timeGetTime", 0, 0x12_3456),
        carried("QueryPerformanceCounter", 1, |windows, machine| {
            let (to, ticks) = (Windows::argument(machine, 0)?, windows.tick());
            machine.memory.write(to, 8, ticks)?;
            Ok(Some(1))
        }),
        carried("QueryPerformanceFrequency", 1, |_, machine| {
            let to = Windows::argument(machine, 0)?;
            machine.memory.write(to, 8, 10_000_000)?;
            Ok(Some(1))
        }),
        carried("GetSystemTimeAsFileTime", 1, |_, machine| {
            let to = Windows::argument(machine, 0)?;
            // The first of January 2020.
            machine.memory.write(to, 8, 132_223_104_000_000_000)?;
            Ok(Some(0))
        }),
        carried("Sleep", 1, |windows, machine| {
            windows.ticks += Windows::argument(machine, 0)? & 0xffff_ffff;
            Ok(Some(0))
        }),
        // Version 6.1, as the process's table has it.
        value("GetVersion", 0, 0x1db1_0106),
        carried("GetVersionExA", 1, |_, machine| version(machine)),
        carried("GetVersionExW", 1, |_, machine| version(machine)),
        value("GetCommandLineA", 0, 0x7ffd_7000),
        value("GetCommandLineW", 0, 0x7ffd_7100),
        value("GetEnvironmentStringsW", 0, 0x7ffd_7200),
        value("GetEnvironmentStrings", 0, 0x7ffd_7200),
        value("FreeEnvironmentStringsW", 1, 1),
        value("FreeEnvironmentStringsA", 1, 1),
        carried("GetStartupInfoA", 1, |_, machine| startup(machine)),
        carried("GetStartupInfoW", 1, |_, machine| startup(machine)),
        value("GetStdHandle", 1, HANDLE),
        value("GetFileType", 1, 2),
        value("SetHandleCount", 1, 32),
        value("GetACP", 0, 1252),
        value("GetOEMCP", 0, 437),
        value("IsValidCodePage", 1, 1),
        value("GetCPInfo", 2, 0),
        value("IsProcessorFeaturePresent", 1, 1),
        value("GetSystemDefaultLangID", 0, 0x409),
        value("GetUserDefaultLangID", 0, 0x409),
        value("GetUserDefaultLCID", 0, 0x409),
        value("GetThreadLocale", 0, 0x409),
        value("GetKeyboardType", 1, 4),
        value("SetThreadAffinityMask", 2, 1),
        value("SetThreadPriority", 2, 1),
        value("SetPriorityClass", 2, 1),
        value("InitializeCriticalSection", 1, 0),
        value("InitializeCriticalSectionAndSpinCount", 2, 1),
        value("InitializeCriticalSectionEx", 3, 1),
        value("EnterCriticalSection", 1, 0),
        value("LeaveCriticalSection", 1, 0),
        value("DeleteCriticalSection", 1, 0),
        value("InitializeSListHead", 1, 0),
        carried("TlsAlloc", 0, |_, _| Ok(Some(1))),
        value("TlsFree", 1, 1),
        value("TlsGetValue", 1, 0),
        value("TlsSetValue", 2, 1),
        value("FlsAlloc", 1, 1),
        value("FlsFree", 1, 1),
        value("FlsGetValue", 1, 0),
        value("FlsSetValue", 2, 1),
        // Pointers come back as they are.
        carried("EncodePointer", 1, |_, machine| Windows::argument(machine, 0).map(Some)),
        carried("DecodePointer", 1, |_, machine| Windows::argument(machine, 0).map(Some)),
        carried("InterlockedExchange", 2, |_, machine| {
            let (to, value) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
            let had = machine.memory.read(to, 4)?;
            machine.memory.write(to, 4, value)?;
            Ok(Some(had))
        }),
        carried("InterlockedIncrement", 1, |_, machine| add(machine, 1)),
        carried("InterlockedDecrement", 1, |_, machine| add(machine, u64::MAX)),
        // Files: the program's own.
        carried("CreateFileA", 7, |windows, machine| windows.open_file(machine, false)),
        carried("CreateFileW", 7, |windows, machine| windows.open_file(machine, true)),
        carried("GetFileSize", 2, |windows, machine| windows.file_size(machine)),
        carried("SetFilePointer", 4, files::seek_file),
        carried("ReadFile", 5, files::read_file),
        carried("CreateFileMappingA", 6, |_, machine| Windows::map_file(machine)),
        carried("CreateFileMappingW", 6, |_, machine| Windows::map_file(machine)),
        carried("MapViewOfFile", 5, |windows, machine| windows.view_file(machine)),
        value("UnmapViewOfFile", 1, 1),
        // Locks and windows: there are none.
        value("CreateMutexA", 3, HANDLE),
        value("CreateMutexW", 3, HANDLE),
        value("CreateEventA", 4, HANDLE),
        value("CreateEventW", 4, HANDLE),
        value("OpenMutexA", 3, 0),
        value("OpenMutexW", 3, 0),
        value("CloseHandle", 1, 1),
        value("GetFileAttributesA", 1, u64::MAX),
        value("GetFileAttributesW", 1, u64::MAX),
        value("FindWindowA", 2, 0),
        value("FindWindowW", 2, 0),
        value("GetForegroundWindow", 0, 0x1_0010),
        value("GetDesktopWindow", 0, 0x1_0010),
        value("GetActiveWindow", 0, 0),
        value("GetDC", 1, HANDLE),
        value("GetSystemMetrics", 1, 1024),
        value("GetCursorPos", 1, 1),
        value("InitCommonControls", 0, 0),
        value("CoInitialize", 1, 0),
        // Text.
        carried("lstrlenA", 1, |_, machine| {
            let from = Windows::argument(machine, 0)?;
            Ok(Some(
                machine.memory.slice_upto(from, 1 << 16).iter().take_while(|byte| **byte != 0).count() as u64
            ))
        }),
        carried("lstrcpyA", 2, |_, machine| {
            let (to, from) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
            let bytes = machine.memory.slice_upto(from, 1 << 16);
            let len = bytes.iter().take_while(|byte| **byte != 0).count();
            let text = bytes.get(..=len).unwrap_or(bytes).to_vec();
            machine.memory.write_bytes(to, &text)?;
            Ok(Some(to))
        }),
        carried("lstrcmpiA", 2, |_, machine| {
            let (a, b) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
            let (a, b) = (text_at(machine, a, false), text_at(machine, b, false));
            Ok(Some(u64::from(!a.eq_ignore_ascii_case(&b))))
        }),
        // The library of C.
        of_c("malloc", |_, machine| allocate_anywhere(machine, 0)),
        of_c("free", |_, _| Ok(Some(0))),
        of_c("memcpy", |_, machine| copy(machine)),
        of_c("memmove", |_, machine| copy(machine)),
        of_c("memset", |_, machine| {
            let (to, byte) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
            let len = Windows::argument(machine, 2)?;
            fill(machine, to, byte, len)
        }),
        of_c("strlen", |_, machine| {
            let from = Windows::argument(machine, 0)?;
            Ok(Some(
                machine.memory.slice_upto(from, 1 << 16).iter().take_while(|byte| **byte != 0).count() as u64
            ))
        }),
        of_c("__set_app_type", |_, _| Ok(Some(0))),
        of_c("_controlfp", |_, _| Ok(Some(0x9_001f))),
    ];

/// The names of kernel32's functions, for programs that look for them by themselves.
const KERNEL: &str = include_str!("kernel32.txt");
/// What programs look for in ntdll and is not answered.
const NTDLL: &[&str] =
    &["LdrGetProcedureAddress", "LdrLoadDll", "NtUnmapViewOfSection", "RtlDecompressBuffer"];

/// The functions by their names.
static BY_NAME: LazyLock<BTreeMap<&str, &Function>> =
    LazyLock::new(|| FUNCTIONS.iter().map(|function| (function.name, function)).collect());

/// The function of that name, if it is answered.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    BY_NAME.get(name).copied()
}

/// The names of all functions that programs find in tables of exports, by their order.
pub(super) fn names(of_ntdll: bool) -> Vec<&'static str> {
    let mut names: Vec<&str> = if of_ntdll {
        BY_NAME.keys().copied().filter(|name| is_of_ntdll(name)).chain(NTDLL.iter().copied()).collect()
    } else {
        KERNEL.lines().collect()
    };
    names.sort_unstable();
    names
}

/// Whether a function is one of ntdll's.
fn is_of_ntdll(name: &str) -> bool {
    ["Nt", "Zw", "Rtl", "Ldr"].iter().any(|prefix| name.starts_with(prefix))
}

impl Windows<'_> {
    fn tick(&mut self) -> u64 {
        self.ticks += 1;
        self.ticks
    }

    fn module_handle(&mut self, machine: &mut Machine, wide: bool) -> Result<Option<u64>, Fault> {
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

    fn load_library(&mut self, machine: &mut Machine, wide: bool) -> Result<Option<u64>, Fault> {
        let name = Self::argument(machine, 0)?;
        let name = text_at(machine, name, wide);
        Ok(Some(if name.is_empty() { 0 } else { self.load(machine, &name) }))
    }
}

fn allocate(machine: &mut Machine, address: u64, len: u64) -> Result<Option<u64>, Fault> {
    let (wanted, len) = (Windows::argument(machine, address)?, Windows::argument(machine, len)?);
    if wanted != 0 && machine.memory.region(wanted).is_some() {
        // What was reserved is there already.
        return Ok(Some(wanted & !0xfff));
    }
    Ok(Some(Windows::allocate(machine, wanted, len).unwrap_or_default()))
}

fn allocate_native(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let (address, len) = (Windows::argument(machine, 1)?, Windows::argument(machine, 3)?);
    let word = machine.word();
    let (wanted, bytes) = (machine.memory.read(address, word)?, machine.memory.read(len, word)?);
    let Some(start) = Windows::allocate(machine, wanted, bytes) else { return Ok(Some(0xc000_0017)) };
    machine.memory.write(address, word, start)?;
    Ok(Some(0))
}

fn allocate_anywhere(machine: &mut Machine, len: u64) -> Result<Option<u64>, Fault> {
    let len = Windows::argument(machine, len)?;
    Ok(Some(Windows::allocate(machine, 0, len).unwrap_or_default()))
}

fn free(machine: &mut Machine, address: u64) -> Result<Option<u64>, Fault> {
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
fn protect(machine: &mut Machine, old: u64) -> Result<Option<u64>, Fault> {
    const EVERYTHING: u64 = 0x40;
    let old = Windows::argument(machine, old)?;
    if old != 0 {
        machine.memory.write(old, 4, EVERYTHING)?;
    }
    Ok(Some(1))
}

/// What region an address is in: `MEMORY_BASIC_INFORMATION`.
fn query(machine: &mut Machine) -> Result<Option<u64>, Fault> {
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

fn copy(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let (to, from) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
    let len = Windows::argument(machine, 2)?.min(CALL_MAX_BYTES);
    let bytes = machine.memory.slice_upto(from, usize::try_from(len).unwrap_or_default()).to_vec();
    machine.memory.write_bytes(to, &bytes)?;
    Ok(Some(to))
}

fn fill(machine: &mut Machine, to: u64, byte: u64, len: u64) -> Result<Option<u64>, Fault> {
    let byte = u8::try_from(byte & 0xff).unwrap_or_default();
    let len =
        machine.memory.slice_upto(to, usize::try_from(len.min(CALL_MAX_BYTES)).unwrap_or_default()).len();
    machine.memory.write_bytes(to, &vec![byte; len])?;
    Ok(Some(to))
}

fn add(machine: &mut Machine, by: u64) -> Result<Option<u64>, Fault> {
    let to = Windows::argument(machine, 0)?;
    let value = machine.memory.read(to, 4)?.wrapping_add(by) & 0xffff_ffff;
    machine.memory.write(to, 4, value)?;
    Ok(Some(value))
}

fn put_text(machine: &mut Machine, to: u64, room: u64, text: &str, wide: bool) -> Result<Option<u64>, Fault> {
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
fn version(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let to = Windows::argument(machine, 0)?;
    for (at, value) in [(4, 6), (8, 1), (12, 7601), (16, 2)] {
        machine.memory.write(to.wrapping_add(at), 4, value)?;
    }
    Ok(Some(1))
}

/// Nothing is asked of the program at its start.
fn startup(machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let to = Windows::argument(machine, 0)?;
    let len: usize = if machine.wide { 104 } else { 68 };
    machine.memory.write_bytes(to, &vec![0; len])?;
    machine.memory.write(to, 4, len as u64)?;
    Ok(Some(0))
}

fn function_address(windows: &mut Windows<'_>, machine: &mut Machine) -> Result<Option<u64>, Fault> {
    let (module, name) = (Windows::argument(machine, 0)?, Windows::argument(machine, 1)?);
    let Some(module) = windows.module_at(module) else { return Ok(Some(0)) };
    let name = if name < 0x1_0000 { format!("#{name}") } else { text_at(machine, name, false) };
    Ok(Some(if name.is_empty() { 0 } else { windows.function(&module, &name) }))
}

fn add_handler(windows: &mut Windows<'_>, machine: &mut Machine) -> Result<Option<u64>, Fault> {
    const HANDLERS_MAX: usize = 16;
    let handler = Windows::argument(machine, 1)?;
    if windows.vectored.len() < HANDLERS_MAX {
        windows.vectored.push(handler);
    }
    Ok(Some(handler))
}
