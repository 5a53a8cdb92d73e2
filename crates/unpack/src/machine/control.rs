//! Instructions that decide where the program goes on.

use iced_x86::{ConditionCode, Instruction, Mnemonic, OpKind};

use super::{
    BP, CX, Machine, SP, Trap,
    flags::{ARITHMETIC, DF, OF, TF, ZF, mask},
};

/// Flags that a program may set: the arithmetic ones, trap, direction, alignment and identification.
const SETTABLE: u32 = ARITHMETIC | TF | DF | 1 << 18 | 1 << 21;

impl Machine {
    pub(super) fn run_control(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        match instruction.mnemonic() {
            Mnemonic::Jmp => self.ip = self.target(instruction)?,
            Mnemonic::Call => {
                let target = self.target(instruction)?;
                self.push(self.ip)?;
                self.ip = target;
            }
            Mnemonic::Ret => {
                let to = self.pop()?;
                let skip = if instruction.op_count() == 1 { instruction.immediate16() } else { 0 };
                self.registers[SP] = self.registers[SP].wrapping_add(skip.into()) & mask(self.word());
                self.ip = to;
            }
            Mnemonic::Jcxz => self.jump_if(instruction, self.register(CX, 2) == 0),
            Mnemonic::Jecxz => self.jump_if(instruction, self.register(CX, 4) == 0),
            Mnemonic::Jrcxz => self.jump_if(instruction, self.register(CX, 8) == 0),
            Mnemonic::Loop | Mnemonic::Loope | Mnemonic::Loopne => {
                let size = self.count_size(instruction);
                let count = self.register(CX, size).wrapping_sub(1) & mask(size);
                self.set_register(CX, size, count);
                let zero = self.flags & ZF != 0;
                let goes_on = match instruction.mnemonic() {
                    Mnemonic::Loope => zero,
                    Mnemonic::Loopne => !zero,
                    _ => true,
                };
                self.jump_if(instruction, count != 0 && goes_on);
            }
            Mnemonic::Leave => {
                let before = self.registers[SP];
                self.registers[SP] = self.register(BP, self.word());
                match self.pop() {
                    Ok(value) => self.registers[BP] = value,
                    Err(fault) => {
                        self.registers[SP] = before;
                        return Err(fault.into());
                    }
                }
            }
            Mnemonic::Enter => {
                if instruction.immediate8_2nd() != 0 {
                    return Err(Trap::Unknown);
                }
                self.push(self.registers[BP])?;
                self.registers[BP] = self.registers[SP];
                let room = u64::from(instruction.immediate16());
                self.registers[SP] = self.registers[SP].wrapping_sub(room) & mask(self.word());
            }
            Mnemonic::Pushfd | Mnemonic::Pushfq => self.push(u64::from(self.flags & !TF))?,
            Mnemonic::Pushf => self.push_sized(u64::from(self.flags & !TF), 2)?,
            Mnemonic::Popfd | Mnemonic::Popfq => {
                let value = self.pop()? & mask(4);
                self.set_all_flags(value, SETTABLE);
            }
            Mnemonic::Popf => {
                let value = self.pop_sized(2)?;
                self.set_all_flags(value, SETTABLE & 0xffff);
            }
            Mnemonic::Int3 => return Err(Trap::Breakpoint),
            Mnemonic::Int1 => return Err(Trap::SingleStep),
            Mnemonic::Int => return Err(Trap::Interrupt(instruction.immediate8())),
            Mnemonic::Into => {
                if self.flags & OF != 0 {
                    return Err(Trap::Overflow);
                }
            }
            Mnemonic::Syscall | Mnemonic::Sysenter => return Err(Trap::Interrupt(0x2e)),
            // Every conditional jump has the one condition.
            _ if matches!(
                instruction.op_kind(0),
                OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64
            ) && instruction.condition_code() != ConditionCode::None =>
            {
                self.jump_if(instruction, self.holds(instruction.condition_code()));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn set_all_flags(&mut self, value: u64, which: u32) {
        let value = u32::try_from(value).unwrap_or_default();
        self.flags = self.flags & !which | value & which;
    }

    /// Bytes of the counter of a loop, which a prefix halves.
    fn count_size(&self, instruction: &Instruction) -> usize {
        use iced_x86::Code;
        match instruction.code() {
            Code::Loop_rel8_32_CX
            | Code::Loope_rel8_32_CX
            | Code::Loopne_rel8_32_CX
            | Code::Loop_rel8_16_CX
            | Code::Loope_rel8_16_CX
            | Code::Loopne_rel8_16_CX => 2,
            Code::Loop_rel8_64_ECX | Code::Loope_rel8_64_ECX | Code::Loopne_rel8_64_ECX => 4,
            _ => self.word(),
        }
    }

    fn jump_if(&mut self, instruction: &Instruction, holds: bool) {
        if holds {
            self.ip = instruction.near_branch_target();
        }
    }

    /// Where a jump or a call goes.
    fn target(&mut self, instruction: &Instruction) -> Result<u64, Trap> {
        match instruction.op_kind(0) {
            OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64 => {
                Ok(instruction.near_branch_target())
            }
            OpKind::Register | OpKind::Memory if Self::size(instruction, 0) == self.word() => {
                self.get(instruction, 0)
            }
            // To another segment, of code of other widths.
            _ => Err(Trap::Unknown),
        }
    }
}
