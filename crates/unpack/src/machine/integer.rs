//! Moving numbers about, and calculating with them.

use iced_x86::{Instruction, Mnemonic, OpKind, Register};

use super::{
    AX, BP, BX, CX, DI, DX, Machine, SI, SP, Trap,
    flags::{self, AF, ARITHMETIC, CF, OF, Shift, ZF, mask, sign},
};

impl Machine {
    fn set_flags(&mut self, which: u32, to: u32) {
        self.flags = self.flags & !which | to & which;
    }

    pub(super) fn run_integer(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        match instruction.mnemonic() {
            Mnemonic::Mov | Mnemonic::Movzx => {
                let value = self.get(instruction, 1)?;
                self.put(instruction, 0, value)?;
            }
            Mnemonic::Movsx | Mnemonic::Movsxd => {
                let value = flags::extend(self.get(instruction, 1)?, Self::size(instruction, 1));
                self.put(instruction, 0, value.cast_unsigned())?;
            }
            Mnemonic::Lea => {
                let address = self.offset(instruction);
                self.put(instruction, 0, address)?;
            }
            Mnemonic::Xchg => {
                let (a, b) = (self.get(instruction, 0)?, self.get(instruction, 1)?);
                self.put(instruction, 0, b)?;
                self.put(instruction, 1, a)?;
            }
            Mnemonic::Push => {
                let size = self.stack_size(instruction);
                let value = self.get(instruction, 0)?;
                self.push_sized(value, size)?;
            }
            Mnemonic::Pop => {
                let size = self.stack_size(instruction);
                let before = self.registers[SP];
                let value = self.pop_sized(size)?;
                if let Err(trap) = self.put(instruction, 0, value) {
                    self.registers[SP] = before;
                    return Err(trap);
                }
            }
            Mnemonic::Add
            | Mnemonic::Adc
            | Mnemonic::Sub
            | Mnemonic::Sbb
            | Mnemonic::Cmp
            | Mnemonic::And
            | Mnemonic::Or
            | Mnemonic::Xor
            | Mnemonic::Test => self.two_operands(instruction)?,
            Mnemonic::Inc | Mnemonic::Dec => {
                let size = Self::size(instruction, 0);
                let value = self.get(instruction, 0)?;
                let (result, set) = if instruction.mnemonic() == Mnemonic::Inc {
                    flags::add(value, 1, false, size)
                } else {
                    flags::sub(value, 1, false, size)
                };
                self.put(instruction, 0, result)?;
                self.set_flags(ARITHMETIC & !CF, set);
            }
            Mnemonic::Neg => {
                let value = self.get(instruction, 0)?;
                let (result, set) = flags::sub(0, value, false, Self::size(instruction, 0));
                self.put(instruction, 0, result)?;
                self.set_flags(ARITHMETIC, set);
            }
            Mnemonic::Not => {
                let value = self.get(instruction, 0)?;
                self.put(instruction, 0, !value)?;
            }
            Mnemonic::Shl | Mnemonic::Sal => self.shift(instruction, Shift::Left)?,
            Mnemonic::Shr => self.shift(instruction, Shift::Right)?,
            Mnemonic::Sar => self.shift(instruction, Shift::RightSigned)?,
            Mnemonic::Rol => self.shift(instruction, Shift::RotateLeft)?,
            Mnemonic::Ror => self.shift(instruction, Shift::RotateRight)?,
            Mnemonic::Rcl => self.shift(instruction, Shift::RotateCarryLeft)?,
            Mnemonic::Rcr => self.shift(instruction, Shift::RotateCarryRight)?,
            Mnemonic::Mul => self.multiply(instruction)?,
            Mnemonic::Imul => self.multiply_signed(instruction)?,
            Mnemonic::Div => self.divide(instruction)?,
            Mnemonic::Idiv => self.divide_signed(instruction)?,
            Mnemonic::Pushad => self.push_all(4)?,
            Mnemonic::Pusha => self.push_all(2)?,
            Mnemonic::Popad => self.pop_all(4)?,
            Mnemonic::Popa => self.pop_all(2)?,
            Mnemonic::Cbw => self.widen(1),
            Mnemonic::Cwde => self.widen(2),
            Mnemonic::Cdqe => self.widen(4),
            Mnemonic::Cwd => self.spread(2),
            Mnemonic::Cdq => self.spread(4),
            Mnemonic::Cqo => self.spread(8),
            Mnemonic::Nop
            | Mnemonic::Reservednop
            | Mnemonic::Pause
            | Mnemonic::Prefetchnta
            | Mnemonic::Prefetcht0
            | Mnemonic::Prefetcht1
            | Mnemonic::Prefetcht2
            | Mnemonic::Endbr32
            | Mnemonic::Endbr64
            | Mnemonic::Lfence
            | Mnemonic::Mfence
            | Mnemonic::Sfence => {}
            _ => return self.run_decimal(instruction),
        }
        Ok(true)
    }

