//! Which programs are run: those that look as no compiler leaves them.

use crate::pe::{CODE, Program, RUN, Section, WRITE};

/// Bits a byte beyond which bytes are packed or encrypted; code has 6 to 6.8, text and data less.
const PACKED_ENTROPY: f64 = 7.2;
/// Bytes that say something about their entropy.
const SAMPLE_BYTES: usize = 1 << 16;
const SAMPLE_MIN_BYTES: usize = 2048;
/// Imported functions of programs that find the rest by themselves.
const FEW_IMPORTS: usize = 12;

/// Whether the program is to be run, because of its structure alone.
pub(crate) fn is_worth_running(program: &Program<'_>) -> bool {
    let Some(entry) = program.entry_section() else {
        // Its first instruction is in its headers.
        return true;
    };
    let Some(section) = program.sections.get(entry) else { return false };
    if section.bytes(program.file).is_empty() {
        // There is nothing to run: the program's code is elsewhere, as in files for debuggers.
        return false;
    }
    let runs = |flags: u32| flags & (CODE | RUN) != 0;
    // Code that may be written over, code outside the sections for code, and code behind other code.
    let is_writable = section.flags & WRITE != 0;
    let before = program.sections.get(..entry).unwrap_or_default();
    let is_late = before.iter().any(|section| runs(section.flags) && section.raw > 0)
        && !before.iter().any(|section| section.flags & WRITE == 0 && is_plain_code(program, section));
    // Room for what is unpacked into it, before the code.
    let is_empty =
        before.iter().any(|section| section.raw == 0 && runs(section.flags) && section.size >= 0x1000);
    if is_writable || !runs(section.flags) || is_late || is_empty {
        return true;
    }
    let is_packed = |bytes: &[u8]| {
        let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
        sample.len() >= SAMPLE_MIN_BYTES && entropy(sample) > PACKED_ENTROPY
    };
    // Code like random, or anything like random in a program that finds its functions by itself.
    let is_few = program.imports(FEW_IMPORTS + 1) <= FEW_IMPORTS;
    is_packed(section.bytes(program.file))
        || is_few && program.sections.iter().any(|section| is_packed(section.bytes(program.file)))
}

/// Whether a section has the entropy of code.
fn is_plain_code(program: &Program<'_>, section: &Section) -> bool {
    let bytes = section.bytes(program.file);
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    section.flags & (CODE | RUN) != 0 && (4.5..6.9).contains(&entropy(sample))
}

/// Shannon's entropy, in bits a byte.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let all = f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX).max(1));
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let part = f64::from(*count) / all;
            -part * part.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_is_that_of_bytes() {
        assert!(entropy(&[7; 4096]) < 0.01);
        let all: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert!((entropy(&all) - 8.0).abs() < 0.01);
    }
}
