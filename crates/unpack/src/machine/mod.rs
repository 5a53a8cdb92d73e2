//! A machine that runs x86 code, of 32 and of 64 bits: registers, [memory], and the instructions that unpacking code
//! is made of. The instructions are decoded by iced-x86; what they do is written from Intel's manual, volume 2.
//!
//! Nothing outside its own memory can be reached from it: there are no devices, no system and no time.

mod bits;
mod control;
pub(crate) mod flags;
mod float;
mod integer;
pub(crate) mod memory;
mod operands;
mod strings;
mod vector;

#[cfg(test)]
mod tests;

use iced_x86::{Decoder, DecoderOptions, Instruction, Mnemonic};

use float::Float;
use memory::{Fault, Memory};

/// Decoded instructions that are kept, by the lowest bits of their address.
const KEPT: usize = 1 << 14;

/// Indices of the general registers.
pub(crate) const AX: usize = 0;
pub(crate) const CX: usize = 1;
pub(crate) const DX: usize = 2;
pub(crate) const BX: usize = 3;
pub(crate) const SP: usize = 4;
pub(crate) const BP: usize = 5;
pub(crate) const SI: usize = 6;
pub(crate) const DI: usize = 7;

/// Why an instruction was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trap {
    /// It wanted memory that is not there.
    Memory(Fault),
    /// `int3`.
    Breakpoint,
    /// The trap flag, or `icebp`; the instruction itself is done.
    SingleStep,
    /// No instruction.
    Illegal,
    /// An instruction of the system's.
    Privileged,
    /// Division by zero, or a quotient that is too large.
    Divide,
    /// `into`, and `bound`.
    Overflow,
    /// A call of the system by this interrupt.
    Interrupt(u8),
    /// An instruction that this machine does not know.
    Unknown,
}

impl From<Fault> for Trap {
    fn from(fault: Fault) -> Self {
        Self::Memory(fault)
    }
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Machine {
    /// Whether it runs code of 64 bits.
    pub(crate) wide: bool,
    pub(crate) registers: [u64; 16],
    /// Where the next instruction is.
    pub(crate) ip: u64,
    pub(crate) flags: u32,
    /// Bases of the segments FS and GS.
    pub(crate) fs: u64,
    pub(crate) gs: u64,
    vectors: [u128; 16],
    float: Float,
    /// Cycles that the program is told have passed.
    ticks: u64,
    pub(crate) memory: Memory,
    kept: Vec<Kept>,
}

/// A decoded instruction.
#[derive(Debug, Clone, Copy)]
struct Kept {
    generation: u32,
    /// The group of instructions that it is of, or one before that.
    group: usize,
    instruction: Instruction,
}

/// Carries out an instruction, if it is of this group.
type Group = fn(&mut Machine, &Instruction) -> Result<bool, Trap>;

/// The groups of instructions, those that are met most first.
const GROUPS: [Group; 7] = [
    Machine::run_integer,
    Machine::run_control,
    Machine::run_strings,
    Machine::run_bits,
    Machine::run_system,
    Machine::run_float,
    Machine::run_vector,
];

/// Where an instruction is kept.
fn kept_at(ip: u64) -> usize {
    usize::try_from(ip).unwrap_or_default() & (KEPT - 1)
}

impl Machine {
    pub(crate) fn new(wide: bool, memory: Memory) -> Self {
        let kept = Kept { generation: 0, group: 0, instruction: Instruction::default() };
        Self {
            wide,
            registers: [0; 16],
            ip: 0,
            // The interrupt flag, and a bit that is always set.
            flags: 0x202,
            fs: 0,
            gs: 0,
            vectors: [0; 16],
            float: Float::default(),
            ticks: 0x12_3456_7890,
            memory,
            kept: vec![kept; KEPT],
        }
    }

