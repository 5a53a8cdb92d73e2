//! Instructions on single bits, and what else exchanges and compares.

use iced_x86::{ConditionCode, Instruction, Mnemonic, OpKind};

use super::{
    AX, BX, CX, DX, Machine, Trap,
    flags::{self, ARITHMETIC, CF, OF, PF, SF, ZF, extend, mask},
};

impl Machine {
    pub(super) fn run_bits(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        let condition = instruction.condition_code();
        match instruction.mnemonic() {
            Mnemonic::Bt | Mnemonic::Bts | Mnemonic::Btr | Mnemonic::Btc => self.bit(instruction)?,
            Mnemonic::Bsf | Mnemonic::Tzcnt => self.scan(instruction, u64::trailing_zeros)?,
            Mnemonic::Bsr => {
                self.scan(instruction, |value| 63_u32.saturating_sub(value.leading_zeros()))?;
            }
            Mnemonic::Popcnt => {
                let count = self.get(instruction, 1)?.count_ones().into();
                self.put(instruction, 0, count)?;
                self.flags = self.flags & !ARITHMETIC | if count == 0 { ZF } else { 0 };
            }
            Mnemonic::Bswap => {
                let size = Self::size(instruction, 0);
                let value = self.get(instruction, 0)?;
                // Of two bytes it makes zero.
                let swapped = if size == 2 { 0 } else { value.swap_bytes() >> (64 - size * 8) };
                self.put(instruction, 0, swapped)?;
            }
            Mnemonic::Shld | Mnemonic::Shrd => self.double_shift(instruction)?,
            Mnemonic::Xadd => {
                let size = Self::size(instruction, 0);
                let (a, b) = (self.get(instruction, 0)?, self.get(instruction, 1)?);
                let (sum, set) = flags::add(a, b, false, size);
                if instruction.op_kind(0) == OpKind::Memory {
                    self.put(instruction, 0, sum)?;
                    self.put(instruction, 1, a)?;
                } else {
                    self.put(instruction, 1, a)?;
                    self.put(instruction, 0, sum)?;
                }
                self.flags = self.flags & !ARITHMETIC | set;
            }
            Mnemonic::Cmpxchg => {
                let size = Self::size(instruction, 0);
                let had = self.get(instruction, 0)?;
                let new = self.get(instruction, 1)?;
                let (_, set) = flags::sub(self.register(AX, size), had, false, size);
                // It is written in both cases, which clears the upper half of a register.
                self.put(instruction, 0, if set & ZF != 0 { new } else { had })?;
                if set & ZF == 0 {
                    self.set_register(AX, size, had);
                }
                self.flags = self.flags & !ARITHMETIC | set;
            }
            Mnemonic::Cmpxchg8b => {
                let address = self.address(instruction);
                let had = self.memory.read(address, 8)?;
                if had == self.register(DX, 4) << 32 | self.register(AX, 4) {
                    let new = self.register(CX, 4) << 32 | self.register(BX, 4);
                    self.memory.write(address, 8, new)?;
                    self.flags |= ZF;
                } else {
                    self.set_register(AX, 4, had & mask(4));
                    self.set_register(DX, 4, had >> 32);
                    self.flags &= !ZF;
                }
            }
            Mnemonic::Lahf => {
                let ah = u64::from(self.flags & 0xff);
                let ax = self.register(AX, 2) & 0xff | ah << 8;
                self.set_register(AX, 2, ax);
            }
            Mnemonic::Sahf => {
                let ah = u32::try_from(self.register(AX, 2) >> 8).unwrap_or_default();
                let which = ARITHMETIC & !OF;
                self.flags = self.flags & !which | ah & which;
            }
            Mnemonic::Clc => self.flags &= !CF,
            Mnemonic::Stc => self.flags |= CF,
            Mnemonic::Cmc => self.flags ^= CF,
            Mnemonic::Cld => self.flags &= !flags::DF,
            Mnemonic::Std => self.flags |= flags::DF,
            _ if condition == ConditionCode::None => return Ok(false),
            // What is left with a condition sets a byte or moves a number.
            _ if instruction.op_count() == 1 => {
                let holds = self.holds(condition);
                self.put(instruction, 0, u64::from(holds))?;
            }
            _ => {
                let value = self.get(instruction, 1)?;
                // Without the move, the upper half is cleared all the same.
                let value = if self.holds(condition) { value } else { self.get(instruction, 0)? };
                self.put(instruction, 0, value)?;
            }
        }
        Ok(true)
    }

