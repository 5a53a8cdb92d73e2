//! The instructions on vectors (SSE2) that compilers make of copying, clearing and turning bytes by a key.

use iced_x86::{Instruction, Mnemonic, OpKind};

use super::{Machine, Trap};

/// The parts of a vector of so many bytes each, put together from those of two others.
fn parts(a: u128, b: u128, size: usize, part: impl Fn(u64, u64) -> u64) -> u128 {
    let mask = super::flags::mask(size);
    let mut result = 0;
    for shift in (0..128).step_by(size * 8) {
        let of = |vector: u128| u64::try_from(vector >> shift & u128::from(mask)).unwrap_or_default();
        result |= u128::from(part(of(a), of(b)) & mask) << shift;
    }
    result
}

/// The parts of the lower or upper halves of two vectors, in turns.
fn interleave(a: u128, b: u128, size: usize, high: bool) -> u128 {
    let (a, b) = if high { (a >> 64, b >> 64) } else { (a, b) };
    let mask = u128::from(super::flags::mask(size));
    let bits = size * 8;
    (0..8 / size).fold(0, |result, index| {
        let of = |vector: u128| vector >> (index * bits) & mask;
        result | of(a) << (index * 2 * bits) | of(b) << ((index * 2 + 1) * bits)
    })
}

impl Machine {
    pub(super) fn run_vector(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        // Vectors of 64 bits share their registers with floating point, and are not kept.
        if (0..instruction.op_count()).any(|operand| instruction.op_register(operand).is_mm()) {
            return Ok(false);
        }
        if self.move_vector(instruction)? {
            return Ok(true);
        }
        let mnemonic = instruction.mnemonic();
        if mnemonic == Mnemonic::Pmovmskb {
            let vector = self.vector(instruction, 1)?;
            let bits = (0..16).fold(0, |bits, at| bits | (vector >> (at * 8 + 7) & 1) << at);
            self.put(instruction, 0, u64::try_from(bits).unwrap_or_default())?;
            return Ok(true);
        }
        let Some(result) = self.combine(instruction)? else { return Ok(false) };
        self.put_vector(instruction, result)?;
        Ok(true)
    }

    /// What an instruction makes of its two operands.
    fn combine(&mut self, instruction: &Instruction) -> Result<Option<u128>, Trap> {
        let operation: fn(u128, u128) -> u128 = match instruction.mnemonic() {
            Mnemonic::Pxor | Mnemonic::Xorps | Mnemonic::Xorpd => |a, b| a ^ b,
            Mnemonic::Por | Mnemonic::Orps | Mnemonic::Orpd => |a, b| a | b,
            Mnemonic::Pand | Mnemonic::Andps | Mnemonic::Andpd => |a, b| a & b,
            Mnemonic::Pandn | Mnemonic::Andnps | Mnemonic::Andnpd => |a, b| !a & b,
            Mnemonic::Paddb => |a, b| parts(a, b, 1, u64::wrapping_add),
            Mnemonic::Paddw => |a, b| parts(a, b, 2, u64::wrapping_add),
            Mnemonic::Paddd => |a, b| parts(a, b, 4, u64::wrapping_add),
            Mnemonic::Paddq => |a, b| parts(a, b, 8, u64::wrapping_add),
            Mnemonic::Psubb => |a, b| parts(a, b, 1, u64::wrapping_sub),
            Mnemonic::Psubw => |a, b| parts(a, b, 2, u64::wrapping_sub),
            Mnemonic::Psubd => |a, b| parts(a, b, 4, u64::wrapping_sub),
            Mnemonic::Psubq => |a, b| parts(a, b, 8, u64::wrapping_sub),
            Mnemonic::Pmullw => |a, b| parts(a, b, 2, u64::wrapping_mul),
            Mnemonic::Pcmpeqb => |a, b| parts(a, b, 1, |a, b| if a == b { u64::MAX } else { 0 }),
            Mnemonic::Pcmpeqw => |a, b| parts(a, b, 2, |a, b| if a == b { u64::MAX } else { 0 }),
            Mnemonic::Pcmpeqd => |a, b| parts(a, b, 4, |a, b| if a == b { u64::MAX } else { 0 }),
            Mnemonic::Punpcklbw => |a, b| interleave(a, b, 1, false),
            Mnemonic::Punpcklwd => |a, b| interleave(a, b, 2, false),
            Mnemonic::Punpckldq => |a, b| interleave(a, b, 4, false),
            Mnemonic::Punpcklqdq => |a, b| interleave(a, b, 8, false),
            Mnemonic::Punpckhbw => |a, b| interleave(a, b, 1, true),
            Mnemonic::Punpckhwd => |a, b| interleave(a, b, 2, true),
            Mnemonic::Punpckhdq => |a, b| interleave(a, b, 4, true),
            Mnemonic::Punpckhqdq => |a, b| interleave(a, b, 8, true),
            Mnemonic::Pshufd => {
                let from = self.vector(instruction, 1)?;
                let order = instruction.immediate8();
                return Ok(Some((0..4).fold(0, |result, at| {
                    let which = u32::from(order >> (at * 2) & 3);
                    result | (from >> (which * 32) & 0xffff_ffff) << (at * 32)
                })));
            }
            Mnemonic::Pslldq | Mnemonic::Psrldq => {
                let vector = self.vector(instruction, 0)?;
                let bits = u32::from(instruction.immediate8()) * 8;
                let left = instruction.mnemonic() == Mnemonic::Pslldq;
                let shifted = if left { vector.checked_shl(bits) } else { vector.checked_shr(bits) };
                return Ok(Some(shifted.unwrap_or_default()));
            }
            Mnemonic::Psllw | Mnemonic::Pslld | Mnemonic::Psllq => {
                return self.shift_parts(instruction, true);
            }
            Mnemonic::Psrlw | Mnemonic::Psrld | Mnemonic::Psrlq => {
                return self.shift_parts(instruction, false);
            }
            _ => return Ok(None),
        };
        let (a, b) = (self.vector(instruction, 0)?, self.vector(instruction, 1)?);
        Ok(Some(operation(a, b)))
    }

