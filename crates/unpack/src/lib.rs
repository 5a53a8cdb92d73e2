//! Programs that are packed as programs: unpacked by running their unpacking code.
//!
//! Packers, cryptors and protectors put a program's code and data away packed or encrypted, with a little code that
//! puts them back when the program is started. There are thousands, each its own, and most have no name; but all of
//! them must unpack what they packed. So that code is run, on a [machine] of our own that reaches nothing but its own
//! memory, with as much of [Windows](windows) as it needs; and what is then in memory is the program.
//!
//! Linux programs are packed by little else than [UPX](upx), on all kinds of processors; they are unpacked by its format.
//!
//! Only programs whose structure says that they are packed are run: what compilers make is not.
//!
//! Invariants: any bytes end within the limits, without a panic, and give the same result each time; the real clock is
//! looked at for the deadline only.

mod choose;
mod image;
mod le;
mod machine;
mod pe;
mod run;
mod upx;
mod windows;

pub use run::{Limits, Unpacked};

/// Whether a file is a program that looks packed: cheap, nothing is run.
pub fn looks_packed(file: &[u8]) -> bool {
    upx::looks_packed(file)
        || pe::Program::parse(file).is_some_and(|program| choose::is_worth_running(&program))
}

/// Unpacks a program, as far as the limits go. `None` if it does not look packed, or cannot be run.
pub fn unpack(file: &[u8], limits: &Limits) -> Option<Unpacked> {
    if let Some(unpacked) = upx::unpack(file, limits) {
        return Some(unpacked);
    }
    let program = pe::Program::parse(file).filter(choose::is_worth_running)?;
    run::run(&program, limits)
}
