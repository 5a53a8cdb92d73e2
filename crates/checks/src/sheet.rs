//! Workbooks of Excel 97 to 2003: macros in cells of a sheet, and what they do ([MS-XLS] 2.4 and 2.5.198).
//!
//! A workbook's stream is a list of records. The formulas are read in the sheets of macros alone, where they are
//! statements; in what they are compiled to, a call is one byte, how many arguments it has, and its number.

use assay_findings::{Evidence, VirusType};

use crate::{Check, evidence, read};

/// Records that are looked at; large workbooks have as many.
const RECORDS_MAX: usize = 1_000_000;
/// Records: beginning of a sheet, list of sheets, name, formula, encryption.
const BEGIN: u16 = 0x809;
const SHEET: u16 = 0x85;
const NAME: u16 = 0x18;
const FORMULA: u16 = 6;
const ENCRYPTED: u16 = 0x2f;
/// The kind of a sheet of macros, where it begins and where it is listed.
const MACROS: u16 = 0x40;
const MACROS_LISTED: u8 = 1;
/// The numbers of functions.
const EXEC: u16 = 110;
const CHAR: u16 = 111;
const REGISTER: u16 = 149;
const CALL: u16 = 150;
/// Nobody writes so many letters by their numbers to be read.
const CHARS_MIN: usize = 24;

const STARTS_PROGRAM: Check = Check {
    rule: "check/sheet-starts-program",
    family: "exploit.sheet-macro",
    score: 84,
    virus_type: VirusType::Downloader,
    en: "Macros in the cells of a sheet start a program as soon as the workbook is opened.",
    zh: "工作簿打开时，单元格中的 Excel 4.0 宏会自动启动程序。",
};
const CALLS_SYSTEM: Check = Check {
    rule: "check/sheet-calls-system",
    family: "exploit.sheet-macro",
    score: 76,
    virus_type: VirusType::Downloader,
    en: "Macros in a hidden sheet call functions of the system as soon as the workbook is opened.",
    zh: "工作簿打开时，隐藏工作表中的 Excel 4.0 宏会自动调用系统函数。",
};
const BUILDS_TEXT: Check = Check {
    rule: "check/sheet-builds-text",
    family: "exploit.sheet-macro",
    score: 74,
    virus_type: VirusType::MalScript,
    en: "Macros that run when the workbook is opened put their text together letter by letter, so that nobody can read it.",
    zh: "打开工作簿即运行的 Excel 4.0 宏逐字符拼接文本以躲避查看。",
};
const HIDDEN: Check = Check {
    rule: "check/sheet-hidden-macros",
    family: "exploit.sheet-macro",
    score: 45,
    virus_type: VirusType::Suspicious,
    en: "Macros in a hidden sheet run as soon as the workbook is opened.",
    zh: "隐藏工作表中的 Excel 4.0 宏会在打开工作簿时自动运行。",
};

/// What the macros of a workbook come to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Macros {
    sheets: usize,
    hidden: bool,
    on_opening: bool,
    starts: bool,
    calls: bool,
    chars: usize,
}

pub(crate) fn check(bytes: &[u8], found: &mut Vec<Evidence>) {
    let Some(macros) = macros(bytes).filter(|macros| macros.sheets > 0 && macros.on_opening) else { return };
    let check = if macros.starts {
        &STARTS_PROGRAM
    } else if macros.calls && macros.hidden {
        &CALLS_SYSTEM
    } else if macros.chars >= CHARS_MIN {
        &BUILDS_TEXT
    } else if macros.hidden {
        &HIDDEN
    } else {
        return;
    };
    found.push(evidence(check, Vec::new()));
}

/// Reads the records of a workbook; `None` for what is none.
fn macros(bytes: &[u8]) -> Option<Macros> {
    if read::u16(bytes, 0)? != BEGIN || !matches!(read::u16(bytes, 4)?, 0x500 | 0x600) {
        return None;
    }
    let mut macros = Macros::default();
    let (mut at, mut in_macros) = (0_usize, false);
    for _ in 0..RECORDS_MAX {
        let (Some(kind), Some(len)) = (read::u16(bytes, at), read::u16(bytes, at + 2)) else { break };
        let start = at + 4;
        let Some(data) = bytes.get(start..start + usize::from(len)) else { break };
        match kind {
            BEGIN => in_macros = read::u16(data, 2) == Some(MACROS),
            SHEET if data.get(5) == Some(&MACROS_LISTED) => {
                macros.sheets += 1;
                macros.hidden |= data.get(4).is_some_and(|state| state & 3 != 0);
            }
            NAME => macros.on_opening |= is_on_opening(data),
            FORMULA if in_macros => formula(data.get(22..).unwrap_or_default(), &mut macros),
            ENCRYPTED => break,
            _ => {}
        }
        at = start + usize::from(len);
    }
    Some(macros)
}

