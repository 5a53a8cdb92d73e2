//! Single instructions, against what another emulator (Unicorn 2, which is QEMU) makes of them: `vectors.txt` has one a
//! line. Bits of the code, its bytes, eight registers, the flags; then what registers and flags are after it, which
//! flags are defined, and the bytes of memory that changed.

use proptest::prelude::*;

use super::{
    Machine,
    memory::{Kind, Memory},
};

const CODE: u64 = 0x1000;
const DATA: u64 = 0x10_8000 - 128;

fn hex(text: &str) -> u64 {
    u64::from_str_radix(text, 16).unwrap()
}

fn machine(wide: bool, code: &[u8]) -> (Machine, Vec<u8>) {
    let mut machine = Machine::new(wide, Memory::new(1 << 22));
    let mut page = vec![0x90; 0x1000];
    page[..code.len()].copy_from_slice(code);
    machine.memory.map(CODE, page, Kind::Image).unwrap();
    let mut data = vec![0; 0x1_0000];
    let place = usize::try_from(DATA - 0x10_0000).unwrap();
    for (at, byte) in data[place..place + 256].iter_mut().enumerate() {
        *byte = u8::try_from((at * 37 + 11) & 0xff).unwrap();
    }
    machine.memory.map(0x10_0000, data.clone(), Kind::Heap).unwrap();
    machine.ip = CODE;
    (machine, data)
}

/// Runs one line; says what is wrong with what came of it.
fn check(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let code: Vec<u8> = (0..fields[1].len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&fields[1][at..at + 2], 16).unwrap())
        .collect();
    let (mut machine, mut data) = machine(fields[0] == "64", &code);
    for (register, value) in machine.registers.iter_mut().zip(fields[2].split(',')) {
        *register = hex(value);
    }
    machine.flags = u32::try_from(hex(fields[3])).unwrap();
    for _ in 0..8 {
        machine.step().map_err(|trap| format!("{trap:?}"))?;
        if machine.ip != CODE {
            break;
        }
    }
    let registers: Vec<u64> = fields[4].split(',').map(hex).collect();
    if machine.registers[..8] != registers[..] {
        return Err(format!("registers {:x?} and not {registers:x?}", &machine.registers[..8]));
    }
    let defined = u32::try_from(hex(fields[6])).unwrap();
    let flags = u32::try_from(hex(fields[5])).unwrap();
    if machine.flags & defined != flags & defined {
        return Err(format!("flags {:x} and not {flags:x} of {defined:x}", machine.flags));
    }
    for change in fields[7].split(';').filter(|change| *change != "-") {
        let (at, byte) = change.split_once(':').unwrap();
        let at = usize::try_from(DATA - 0x10_0000 + hex(at)).unwrap();
        data[at] = u8::try_from(hex(byte)).unwrap();
    }
    let now = machine.memory.slice_upto(0x10_0000, 0x1_0000);
    if now != data {
        let at = now.iter().zip(&data).position(|(now, wanted)| now != wanted).unwrap();
        return Err(format!("memory differs at {at:x}"));
    }
    Ok(())
}

#[test]
fn instructions_do_what_another_emulator_does() {
    let vectors = match std::env::var("ASSAY_UNPACK_VECTORS") {
        Ok(path) => std::fs::read_to_string(path).unwrap(),
        Err(_) => include_str!("vectors.txt").to_owned(),
    };
    let wrong: Vec<String> = vectors
        .lines()
        .filter_map(|line| check(line).err().map(|error| format!("{line}: {error}")))
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

proptest! {
    #[test]
    fn any_bytes_are_code(wide: bool, code in proptest::collection::vec(any::<u8>(), 1..200), seed: u64) {
        let (mut machine, _) = machine(wide, &code);
        for (index, register) in machine.registers.iter_mut().enumerate() {
            *register = 0x10_8000_u64.wrapping_add(seed.rotate_left(u32::try_from(index).unwrap() * 8) & 0x7f);
        }
        for _ in 0..200 {
            if machine.step().is_err() {
                // As a handler would, on the other side of it.
                machine.ip = machine.ip.wrapping_add(1);
            }
        }
    }
}
