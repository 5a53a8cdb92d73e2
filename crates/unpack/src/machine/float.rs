//! The few instructions on floating point that unpacking code uses: to find out where it is, to copy, and to confuse.
//! Numbers are kept with the precision of 64 bits, and whole numbers exactly.

use iced_x86::{Instruction, Mnemonic, OpKind, Register};

use super::{
    Machine, Trap,
    flags::{self, ARITHMETIC},
};

/// A number on the stack.
#[derive(Debug, Clone, Copy, Default)]
struct Number {
    value: f64,
    /// The number itself, where it is whole and more exact so.
    whole: Option<i64>,
}

impl Number {
    fn real(value: f64) -> Self {
        Self { value, whole: None }
    }

    #[expect(clippy::cast_precision_loss, reason = "the exact number is kept beside it")]
    fn whole(whole: i64) -> Self {
        Self { value: whole as f64, whole: Some(whole) }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates, which is near enough to what the processor does"
    )]
    fn rounded(self) -> i64 {
        self.whole.unwrap_or(self.value.round_ties_even() as i64)
    }
}

/// The unit's state.
#[derive(Debug)]
pub(super) struct Float {
    stack: [Number; 8],
    top: usize,
    control: u16,
    /// Where its last instruction is.
    last: u64,
}

impl Default for Float {
    fn default() -> Self {
        Self { stack: [Number::default(); 8], top: 0, control: 0x27f, last: 0 }
    }
}

impl Float {
    fn at(&mut self, place: usize) -> &mut Number {
        // Both numbers are below 8.
        &mut self.stack[(self.top + place) % 8]
    }

    fn push(&mut self, number: Number) {
        self.top = (self.top + 7) % 8;
        *self.at(0) = number;
    }

    fn pop(&mut self) -> Number {
        let number = *self.at(0);
        self.top = (self.top + 1) % 8;
        number
    }

    fn status(&self) -> u64 {
        (self.top as u64) << 11
    }
}

/// The place on the stack of an operand.
fn place(register: Register) -> usize {
    if register.is_st() { register.number() % 8 } else { 0 }
}

impl Machine {
    pub(super) fn run_float(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        match instruction.mnemonic() {
            Mnemonic::Fninit => self.float = Float::default(),
            Mnemonic::Fnop
            | Mnemonic::Wait
            | Mnemonic::Fnclex
            | Mnemonic::Ffree
            | Mnemonic::Fldenv
            | Mnemonic::Emms => {}
            Mnemonic::Fldz => self.float.push(Number::whole(0)),
            Mnemonic::Fld1 => self.float.push(Number::whole(1)),
            Mnemonic::Fldpi => self.float.push(Number::real(std::f64::consts::PI)),
            Mnemonic::Fldl2e => self.float.push(Number::real(std::f64::consts::LOG2_E)),
            Mnemonic::Fldl2t => self.float.push(Number::real(std::f64::consts::LOG2_10)),
            Mnemonic::Fldlg2 => self.float.push(Number::real(std::f64::consts::LOG10_2)),
            Mnemonic::Fldln2 => self.float.push(Number::real(std::f64::consts::LN_2)),
            Mnemonic::Fld | Mnemonic::Fild => {
                let number = self.number(instruction, 0)?;
                self.float.push(number);
            }
            Mnemonic::Fst | Mnemonic::Fstp | Mnemonic::Fist | Mnemonic::Fistp => {
                self.store(instruction)?;
                if matches!(instruction.mnemonic(), Mnemonic::Fstp | Mnemonic::Fistp) {
                    self.float.pop();
                }
            }
            Mnemonic::Fxch => {
                let other = (0..instruction.op_count()).map(|at| place(instruction.op_register(at))).max();
                let other = other.unwrap_or(1);
                let (a, b) = (*self.float.at(0), *self.float.at(other));
                *self.float.at(0) = b;
                *self.float.at(other) = a;
            }
            Mnemonic::Fchs => {
                let number = self.float.at(0);
                *number = Number { value: -number.value, whole: number.whole.and_then(i64::checked_neg) };
            }
            Mnemonic::Fabs => {
                let number = self.float.at(0);
                *number =
                    Number { value: number.value.abs(), whole: number.whole.and_then(i64::checked_abs) };
            }
            Mnemonic::Fnstcw => self.put(instruction, 0, self.float.control.into())?,
            Mnemonic::Fldcw => {
                let control = self.get(instruction, 0)?;
                self.float.control = u16::try_from(control).unwrap_or_default();
            }
            Mnemonic::Fnstsw => self.put(instruction, 0, self.float.status())?,
            Mnemonic::Fnstenv => self.store_environment(instruction)?,
            Mnemonic::Fincstp => self.float.top = (self.float.top + 1) % 8,
            Mnemonic::Fdecstp => self.float.top = (self.float.top + 7) % 8,
            _ => return self.calculate(instruction),
        }
        let is_control = matches!(
            instruction.mnemonic(),
            Mnemonic::Fninit
                | Mnemonic::Wait
                | Mnemonic::Fnclex
                | Mnemonic::Fldcw
                | Mnemonic::Fnstcw
                | Mnemonic::Fnstsw
                | Mnemonic::Fnstenv
                | Mnemonic::Emms
        );
        if !is_control {
            self.float.last = instruction.ip();
        }
        Ok(true)
    }

