//! Exceptions, which packers cause on purpose: handlers that were registered with the system, the chain of handlers on
//! the stack (32 bits only: programs of 64 bits have tables for that), and the filter of last resort.

use super::{FILTERED, HANDLED, Next, UNHANDLED, Windows};
use crate::machine::{AX, BP, BX, CX, DI, DX, Machine, SI, SP, Trap, memory::Fault};

/// Bytes of the processor's state as a handler gets it, and of the exception's record.
const CONTEXT_BYTES: u64 = 0x2cc;
const RECORD_BYTES: u64 = 80;
/// Where in the state which register is.
const REGISTERS: &[(u64, usize)] =
    &[(0x9c, DI), (0xa0, SI), (0xa4, BX), (0xa8, DX), (0xac, CX), (0xb0, AX), (0xb4, BP), (0xc4, SP)];
const CONTEXT_IP: u64 = 0xb8;
const CONTEXT_FLAGS: u64 = 0xc0;
/// Where, behind the pointers to record and state, the system's own frame is.
const OWN_FRAME: u64 = 8;
/// The end of the chain of handlers.
const END: u64 = 0xffff_ffff;

/// What Windows calls an exception, and what it tells of it.
fn code(trap: Trap) -> Option<(u64, [u64; 2])> {
    Some(match trap {
        Trap::Memory(Fault { address, write }) => (0xc000_0005, [u64::from(write), address]),
        // What only the system may do is told as an access to nowhere.
        Trap::Interrupt(number) if number != 0x2e => (0xc000_0005, [0, END]),
        Trap::Breakpoint => (0x8000_0003, [0, 0]),
        Trap::SingleStep => (0x8000_0004, [0, 0]),
        Trap::Illegal => (0xc000_001d, [0, 0]),
        Trap::Privileged => (0xc000_0096, [0, 0]),
        Trap::Divide => (0xc000_0094, [0, 0]),
        Trap::Overflow => (0xc000_0095, [0, 0]),
        Trap::Interrupt(_) | Trap::Unknown => return None,
    })
}