    /// Whether a condition holds.
    pub(super) fn holds(&self, condition: ConditionCode) -> bool {
        let set = |flag| self.flags & flag != 0;
        let less = set(SF) != set(OF);
        match condition {
            ConditionCode::o => set(OF),
            ConditionCode::no => !set(OF),
            ConditionCode::b => set(CF),
            ConditionCode::ae => !set(CF),
            ConditionCode::e => set(ZF),
            ConditionCode::ne => !set(ZF),
            ConditionCode::be => set(CF) || set(ZF),
            ConditionCode::a => !set(CF) && !set(ZF),
            ConditionCode::s => set(SF),
            ConditionCode::ns => !set(SF),
            ConditionCode::p => set(PF),
            ConditionCode::np => !set(PF),
            ConditionCode::l => less,
            ConditionCode::ge => !less,
            ConditionCode::le => less || set(ZF),
            ConditionCode::g => !less && !set(ZF),
            ConditionCode::None => false,
        }
    }

    /// A bit of a register, or of memory, where a register's number reaches beyond the operand.
    fn bit(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let size = Self::size(instruction, 0);
        let bits = size as u64 * 8;
        let number = self.get(instruction, 1)?;
        let bit = 1_u64 << (number % bits);
        let far = instruction.op_kind(0) == OpKind::Memory && instruction.op_kind(1) == OpKind::Register;
        let address = far.then(|| {
            let words = extend(number, size).div_euclid(i64::try_from(bits).unwrap_or(64));
            let skip = words.wrapping_mul(i64::try_from(size).unwrap_or(8));
            self.address(instruction).wrapping_add_signed(skip) & mask(self.word())
        });
        let value = match address {
            Some(address) => self.memory.read(address, size)?,
            None => self.get(instruction, 0)?,
        };
        let changed = match instruction.mnemonic() {
            Mnemonic::Bts => Some(value | bit),
            Mnemonic::Btr => Some(value & !bit),
            Mnemonic::Btc => Some(value ^ bit),
            _ => None,
        };
        match (changed, address) {
            (Some(changed), Some(address)) => self.memory.write(address, size, changed)?,
            (Some(changed), None) => self.put(instruction, 0, changed)?,
            (None, _) => {}
        }
        self.flags = self.flags & !CF | if value & bit != 0 { CF } else { 0 };
        Ok(())
    }

    fn scan(&mut self, instruction: &Instruction, place: fn(u64) -> u32) -> Result<(), Trap> {
        let value = self.get(instruction, 1)?;
        if value == 0 {
            self.flags |= ZF;
        } else {
            self.put(instruction, 0, place(value).into())?;
            self.flags &= !ZF;
        }
        Ok(())
    }

    fn double_shift(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let size = Self::size(instruction, 0);
        let bits = size as u64 * 8;
        let count = self.get(instruction, 2)? & if size == 8 { 63 } else { 31 };
        let (a, b) = (self.get(instruction, 0)?, self.get(instruction, 1)?);
        if count == 0 || count > bits {
            // The upper half of a register is cleared all the same.
            return self.put(instruction, 0, a);
        }
        let low = |value: u128| u64::try_from(value & u128::from(mask(size))).unwrap_or_default();
        let (result, out) = if instruction.mnemonic() == Mnemonic::Shld {
            let both = u128::from(a) << bits | u128::from(b);
            (low(both << count >> bits), a >> (bits - count) & 1)
        } else {
            let both = u128::from(b) << bits | u128::from(a);
            (low(both >> count), a >> (count - 1) & 1)
        };
        let turned = (a ^ result) & flags::sign(size) != 0;
        self.put(instruction, 0, result)?;
        let set =
            flags::of_result(result, size) | if out == 1 { CF } else { 0 } | if turned { OF } else { 0 };
        self.flags = self.flags & !ARITHMETIC | set;
        Ok(())
    }
}