    /// Bytes that a push or a pop moves.
    fn stack_size(&self, instruction: &Instruction) -> usize {
        match instruction.op_kind(0) {
            OpKind::Register if instruction.op_register(0).is_segment_register() => self.word(),
            OpKind::Register => instruction.op_register(0).size(),
            OpKind::Memory => instruction.memory_size().size(),
            OpKind::Immediate16 | OpKind::Immediate8to16 => 2,
            _ => self.word(),
        }
    }

    fn two_operands(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let size = Self::size(instruction, 0);
        let a = self.get(instruction, 0)?;
        let b = self.get(instruction, 1)? & mask(size);
        let carry = self.flags & CF != 0;
        let logic = |result: u64| (result, flags::of_result(result, size));
        let (result, set) = match instruction.mnemonic() {
            Mnemonic::Add => flags::add(a, b, false, size),
            Mnemonic::Adc => flags::add(a, b, carry, size),
            Mnemonic::Sub | Mnemonic::Cmp => flags::sub(a, b, false, size),
            Mnemonic::Sbb => flags::sub(a, b, carry, size),
            Mnemonic::Or => logic(a | b),
            Mnemonic::Xor => logic(a ^ b),
            _ => logic(a & b),
        };
        if !matches!(instruction.mnemonic(), Mnemonic::Cmp | Mnemonic::Test) {
            self.put(instruction, 0, result)?;
        }
        self.set_flags(ARITHMETIC, set);
        Ok(())
    }

    fn shift(&mut self, instruction: &Instruction, kind: Shift) -> Result<(), Trap> {
        let a = self.get(instruction, 0)?;
        let count = self.get(instruction, 1)? & 0xff;
        let (result, set) = flags::shift(kind, a, count, Self::size(instruction, 0), self.flags);
        self.put(instruction, 0, result)?;
        self.flags = set;
        Ok(())
    }

    /// The accumulator and its upper half, as one number.
    fn pair(&self, size: usize) -> u128 {
        if size == 1 {
            return u128::from(self.register(AX, 2));
        }
        u128::from(self.register(DX, size)) << (size * 8) | u128::from(self.register(AX, size))
    }

    fn set_pair(&mut self, size: usize, low: u64, high: u64) {
        if size == 1 {
            self.set_register(AX, 2, low & 0xff | (high & 0xff) << 8);
        } else {
            self.set_register(AX, size, low);
            self.set_register(DX, size, high);
        }
    }

    fn multiply(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let size = Self::size(instruction, 0);
        let product = u128::from(self.get(instruction, 0)?) * u128::from(self.register(AX, size));
        let (low, high) = halves(product, size);
        self.set_pair(size, low, high);
        self.set_flags(CF | OF, if high == 0 { 0 } else { CF | OF });
        Ok(())
    }

    fn multiply_signed(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let size = Self::size(instruction, 0);
        let operands = instruction.op_count();
        let signed = |value: u64| i128::from(flags::extend(value, size));
        let first = self.get(instruction, u32::from(operands == 3))?;
        let second = match operands {
            1 => self.register(AX, size),
            count => self.get(instruction, count - 1)?,
        };
        let product = signed(first) * signed(second);
        let (low, high) = halves(product.cast_unsigned(), size);
        if operands == 1 {
            self.set_pair(size, low, high);
        } else {
            self.put(instruction, 0, low)?;
        }
        let fits = product == signed(low);
        self.set_flags(CF | OF, if fits { 0 } else { CF | OF });
        Ok(())
    }

    fn divide(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let size = Self::size(instruction, 0);
        let by = u128::from(self.get(instruction, 0)?);
        let whole = self.pair(size);
        let quotient = whole.checked_div(by).filter(|quotient| *quotient <= u128::from(mask(size)));
        let quotient = quotient.ok_or(Trap::Divide)?;
        self.set_pair(size, halves(quotient, size).0, halves(whole % by, size).0);
        Ok(())
    }

