//! Instructions on strings of bytes, and their repetitions.
//!
//! A repetition is carried out one element at a time, and stands at the same instruction until it is done: so it counts
//! against the budget, and a fault in its middle leaves the registers as the processor does.

use iced_x86::{Code, Instruction, Mnemonic, OpKind};

use super::{
    AX, CX, DI, Machine, SI, Trap,
    flags::{self, ARITHMETIC, DF, ZF, mask},
};

/// Elements of a repetition that are done in one step.
const AT_ONCE: u64 = 64;

impl Machine {
    pub(super) fn run_strings(&mut self, instruction: &Instruction) -> Result<bool, Trap> {
        let size = match instruction.mnemonic() {
            Mnemonic::Movsb | Mnemonic::Stosb | Mnemonic::Lodsb | Mnemonic::Scasb | Mnemonic::Cmpsb => 1,
            Mnemonic::Movsw | Mnemonic::Stosw | Mnemonic::Lodsw | Mnemonic::Scasw | Mnemonic::Cmpsw => 2,
            Mnemonic::Stosd | Mnemonic::Lodsd | Mnemonic::Scasd => 4,
            // Instructions on vectors are called the same.
            Mnemonic::Movsd if instruction.code() == Code::Movsd_m32_m32 => 4,
            Mnemonic::Cmpsd if instruction.code() == Code::Cmpsd_m32_m32 => 4,
            Mnemonic::Movsq | Mnemonic::Stosq | Mnemonic::Lodsq | Mnemonic::Scasq | Mnemonic::Cmpsq => 8,
            _ => return Ok(false),
        };
        let address_size = address_size(instruction);
        let repeated = instruction.has_rep_prefix() || instruction.has_repne_prefix();
        if !repeated {
            self.one(instruction, size, address_size)?;
            return Ok(true);
        }
        let compares = matches!(
            instruction.mnemonic(),
            Mnemonic::Scasb
                | Mnemonic::Scasw
                | Mnemonic::Scasd
                | Mnemonic::Scasq
                | Mnemonic::Cmpsb
                | Mnemonic::Cmpsw
                | Mnemonic::Cmpsd
                | Mnemonic::Cmpsq
        );
        for _ in 0..AT_ONCE {
            let count = self.register(CX, address_size);
            if count == 0 {
                return Ok(true);
            }
            self.one(instruction, size, address_size)?;
            self.set_register(CX, address_size, count - 1);
            let equal = self.flags & ZF != 0;
            if compares && equal == instruction.has_repne_prefix() {
                return Ok(true);
            }
        }
        if self.register(CX, address_size) != 0 {
            self.ip = instruction.ip();
        }
        Ok(true)
    }

    fn one(&mut self, instruction: &Instruction, size: usize, address_size: usize) -> Result<(), Trap> {
        let word = self.word();
        let segment = self.segment(instruction.memory_segment());
        let from = segment.wrapping_add(self.register(SI, address_size)) & mask(word);
        let to = self.register(DI, address_size);
        let (mut moves_from, mut moves_to) = (true, true);
        match instruction.mnemonic() {
            Mnemonic::Movsb | Mnemonic::Movsw | Mnemonic::Movsd | Mnemonic::Movsq => {
                let value = self.memory.read(from, size)?;
                self.memory.write(to, size, value)?;
            }
            Mnemonic::Stosb | Mnemonic::Stosw | Mnemonic::Stosd | Mnemonic::Stosq => {
                self.memory.write(to, size, self.register(AX, size))?;
                moves_from = false;
            }
            Mnemonic::Lodsb | Mnemonic::Lodsw | Mnemonic::Lodsd | Mnemonic::Lodsq => {
                let value = self.memory.read(from, size)?;
                self.set_register(AX, size, value);
                moves_to = false;
            }
            Mnemonic::Scasb | Mnemonic::Scasw | Mnemonic::Scasd | Mnemonic::Scasq => {
                let value = self.memory.read(to, size)?;
                let (_, set) = flags::sub(self.register(AX, size), value, false, size);
                self.flags = self.flags & !ARITHMETIC | set;
                moves_from = false;
            }
            _ => {
                let (a, b) = (self.memory.read(from, size)?, self.memory.read(to, size)?);
                let (_, set) = flags::sub(a, b, false, size);
                self.flags = self.flags & !ARITHMETIC | set;
            }
        }
        let step = if self.flags & DF == 0 { size as u64 } else { (size as u64).wrapping_neg() };
        for (index, moves) in [(SI, moves_from), (DI, moves_to)] {
            if moves {
                let value = self.register(index, address_size).wrapping_add(step);
                self.set_register(index, address_size, value);
            }
        }
        Ok(())
    }
}

/// Bytes of the addresses in SI and DI.
fn address_size(instruction: &Instruction) -> usize {
    for operand in 0..instruction.op_count() {
        match instruction.op_kind(operand) {
            OpKind::MemorySegSI | OpKind::MemorySegDI | OpKind::MemoryESDI => return 2,
            OpKind::MemorySegESI | OpKind::MemorySegEDI | OpKind::MemoryESEDI => return 4,
            OpKind::MemorySegRSI | OpKind::MemorySegRDI | OpKind::MemoryESRDI => return 8,
            _ => {}
        }
    }
    4
}
