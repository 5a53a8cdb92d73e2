//! What instructions work on: registers, numbers and memory.

use iced_x86::{Instruction, OpKind, Register};

use super::{Machine, Trap, flags::mask};

/// A part of a general register.
#[derive(Debug, Clone, Copy)]
struct Part {
    index: usize,
    size: usize,
    /// Whether it is the second byte.
    high: bool,
}

impl Part {
    #[inline]
    fn of(register: Register) -> Option<Self> {
        let number = register as usize;
        let part = |first: Register, size| Part { index: number - first as usize, size, high: false };
        Some(match register as usize {
            n if n >= Register::EAX as usize && n <= Register::R15D as usize => part(Register::EAX, 4),
            n if n >= Register::RAX as usize && n <= Register::R15 as usize => part(Register::RAX, 8),
            n if n >= Register::AL as usize && n <= Register::BL as usize => part(Register::AL, 1),
            n if n >= Register::AH as usize && n <= Register::BH as usize => {
                Part { high: true, ..part(Register::AH, 1) }
            }
            n if n >= Register::SPL as usize && n <= Register::R15L as usize => {
                Part { index: n - Register::SPL as usize + 4, size: 1, high: false }
            }
            n if n >= Register::AX as usize && n <= Register::R15W as usize => part(Register::AX, 2),
            _ => return None,
        })
    }
}

impl Machine {
    /// The lowest `size` bytes of a general register.
    #[inline]
    pub(crate) fn register(&self, index: usize, size: usize) -> u64 {
        self.registers.get(index).copied().unwrap_or_default() & mask(size)
    }

    /// Sets the lowest `size` bytes of a general register; four of them clear the rest.
    #[inline]
    pub(crate) fn set_register(&mut self, index: usize, size: usize, value: u64) {
        if let Some(register) = self.registers.get_mut(index) {
            *register = match size {
                8 => value,
                4 => value & mask(4),
                _ => *register & !mask(size) | value & mask(size),
            };
        }
    }

    #[inline]
    fn named(&self, register: Register) -> Option<u64> {
        let part = Part::of(register)?;
        let value = self.registers.get(part.index)?;
        Some((if part.high { value >> 8 } else { *value }) & mask(part.size))
    }

    /// Segments other than FS and GS begin at 0.
    #[inline]
    pub(super) fn segment(&self, register: Register) -> u64 {
        match register {
            Register::FS => self.fs,
            Register::GS => self.gs,
            _ => 0,
        }
    }

    /// The address of an instruction's operand in memory, without its segment.
    #[inline]
    pub(super) fn offset(&self, instruction: &Instruction) -> u64 {
        let base = instruction.memory_base();
        let index = instruction.memory_index();
        let mut address = instruction.memory_displacement64();
        let mut size = if self.wide { 8 } else { 4 };
        if base != Register::None && base != Register::RIP && base != Register::EIP {
            address = address.wrapping_add(self.named(base).unwrap_or_default());
            size = base.size();
        }
        if index != Register::None {
            let scale = u64::from(instruction.memory_index_scale());
            address = address.wrapping_add(self.named(index).unwrap_or_default().wrapping_mul(scale));
            size = index.size();
        } else if base == Register::None && instruction.memory_displ_size() == 2 {
            size = 2;
        }
        address & mask(size)
    }

    /// The address of an instruction's operand in memory.
    #[inline]
    pub(super) fn address(&self, instruction: &Instruction) -> u64 {
        let segment = self.segment(instruction.memory_segment());
        segment.wrapping_add(self.offset(instruction)) & mask(self.word())
    }

    /// Bytes of an operand that is a register or in memory.
    #[inline]
    pub(super) fn size(instruction: &Instruction, operand: u32) -> usize {
        match instruction.op_kind(operand) {
            OpKind::Register => instruction.op_register(operand).size(),
            _ => instruction.memory_size().size(),
        }
    }

    /// The value of an operand. Numbers in the instruction are extended with their sign.
    #[inline]
    pub(super) fn get(&mut self, instruction: &Instruction, operand: u32) -> Result<u64, Trap> {
        match instruction.op_kind(operand) {
            OpKind::Register => {
                let register = instruction.op_register(operand);
                if let Some(value) = self.named(register) {
                    return Ok(value);
                }
                Ok(match register {
                    // As Windows sets them.
                    Register::CS => [0x1b, 0x33][usize::from(self.wide)],
                    Register::DS | Register::ES | Register::SS => [0x23, 0x2b][usize::from(self.wide)],
                    Register::FS => [0x3b, 0x53][usize::from(self.wide)],
                    Register::GS => [0, 0x2b][usize::from(self.wide)],
                    _ if register.is_cr() || register.is_dr() => return Err(Trap::Privileged),
                    _ => return Err(Trap::Unknown),
                })
            }
            OpKind::Memory => {
                let size = instruction.memory_size().size();
                if !matches!(size, 1 | 2 | 4 | 8) {
                    return Err(Trap::Unknown);
                }
                let address = self.address(instruction);
                Ok(self.memory.read(address, size)?)
            }
            _ => instruction.try_immediate(operand).map_err(|_| Trap::Unknown),
        }
    }

    /// Sets an operand that is a register or in memory.
    #[inline]
    pub(super) fn put(&mut self, instruction: &Instruction, operand: u32, value: u64) -> Result<(), Trap> {
        match instruction.op_kind(operand) {
            OpKind::Register => {
                let register = instruction.op_register(operand);
                match Part::of(register) {
                    Some(Part { index, high: true, .. }) => {
                        if let Some(whole) = self.registers.get_mut(index) {
                            *whole = *whole & !0xff00 | (value & 0xff) << 8;
                        }
                    }
                    Some(part) => self.set_register(part.index, part.size, value),
                    // Segments are what they are.
                    None if register.is_segment_register() => {}
                    None if register.is_cr() || register.is_dr() => return Err(Trap::Privileged),
                    None => return Err(Trap::Unknown),
                }
                Ok(())
            }
            OpKind::Memory => {
                let size = instruction.memory_size().size();
                if !matches!(size, 1 | 2 | 4 | 8) {
                    return Err(Trap::Unknown);
                }
                let address = self.address(instruction);
                Ok(self.memory.write(address, size, value)?)
            }
            _ => Err(Trap::Unknown),
        }
    }
}
