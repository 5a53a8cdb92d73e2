//! Running a program until it has unpacked itself, and taking what is then in memory.

use std::time::Instant;

use crate::{
    image, le,
    machine::{
        Machine,
        memory::{Kind, Memory, Region},
    },
    pe::Program,
    windows::{Next, Windows},
};

/// Instructions between two looks at the clock.
const LOOK: u64 = 1 << 16;
/// Instructions after which a program that has come to nothing new is given up: it waits, or does what it was unpacked
/// for.
const STALLED: u64 = 24 << 20;
/// Pieces of memory beside the image that are shown.
const PIECES_MAX: usize = 8;
/// The smallest of them that can be something.
const PIECE_MIN_BYTES: usize = 256;
/// Bytes that a program changes in its image that are more than its variables.
const CHANGED_MIN_BYTES: usize = 4096;
/// What an exception costs, in instructions.
const EXCEPTION: u64 = 256;

/// How far a run may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Instructions.
    pub max_instructions: u64,
    /// Bytes of the program's memory.
    pub max_memory_bytes: usize,
    /// When it must be over.
    pub deadline: Instant,
}

impl Limits {
    /// What unpacks programs of some megabytes: a few seconds at most.
    pub fn until(deadline: Instant) -> Self {
        Self { max_instructions: 160 << 20, max_memory_bytes: 160 << 20, deadline }
    }
}

/// What a program came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// The program as it was before it was packed, or as it lies in memory, as a file: nothing where it did not change
    /// itself.
    pub image: Option<Vec<u8>>,
    /// Other memory that it put code or programs into.
    pub pieces: Vec<Vec<u8>>,
    /// Whether it went on with what it had unpacked, or changed nothing and went about its business. If not, it may not
    /// have been unpacked to the end.
    pub finished: bool,
}

/// Where the program's code runs, to notice when it goes on elsewhere.
struct Whereabouts {
    from: u64,
    to: u64,
    /// Where it last went on with code that it had written, in its image.
    entry: Option<u64>,
}

impl Whereabouts {
    fn note(&mut self, machine: &Machine, program: &Program<'_>) {
        let ip = machine.ip;
        if (self.from..self.to).contains(&ip) {
            return;
        }
        let Some(offset) = ip.checked_sub(program.base).and_then(|offset| u32::try_from(offset).ok()) else {
            return;
        };
        let Some(section) = program.sections.iter().find(|section| section.holds(offset)) else { return };
        let known = self.to > 0;
        self.from = program.base + u64::from(section.address);
        self.to = self.from + u64::from(section.size);
        if known && machine.memory.is_written(ip) {
            self.entry = Some(ip);
        }
    }
}

/// Runs a program. `None` if it is none for this machine, or has no place in it.
pub(crate) fn run(program: &Program<'_>, limits: &Limits) -> Option<Unpacked> {
    let mut machine = Machine::new(program.wide, Memory::new(limits.max_memory_bytes));
    let mut windows = Windows::start(program, &mut machine)?;
    let mut whereabouts = Whereabouts { from: 0, to: 0, entry: None };
    let mut done = 0;
    let mut progress = (machine.memory.progress(), 0);
    let mut look = LOOK;
    let called = loop {
        if done >= look {
            look = done + LOOK;
            if machine.memory.progress() != progress.0 {
                progress = (machine.memory.progress(), done);
            }
            let stalled = done - progress.1 > STALLED;
            if done >= limits.max_instructions || stalled || Instant::now() >= limits.deadline {
                break false;
            }
        }
        done += 1;
        let next = if Windows::is_function(machine.ip) {
            done += EXCEPTION;
            windows.call(&mut machine)
        } else {
            whereabouts.note(&machine, program);
            match machine.step() {
                Ok(()) => continue,
                Err(trap) => {
                    done += EXCEPTION;
                    windows.raise(&mut machine, trap)
                }
            }
        };
        match next {
            Next::Run => {}
            Next::Called => break true,
            Next::Failed => break false,
        }
    };
    Some(collect(program, &machine, &windows, whereabouts.entry, called))
}

fn collect(
    program: &Program<'_>,
    machine: &Machine,
    windows: &Windows<'_>,
    entry: Option<u64>,
    called: bool,
) -> Unpacked {
    let regions = machine.memory.regions();
    let image = regions.iter().find(|region| region.kind == Kind::Image);
    let original = program.image();
    let is_worth = |region: &&Region| {
        let changed = region.bytes.iter().zip(&original).filter(|(now, before)| now != before).count();
        changed > 0 && region.ran_what_was_written() || changed >= CHANGED_MIN_BYTES
    };
    let image = image
        .filter(is_worth)
        .map(|region| image::as_file(program, &region.bytes, entry, &windows.named_functions()));
    let mut pieces: Vec<_> = regions
        .iter()
        .filter(|region| region.kind == Kind::Heap && region.written_bytes() >= PIECE_MIN_BYTES)
        .filter_map(piece)
        .collect();
    pieces.truncate(PIECES_MAX);
    let ran = regions.iter().any(Region::ran_what_was_written);
    let nothing = image.is_none() && pieces.is_empty();
    Unpacked { finished: entry.is_some() || called && (ran || nothing), image, pieces }
}

/// What is worth showing of memory that the program asked for: a program in it, or code that ran.
fn piece(region: &Region) -> Option<Vec<u8>> {
    let is_program = |at: &usize| {
        let header = le::u32(&region.bytes, at + 60).map(le::index);
        header.and_then(|header| le::array(&region.bytes, at.checked_add(header)?)) == Some(*b"PE\0\0")
    };
    let program = memchr::memmem::find_iter(&region.bytes, b"MZ").find(is_program);
    let start = match program {
        Some(start) => start,
        None if region.ran_what_was_written() => 0,
        None => return None,
    };
    let bytes = region.bytes.get(start..)?;
    let len = bytes.len() - bytes.iter().rev().take_while(|byte| **byte == 0).count();
    bytes.get(..len).map(<[u8]>::to_vec)
}