    /// A number on the stack or in memory.
    fn number(&mut self, instruction: &Instruction, operand: u32) -> Result<Number, Trap> {
        if instruction.op_kind(operand) == OpKind::Register {
            return Ok(*self.float.at(place(instruction.op_register(operand))));
        }
        let size = instruction.memory_size().size();
        if size == 10 {
            let address = self.address(instruction);
            let mantissa = self.memory.read(address, 8)?;
            let exponent = self.memory.read(address.wrapping_add(8), 2)?;
            return Ok(extended(mantissa, exponent));
        }
        let bits = self.get(instruction, operand)?;
        Ok(match instruction.mnemonic() {
            Mnemonic::Fild | Mnemonic::Fiadd | Mnemonic::Fisub | Mnemonic::Fimul | Mnemonic::Fidiv => {
                Number::whole(flags::extend(bits, size))
            }
            _ if size == 4 => Number::real(f32::from_bits(u32::try_from(bits).unwrap_or_default()).into()),
            _ => Number::real(f64::from_bits(bits)),
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "a number of 32 bits is what the program asks for")]
    fn store(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let number = *self.float.at(0);
        if instruction.op_kind(0) == OpKind::Register {
            *self.float.at(place(instruction.op_register(0))) = number;
            return Ok(());
        }
        let bits = match (instruction.mnemonic(), instruction.memory_size().size()) {
            (Mnemonic::Fist | Mnemonic::Fistp, _) => number.rounded().cast_unsigned(),
            (_, 4) => (number.value as f32).to_bits().into(),
            (_, 8) => number.value.to_bits(),
            _ => return Err(Trap::Unknown),
        };
        self.put(instruction, 0, bits)
    }

    /// 28 bytes, of which the program wants the address of the last instruction.
    fn store_environment(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let address = self.address(instruction);
        let words = [
            u64::from(self.float.control) | 0xffff_0000,
            self.float.status() | 0xffff_0000,
            0xffff_ffff,
            self.float.last,
            0,
            0,
            0xffff_0000,
        ];
        let mut to = address;
        for word in words {
            self.memory.write(to, 4, word)?;
            to = to.wrapping_add(4);
        }
        Ok(())
    }

    /// Arithmetic and comparisons.
    fn calculate(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        let mnemonic = instruction.mnemonic();
        let to = if instruction.op_count() == 2 { place(instruction.op0_register()) } else { 0 };
        let from = instruction.op_count().saturating_sub(1);
        let is_known = matches!(
            mnemonic,
            Mnemonic::Fadd
                | Mnemonic::Faddp
                | Mnemonic::Fiadd
                | Mnemonic::Fsub
                | Mnemonic::Fsubp
                | Mnemonic::Fisub
                | Mnemonic::Fsubr
                | Mnemonic::Fsubrp
                | Mnemonic::Fmul
                | Mnemonic::Fmulp
                | Mnemonic::Fimul
                | Mnemonic::Fdiv
                | Mnemonic::Fdivp
                | Mnemonic::Fidiv
                | Mnemonic::Fcom
                | Mnemonic::Fcomp
                | Mnemonic::Fcompp
                | Mnemonic::Fucomp
                | Mnemonic::Fcomi
                | Mnemonic::Fcomip
                | Mnemonic::Fucomi
                | Mnemonic::Fucomip
        );
        if !is_known {
            return Ok(false);
        }
        let b =
            if mnemonic == Mnemonic::Fcompp { *self.float.at(1) } else { self.number(instruction, from)? };
        let a = *self.float.at(to);
        let whole = |operation: fn(i64, i64) -> Option<i64>| operation(a.whole?, b.whole?).map(Number::whole);
        let result = match mnemonic {
            Mnemonic::Fadd | Mnemonic::Faddp | Mnemonic::Fiadd => {
                whole(i64::checked_add).unwrap_or(Number::real(a.value + b.value))
            }
            Mnemonic::Fsub | Mnemonic::Fsubp | Mnemonic::Fisub => {
                whole(i64::checked_sub).unwrap_or(Number::real(a.value - b.value))
            }
            Mnemonic::Fsubr | Mnemonic::Fsubrp => Number::real(b.value - a.value),
            Mnemonic::Fmul | Mnemonic::Fmulp | Mnemonic::Fimul => {
                whole(i64::checked_mul).unwrap_or(Number::real(a.value * b.value))
            }
            Mnemonic::Fdiv | Mnemonic::Fdivp | Mnemonic::Fidiv => Number::real(a.value / b.value),
            _ => {
                let set = if a.value.is_nan() || b.value.is_nan() {
                    flags::ZF | flags::PF | flags::CF
                } else if a.value < b.value {
                    flags::CF
                } else if a.value > b.value {
                    0
                } else {
                    flags::ZF
                };
                self.flags = self.flags & !ARITHMETIC | set;
                a
            }
        };
        *self.float.at(to) = result;
        if matches!(
            mnemonic,
            Mnemonic::Faddp
                | Mnemonic::Fsubp
                | Mnemonic::Fsubrp
                | Mnemonic::Fmulp
                | Mnemonic::Fdivp
                | Mnemonic::Fcomp
                | Mnemonic::Fcompp
                | Mnemonic::Fucomp
                | Mnemonic::Fcomip
                | Mnemonic::Fucomip
        ) {
            self.float.pop();
        }
        if mnemonic == Mnemonic::Fcompp {
            self.float.pop();
        }
        self.float.last = instruction.ip();
        Ok(true)
    }
}

/// A number of 80 bits.
fn extended(mantissa: u64, exponent: u64) -> Number {
    let power = i32::try_from(exponent & 0x7fff).unwrap_or_default() - 16383 - 63;
    #[expect(clippy::cast_precision_loss, reason = "the stack keeps no more")]
    let value = mantissa as f64 * 2_f64.powi(power);
    Number::real(if exponent & 0x8000 == 0 { value } else { -value })
}
