//! The functions that are answered: those that unpacking needs, and those by which a compiler's start code finds out
//! where it is. What is not here ends the run.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{
    Windows,
    answers::{
        add, add_handler, allocate, allocate_anywhere, allocate_native, copy, fill, free, function_address,
        protect, put_text, query, startup, version,
    },
    files, text_at,
};
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