impl Windows<'_> {
    /// Takes an exception to the program's handlers.
    pub(crate) fn raise(&mut self, machine: &mut Machine, trap: Trap) -> Next {
        let Some((code, information)) = code(trap).filter(|_| !machine.wide) else { return Next::Failed };
        match self.prepare(machine, code, information) {
            Ok(true) => Next::Run,
            Ok(false) | Err(_) => Next::Failed,
        }
    }

    /// Puts the exception's record and the state on the stack, and goes to the first handler, if there is one.
    fn prepare(&mut self, machine: &mut Machine, code: u64, information: [u64; 2]) -> Result<bool, Fault> {
        let frame = machine.memory.read(machine.fs, 4)?;
        let first = self.vectored.first().copied();
        let context = (machine.registers[SP].wrapping_sub(CONTEXT_BYTES) & !0xf) & 0xffff_ffff;
        let record = context.wrapping_sub(RECORD_BYTES);
        let pointers = record.wrapping_sub(16);
        machine.memory.write(context, 4, 0x1_003f)?;
        for (at, index) in REGISTERS {
            let value = machine.register(*index, 4);
            machine.memory.write(context + at, 4, value)?;
        }
        machine.memory.write(context + CONTEXT_IP, 4, machine.ip)?;
        machine.memory.write(context + CONTEXT_FLAGS, 4, machine.flags.into())?;
        let segments = [(0x8c, 0), (0x90, 0x3b), (0x94, 0x23), (0x98, 0x23), (0xbc, 0x1b), (0xc8, 0x23)];
        let debug = [(0x04, 0), (0x08, 0), (0x0c, 0), (0x10, 0), (0x14, 0), (0x18, 0)];
        for (at, value) in segments.into_iter().chain(debug) {
            machine.memory.write(context + at, 4, value)?;
        }
        let fields =
            [code, 0, 0, machine.ip, if code == 0xc000_0005 { 2 } else { 0 }, information[0], information[1]];
        for (field, at) in fields.into_iter().zip((0..).step_by(4)) {
            machine.memory.write(record + at, 4, field)?;
        }
        machine.memory.write(pointers, 4, record)?;
        machine.memory.write(pointers + 4, 4, context)?;
        machine.registers[SP] = pointers;
        machine.flags &= !(crate::machine::flags::TF | crate::machine::flags::DF);
        if let Some(handler) = first {
            return Self::ask_filter(machine, handler, pointers).map(|()| true);
        }
        self.ask_next(machine, frame, record, context, pointers)
    }

    /// Calls a handler of the chain, or the filter behind its end.
    fn ask_next(
        &mut self,
        machine: &mut Machine,
        frame: u64,
        record: u64,
        context: u64,
        pointers: u64,
    ) -> Result<bool, Fault> {
        if frame == END || frame == 0 {
            let filter = std::mem::take(&mut self.filter);
            if filter == 0 {
                return Ok(false);
            }
            Self::ask_filter(machine, filter, pointers)?;
            return Ok(true);
        }
        let handler = machine.memory.read(frame.wrapping_add(4), 4)?;
        // While a handler runs, the first of the chain is the system's, which notices exceptions in handlers.
        let own = pointers.wrapping_add(OWN_FRAME);
        let first = machine.memory.read(machine.fs, 4)?;
        if first != own {
            machine.memory.write(own, 4, first)?;
            machine.memory.write(own.wrapping_add(4), 4, Self::place(UNHANDLED))?;
            machine.memory.write(machine.fs, 4, own)?;
        }
        for argument in [pointers, context, frame, record] {
            machine.push(argument)?;
        }
        machine.push(Self::place(HANDLED))?;
        machine.ip = handler;
        Ok(true)
    }

    /// Calls what takes pointers to the record and the state.
    fn ask_filter(machine: &mut Machine, filter: u64, pointers: u64) -> Result<(), Fault> {
        // Kept below the argument, which the filter takes away.
        machine.push(pointers)?;
        machine.push(pointers)?;
        machine.push(Self::place(FILTERED))?;
        machine.ip = filter;
        Ok(())
    }

    /// A handler of the chain has returned.
    pub(super) fn handled(&mut self, machine: &mut Machine) -> Next {
        let mut next = || {
            let stack = machine.registers[SP];
            let mut argument = |index: u64| machine.memory.read(stack.wrapping_add(index * 4), 4);
            let (record, frame, context, pointers) = (argument(0)?, argument(1)?, argument(2)?, argument(3)?);
            machine.registers[SP] = pointers;
            let own = pointers.wrapping_add(OWN_FRAME);
            if machine.memory.read(machine.fs, 4)? == own {
                let first = machine.memory.read(own, 4)?;
                machine.memory.write(machine.fs, 4, first)?;
            }
            if machine.register(AX, 4) == 0 {
                return resume(machine, context).map(|()| true);
            }
            let following = machine.memory.read(frame, 4)?;
            // The chain goes upwards, or it would have no end.
            let following = if following > frame { following } else { END };
            self.ask_next(machine, following, record, context, pointers)
        };
        match next() {
            Ok(true) => Next::Run,
            Ok(false) | Err(_) => Next::Failed,
        }
    }

    /// The system's own handler at the end of the chain was called.
    pub(super) fn unhandled(&mut self, machine: &mut Machine) -> Next {
        // Past the address it would return to.
        machine.registers[SP] = machine.registers[SP].wrapping_add(4) & 0xffff_ffff;
        machine.registers[AX] = 1;
        self.handled(machine)
    }

    /// A filter, or a handler that is asked before the chain, has returned.
    pub(super) fn filtered(&mut self, machine: &mut Machine) -> Next {
        const GO_ON: u64 = 0xffff_ffff;
        let mut next = || {
            let pointers = machine.memory.read(machine.registers[SP], 4)?;
            let record = machine.memory.read(pointers, 4)?;
            let context = machine.memory.read(pointers.wrapping_add(4), 4)?;
            machine.registers[SP] = pointers;
            if machine.register(AX, 4) == GO_ON {
                return resume(machine, context).map(|()| true);
            }
            let frame = machine.memory.read(machine.fs, 4)?;
            self.ask_next(machine, frame, record, context, pointers)
        };
        match next() {
            Ok(true) => Next::Run,
            Ok(false) | Err(_) => Next::Failed,
        }
    }
}

/// Goes on with the state as a handler left it.
fn resume(machine: &mut Machine, context: u64) -> Result<(), Fault> {
    for (at, index) in REGISTERS {
        let value = machine.memory.read(context.wrapping_add(*at), 4)?;
        machine.registers[*index] = value;
    }
    machine.ip = machine.memory.read(context.wrapping_add(CONTEXT_IP), 4)?;
    let flags = machine.memory.read(context.wrapping_add(CONTEXT_FLAGS), 4)?;
    machine.flags = u32::try_from(flags).unwrap_or_default();
    Ok(())
}