/// Whether a name is that of what runs when the workbook is opened, shown or closed.
fn is_on_opening(data: &[u8]) -> bool {
    let (Some(flags), Some(text)) = (read::u16(data, 0), data.get(14..)) else { return false };
    // A byte before the letters says how wide they are, in the later versions.
    let text = if text.first().is_some_and(|&byte| byte < 2) { &text[1..] } else { text };
    if flags & 0x20 != 0 {
        return matches!(text.first(), Some(1 | 2 | 10 | 11));
    }
    let letters = text.iter().filter(|byte| **byte != 0).take(9).map(u8::to_ascii_lowercase);
    letters.eq(*b"auto_open") && read::array::<1>(data, 3).is_some_and(|[len]| len >= 9)
}

/// Looks for calls in a compiled formula.
fn formula(code: &[u8], macros: &mut Macros) {
    for window in code.windows(4) {
        // Three classes of values, of which each has numbers of its own. Letters of texts have no byte but zero
        // between them, and calls of these have arguments.
        match *window {
            [0x22 | 0x42 | 0x62, 1..=4, low, high] if u16::from_le_bytes([low, high]) == EXEC => {
                macros.starts = true;
            }
            [0x22 | 0x42 | 0x62, 1..=30, low, high]
                if matches!(u16::from_le_bytes([low, high]), REGISTER | CALL) =>
            {
                macros.calls = true;
            }
            [0x21 | 0x41 | 0x61, low, high, _] if u16::from_le_bytes([low, high]) == CHAR => {
                macros.chars += 1;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let len = u16::try_from(data.len()).expect("a short record");
        [&kind.to_le_bytes(), &len.to_le_bytes(), data].concat()
    }

    /// A workbook of one sheet of macros with this state, name and formula.
    fn workbook(state: u8, name: &[u8], flags: u8, code: &[u8]) -> Vec<u8> {
        let mut label = vec![flags, 0, 0, u8::try_from(name.len()).expect("a short name")];
        label.resize(14, 0);
        label.push(0);
        label.extend_from_slice(name);
        let mut formula = vec![0; 22];
        formula.extend_from_slice(code);
        [
            record(BEGIN, &[0, 6, 5, 0]),
            record(SHEET, &[0, 0, 0, 0, state, 1, 1, 0, b'M']),
            record(NAME, &label),
            record(BEGIN, &[0, 6, 0x40, 0]),
            record(FORMULA, &formula),
        ]
        .concat()
    }

    fn rules(bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        check(bytes, &mut found);
        found.into_iter().map(|item| item.rule).collect()
    }

    #[test]
    fn macros_that_run_on_opening_are_told_by_what_they_call() {
        let exec = [0x17, 3, 0, b'c', b'm', b'd', 0x42, 1, 110, 0];
        assert_eq!(rules(&workbook(0, &[1], 0x20, &exec)), ["check/sheet-starts-program"]);
        assert_eq!(rules(&workbook(2, b"Auto_Open9", 0, &exec)), ["check/sheet-starts-program"]);
        let call = [0x42, 5, 150, 0];
        assert_eq!(rules(&workbook(1, &[1], 0x20, &call)), ["check/sheet-calls-system"]);
        assert_eq!(rules(&workbook(0, &[1], 0x20, &call)), [""; 0]);
        let chars = [0x1e, 61, 0, 0x41, 111, 0, 8].repeat(30);
        assert_eq!(rules(&workbook(0, &[1], 0x20, &chars)), ["check/sheet-builds-text"]);
        assert_eq!(rules(&workbook(2, &[1], 0x20, &[])), ["check/sheet-hidden-macros"]);
    }

    #[test]
    fn tables_and_macros_that_wait_say_nothing() {
        let exec = [0x42, 1, 110, 0];
        // Print_Area is built in as well.
        assert_eq!(rules(&workbook(0, &[6], 0x20, &exec)), [""; 0]);
        // Two letters of a text, not a call.
        assert_eq!(rules(&workbook(0, &[1], 0x20, &[0x42, 0, 110, 0])), [""; 0]);
        let mut encrypted = record(BEGIN, &[0, 6, 5, 0]);
        encrypted.extend(record(ENCRYPTED, &[1, 0]));
        encrypted.extend(workbook(2, &[1], 0x20, &exec));
        assert_eq!(rules(&encrypted), [""; 0]);
    }

    proptest! {
        #[test]
        fn anything_is_read(tail in prop::collection::vec(any::<u8>(), 0..256)) {
            let mut bytes = workbook(1, &[1], 0x20, &[0x42, 2, 150, 0]);
            bytes.extend(&tail);
            rules(&bytes);
            rules(&tail);
        }
    }
}