    fn divide_signed(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let size = Self::size(instruction, 0);
        let by = i128::from(flags::extend(self.get(instruction, 0)?, size));
        let unused = 128 - size * 16;
        let whole = (self.pair(size) << unused).cast_signed() >> unused;
        let half = i128::from(sign(size));
        let quotient = whole.checked_div(by).filter(|quotient| (-half..half).contains(quotient));
        let quotient = quotient.ok_or(Trap::Divide)?;
        let rest = whole - quotient * by;
        self.set_pair(size, halves(quotient.cast_unsigned(), size).0, halves(rest.cast_unsigned(), size).0);
        Ok(())
    }

    fn push_all(&mut self, size: usize) -> Result<(), Trap> {
        let top = self.registers[SP];
        for index in [AX, CX, DX, BX, SP, BP, SI, DI] {
            let value = if index == SP { top } else { self.register(index, size) };
            if let Err(fault) = self.push_sized(value, size) {
                self.registers[SP] = top;
                return Err(fault.into());
            }
        }
        Ok(())
    }

    fn pop_all(&mut self, size: usize) -> Result<(), Trap> {
        // Looked at first, so that nothing is half done.
        self.memory.read(self.registers[SP].wrapping_add(size as u64 * 7) & mask(4), size)?;
        for index in [DI, SI, BP, SP, BX, DX, CX, AX] {
            let value = self.pop_sized(size)?;
            if index != SP {
                self.set_register(index, size, value);
            }
        }
        Ok(())
    }

    /// The accumulator of `size` bytes, extended to twice that.
    fn widen(&mut self, size: usize) {
        let value = flags::extend(self.register(AX, size), size);
        self.set_register(AX, size * 2, value.cast_unsigned());
    }

    /// The accumulator's sign, in all of DX.
    fn spread(&mut self, size: usize) {
        let value = flags::extend(self.register(AX, size), size) >> 63;
        self.set_register(DX, size, value.cast_unsigned());
    }

    /// Arithmetic on decimal digits, which nothing needs but code that wants to confuse.
    fn run_decimal(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        let al = self.register(AX, 1);
        let (low_carry, carry) = (self.flags & AF != 0, self.flags & CF != 0);
        match instruction.mnemonic() {
            Mnemonic::Aam => {
                let by = instruction.immediate8().into();
                let high = al.checked_div(by).ok_or(Trap::Divide)?;
                self.set_register(AX, 2, (high << 8) | (al % by));
                self.set_flags(ARITHMETIC, flags::of_result(al % by, 1));
            }
            Mnemonic::Aad => {
                let high = self.register(AX, 2) >> 8;
                let result = (al + high * u64::from(instruction.immediate8())) & 0xff;
                self.set_register(AX, 2, result);
                self.set_flags(ARITHMETIC, flags::of_result(result, 1));
            }
            Mnemonic::Aaa | Mnemonic::Aas => {
                let ax = self.register(AX, 2);
                let adjust = al & 0xf > 9 || low_carry;
                let value = match (adjust, instruction.mnemonic()) {
                    (false, _) => ax,
                    (true, Mnemonic::Aaa) => ax.wrapping_add(0x106),
                    (true, _) => ax.wrapping_sub(0x106),
                };
                self.set_register(AX, 2, value & 0xff0f);
                self.set_flags(AF | CF, if adjust { AF | CF } else { 0 });
            }
            Mnemonic::Daa | Mnemonic::Das => {
                let low = al & 0xf > 9 || low_carry;
                let high = al > 0x99 || carry;
                let by = if low { 6 } else { 0 } + if high { 0x60 } else { 0 };
                let add = instruction.mnemonic() == Mnemonic::Daa;
                let result = if add { al.wrapping_add(by) } else { al.wrapping_sub(by) } & 0xff;
                self.set_register(AX, 1, result);
                let borrows = !add && low && al < 6;
                let set = if low { AF } else { 0 } | if high || borrows { CF } else { 0 };
                self.set_flags(ARITHMETIC & !OF, flags::of_result(result, 1) | set);
            }
            Mnemonic::Salc => self.set_register(AX, 1, if carry { 0xff } else { 0 }),
            Mnemonic::Arpl => self.set_flags(ZF, 0),
            Mnemonic::Xlatb => {
                let segment = self.segment(instruction.memory_segment());
                let size = if instruction.memory_base() == Register::BX { 2 } else { self.word() };
                let table = self.register(BX, size).wrapping_add(al) & mask(size);
                let value = self.memory.read(segment.wrapping_add(table) & mask(self.word()), 1)?;
                self.set_register(AX, 1, value);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// The lower and the upper `size` bytes of a number.
fn halves(value: u128, size: usize) -> (u64, u64) {
    let half = |value: u128| u64::try_from(value & u128::from(mask(size))).unwrap_or_default();
    (half(value), half(value >> (size * 8)))
}