    fn shift_parts(&mut self, instruction: &Instruction, left: bool) -> Result<Option<u128>, Trap> {
        let size = match instruction.mnemonic() {
            Mnemonic::Psllw | Mnemonic::Psrlw => 2,
            Mnemonic::Pslld | Mnemonic::Psrld => 4,
            _ => 8,
        };
        let vector = self.vector(instruction, 0)?;
        let count = match instruction.op_kind(1) {
            OpKind::Immediate8 => u128::from(instruction.immediate8()),
            _ => self.vector(instruction, 1)? & u128::from(u64::MAX),
        };
        let bits = u32::try_from(count).unwrap_or(u32::MAX);
        if usize::try_from(bits).unwrap_or(usize::MAX) >= size * 8 {
            return Ok(Some(0));
        }
        Ok(Some(parts(vector, 0, size, |part, _| if left { part << bits } else { part >> bits })))
    }

    /// Instructions that only move: whole vectors, and the lowest parts of them.
    fn move_vector(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        let to_register = instruction.op0_register().is_xmm() && instruction.op_kind(0) == OpKind::Register;
        let size = match instruction.mnemonic() {
            Mnemonic::Movaps
            | Mnemonic::Movups
            | Mnemonic::Movapd
            | Mnemonic::Movupd
            | Mnemonic::Movdqa
            | Mnemonic::Movdqu
            | Mnemonic::Lddqu
            | Mnemonic::Movntdq
            | Mnemonic::Movntps => 16,
            Mnemonic::Movq | Mnemonic::Movlps | Mnemonic::Movlpd | Mnemonic::Movsd => 8,
            Mnemonic::Movd | Mnemonic::Movss => 4,
            _ => return Ok(false),
        };
        let from_vector = instruction.op_kind(1) == OpKind::Register && instruction.op1_register().is_xmm();
        let value = if from_vector || instruction.op_kind(1) == OpKind::Memory && size == 16 {
            self.vector(instruction, 1)?
        } else {
            u128::from(self.get(instruction, 1)?)
        };
        let value = if size == 16 { value } else { value & ((1 << (size * 8)) - 1) };
        // Between registers, and into the lower half, the rest stays.
        let keeps = match instruction.mnemonic() {
            Mnemonic::Movlps | Mnemonic::Movlpd => true,
            Mnemonic::Movss | Mnemonic::Movsd => from_vector && to_register,
            _ => false,
        };
        if to_register {
            let had = if keeps { self.vector(instruction, 0)? & !((1 << (size * 8)) - 1) } else { 0 };
            self.put_vector(instruction, had | value)?;
        } else if size == 16 {
            self.put_vector(instruction, value)?;
        } else {
            self.put(instruction, 0, u64::try_from(value).unwrap_or_default())?;
        }
        Ok(true)
    }

    /// A vector in a register or in memory.
    fn vector(&mut self, instruction: &Instruction, operand: u32) -> Result<u128, Trap> {
        match instruction.op_kind(operand) {
            OpKind::Register if instruction.op_register(operand).is_xmm() => {
                let number = instruction.op_register(operand).number();
                self.vectors.get(number).copied().ok_or(Trap::Unknown)
            }
            OpKind::Memory => {
                let address = self.address(instruction);
                Ok(u128::from_le_bytes(self.memory.array(address)?))
            }
            _ => Err(Trap::Unknown),
        }
    }

    fn put_vector(&mut self, instruction: &Instruction, value: u128) -> Result<(), Trap> {
        if instruction.op_kind(0) == OpKind::Memory {
            let address = self.address(instruction);
            return Ok(self.memory.write_bytes(address, &value.to_le_bytes())?);
        }
        let number = instruction.op0_register().number();
        *self.vectors.get_mut(number).ok_or(Trap::Unknown)? = value;
        Ok(())
    }
}