    /// Bytes of an address.
    pub(crate) fn word(&self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    /// Pushes an address, or a number of its size.
    pub(crate) fn push(&mut self, value: u64) -> Result<(), Fault> {
        self.push_sized(value, self.word())
    }

    /// Pops an address, or a number of its size.
    pub(crate) fn pop(&mut self) -> Result<u64, Fault> {
        self.pop_sized(self.word())
    }

    fn push_sized(&mut self, value: u64, size: usize) -> Result<(), Fault> {
        let to = self.registers[SP].wrapping_sub(size as u64) & flags::mask(self.word());
        self.memory.write(to, size, value)?;
        self.registers[SP] = to;
        Ok(())
    }

    fn pop_sized(&mut self, size: usize) -> Result<u64, Fault> {
        let value = self.memory.read(self.registers[SP], size)?;
        self.registers[SP] = self.registers[SP].wrapping_add(size as u64) & flags::mask(self.word());
        Ok(value)
    }

    /// Carries out one instruction. After a trap the machine stands as it was before it, but for [`Trap::SingleStep`].
    pub(crate) fn step(&mut self) -> Result<(), Trap> {
        let (instruction, group) = self.decode()?;
        let here = self.ip;
        let trapped = self.flags & flags::TF != 0;
        self.ip = instruction.next_ip() & flags::mask(self.word());
        match self.run(&instruction, group) {
            Ok(()) if trapped => {
                self.flags &= !flags::TF;
                Err(Trap::SingleStep)
            }
            Err(trap) if trap != Trap::SingleStep => {
                self.ip = here;
                Err(trap)
            }
            done => done,
        }
    }

    fn decode(&mut self) -> Result<(Instruction, usize), Trap> {
        let index = kept_at(self.ip);
        if let Some(kept) = self.kept.get(index)
            && kept.generation == self.memory.generation()
            && kept.instruction.ip() == self.ip
        {
            return Ok((kept.instruction, kept.group));
        }
        let mut code = [0; 15];
        let len = self.memory.fetch(self.ip, &mut code);
        let bitness = if self.wide { 64 } else { 32 };
        let code = code.get(..len).unwrap_or_default();
        let instruction = Decoder::with_ip(bitness, code, self.ip, DecoderOptions::NONE).decode();
        if instruction.is_invalid() {
            return Err(if len < 15 {
                Trap::Memory(Fault { address: self.ip.wrapping_add(len as u64), write: false })
            } else {
                Trap::Illegal
            });
        }
        let generation = self.memory.generation();
        if let Some(kept) = self.kept.get_mut(index) {
            *kept = Kept { generation, group: 0, instruction };
        }
        Ok((instruction, 0))
    }

    /// Each group of instructions says whether one is its own; which one it was is kept.
    fn run(&mut self, instruction: &Instruction, first: usize) -> Result<(), Trap> {
        for (index, group) in GROUPS.iter().enumerate().skip(first) {
            if group(self, instruction)? {
                if index != first
                    && let Some(kept) = self.kept.get_mut(kept_at(instruction.ip()))
                {
                    kept.group = index;
                }
                return Ok(());
            }
        }
        Err(Trap::Unknown)
    }

    fn run_system(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        match instruction.mnemonic() {
            Mnemonic::Cpuid => self.cpuid(),
            Mnemonic::Rdtsc => {
                self.ticks += 100;
                self.set_register(AX, 4, self.ticks & 0xffff_ffff);
                self.set_register(DX, 4, self.ticks >> 32);
            }
            Mnemonic::Hlt
            | Mnemonic::Cli
            | Mnemonic::Sti
            | Mnemonic::In
            | Mnemonic::Out
            | Mnemonic::Insb
            | Mnemonic::Insw
            | Mnemonic::Insd
            | Mnemonic::Outsb
            | Mnemonic::Outsw
            | Mnemonic::Outsd
            | Mnemonic::Lgdt
            | Mnemonic::Lidt
            | Mnemonic::Lldt
            | Mnemonic::Ltr
            | Mnemonic::Lmsw
            | Mnemonic::Clts
            | Mnemonic::Invd
            | Mnemonic::Wbinvd
            | Mnemonic::Invlpg
            | Mnemonic::Rdmsr
            | Mnemonic::Wrmsr => return Err(Trap::Privileged),
            Mnemonic::Ud0 | Mnemonic::Ud1 | Mnemonic::Ud2 => return Err(Trap::Illegal),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A processor with nothing beyond SSE2.
    fn cpuid(&mut self) {
        let (ax, bx, cx, dx) = match self.register(AX, 4) {
            0 => (1, 0x756e_6547, 0x6c65_746e, 0x4965_6e69),
            1 => (0x6fb, 0x0100_0800, 0, 0x0783_fbff),
            _ => (0, 0, 0, 0),
        };
        for (index, value) in [(AX, ax), (BX, bx), (CX, cx), (DX, dx)] {
            self.set_register(index, 4, value);
        }
    }
}
