//! Files built from their structures, and what they are called.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod archives;
mod documents;
mod executables;
mod hostile;
mod scripts;

/// The labels as texts.
pub(crate) fn labels(bytes: &[u8]) -> Vec<String> {
    assay_filetype::labels(bytes).iter().map(ToString::to_string).collect()
}

/// A stored zip of these members; the flags are every member's.
pub(crate) fn zip(flags: u16, members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut local, mut central) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let len = u32::try_from(content.len()).unwrap();
        let mut numbers = Vec::new();
        numbers.extend(flags.to_le_bytes());
        numbers.extend([0; 10]);
        numbers.extend(len.to_le_bytes());
        numbers.extend(len.to_le_bytes());
        numbers.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        numbers.extend([0; 2]);
        central.extend(b"PK\x01\x02\x14\0\x14\0");
        central.extend(&numbers);
        central.extend([0; 10]);
        central.extend(u32::try_from(local.len()).unwrap().to_le_bytes());
        central.extend(name.as_bytes());
        local.extend(b"PK\x03\x04\x14\0");
        local.extend(&numbers);
        local.extend(name.as_bytes());
        local.extend(*content);
    }
    let count = u16::try_from(members.len()).unwrap();
    let start = u32::try_from(local.len()).unwrap();
    let mut out = [local, central.clone()].concat();
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(central.len()).unwrap().to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}
