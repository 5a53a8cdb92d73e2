//! PE, ELF, Mach-O and what is put around and behind them.

use crate::{labels, zip};

/// A PE with the given fields; nothing in it could run.
#[derive(Clone)]
pub(crate) struct Pe {
    pub(crate) wide: bool,
    pub(crate) machine: u16,
    pub(crate) characteristics: u16,
    pub(crate) subsystem: u16,
    pub(crate) sections: Vec<&'static [u8]>,
    pub(crate) directories: Vec<(usize, u32, u32)>,
}

impl Default for Pe {
    fn default() -> Self {
        Self {
            wide: false,
            machine: 0x14c,
            characteristics: 2,
            subsystem: 3,
            sections: vec![b".text"],
            directories: vec![],
        }
    }
}

impl Pe {
    pub(crate) fn build(&self) -> Vec<u8> {
        let fixed = if self.wide { 112 } else { 96 };
        let mut out = vec![0; 0x80];
        out[..2].copy_from_slice(b"MZ");
        out[0x3c] = 0x80;
        out.extend(b"PE\0\0");
        out.extend(self.machine.to_le_bytes());
        out.extend(u16::try_from(self.sections.len()).unwrap().to_le_bytes());
        out.extend([0; 12]);
        out.extend((fixed + 128_u16).to_le_bytes());
        out.extend(self.characteristics.to_le_bytes());
        let mut optional = vec![0; usize::from(fixed) + 128];
        optional[..2].copy_from_slice(&if self.wide { 0x20b_u16 } else { 0x10b }.to_le_bytes());
        optional[68..70].copy_from_slice(&self.subsystem.to_le_bytes());
        let count_at = usize::from(fixed) - 4;
        optional[count_at..count_at + 4].copy_from_slice(&16_u32.to_le_bytes());
        for (index, at, len) in &self.directories {
            let entry = usize::from(fixed) + index * 8;
            optional[entry..entry + 4].copy_from_slice(&at.to_le_bytes());
            optional[entry + 4..entry + 8].copy_from_slice(&len.to_le_bytes());
        }
        out.extend(optional);
        for (index, name) in self.sections.iter().enumerate() {
            let mut section = [0; 40];
            section[..name.len()].copy_from_slice(name);
            section[16..20].copy_from_slice(&512_u32.to_le_bytes());
            let at = 1024 + u32::try_from(index).unwrap() * 512;
            section[20..24].copy_from_slice(&at.to_le_bytes());
            out.extend(section);
        }
        out.resize(1024 + self.sections.len() * 512, 0);
        out
    }
}

#[test]
fn pe_kinds() {
    assert_eq!(labels(&Pe::default().build()), ["PE32", "x86"]);
    let dll = Pe { wide: true, machine: 0x8664, characteristics: 0x2002, ..Pe::default() };
    assert_eq!(labels(&dll.build()), ["DLL", "PE32+", "x86-64"]);
    let driver = Pe { wide: true, machine: 0xaa64, subsystem: 1, ..Pe::default() };
    assert_eq!(labels(&driver.build()), ["ARM64", "Driver", "PE32+"]);
    let managed = Pe { directories: vec![(14, 0x2000, 72)], ..Pe::default() };
    assert_eq!(labels(&managed.build()), [".NET", "PE32", "x86"]);
    let efi = Pe { wide: true, machine: 0x8664, subsystem: 10, ..Pe::default() };
    assert_eq!(labels(&efi.build()), ["EFI", "PE32+", "x86-64"]);
}

#[test]
fn packers_are_told_by_their_sections() {
    for (section, name) in [
        (b"UPX0" as &'static [u8], "UPX"),
        (b".aspack", "ASPack"),
        (b".themida", "Themida"),
        (b".vmp0", "VMProtect"),
        (b".MPRESS1", "MPRESS"),
        (b"PEC2", "PECompact"),
        (b".nsp0", "NsPack"),
        (b".petite", "Petite"),
    ] {
        let pe = Pe { sections: vec![section, b".rsrc"], ..Pe::default() };
        let mut expected = ["PE32", "x86", "Packed", name];
        expected.sort_unstable();
        assert_eq!(labels(&pe.build()), expected);
    }
    for honest in [b".text" as &'static [u8], b".pdata", b".rdata", b".special", b".upd"] {
        let pe = Pe { sections: vec![honest], ..Pe::default() };
        assert_eq!(labels(&pe.build()), ["PE32", "x86"]);
    }
}

#[test]
fn a_signature_is_no_overlay_but_what_follows_it_is() {
    let end = u32::try_from(Pe::default().build().len()).unwrap();
    let signed = Pe { directories: vec![(4, end, 64)], ..Pe::default() };
    let mut bytes = signed.build();
    bytes.extend([1; 64]);
    assert_eq!(labels(&bytes), ["PE32", "Signed", "x86"]);
    bytes.extend(b"more");
    assert_eq!(labels(&bytes), ["Overlay", "PE32", "Signed", "x86"]);
}

#[test]
fn archives_behind_programs_make_them_unpack_themselves() {
    let pe = Pe::default().build();
    let encrypted = [pe.as_slice(), &zip(1, &[("a", b"0123456789abcdef")])].concat();
    assert_eq!(labels(&encrypted), ["Overlay", "PE32", "SFX", "Zip", "encrypted", "x86"]);
    let rar = [pe.as_slice(), b"Rar!\x1a\x07\x01\0rest"].concat();
    assert_eq!(labels(&rar), ["Overlay", "PE32", "RAR", "SFX", "x86"]);
    let seven = [pe.as_slice(), b";!@Install@!UTF-8!\n;!@InstallEnd@!7z\xbc\xaf\x27\x1c\0\x04"].concat();
    assert_eq!(labels(&seven), ["7z", "Overlay", "PE32", "SFX", "x86"]);
    let nsis = [pe.as_slice(), b"\0\0\0\0\xef\xbe\xad\xdeNullsoftInst"].concat();
    assert_eq!(labels(&nsis), ["NSIS", "Overlay", "PE32", "SFX", "x86"]);
    let other = [pe.as_slice(), b"just data"].concat();
    assert_eq!(labels(&other), ["Overlay", "PE32", "x86"]);
}

#[test]
fn old_programs_are_told_apart_from_text_that_begins_alike() {
    let mut dos = vec![0; 512];
    dos[..10].copy_from_slice(&[b'M', b'Z', 0, 1, 2, 0, 0, 0, 4, 0]);
    assert_eq!(labels(&dos), ["DOS"]);
    dos[0x3c] = 0x80;
    dos[0x80..0x82].copy_from_slice(b"NE");
    assert_eq!(labels(&dos), ["NE"]);
    assert_eq!(labels(b"MZ is how some sentences begin."), ["Text"]);
}

/// An ELF with one loaded segment, an interpreter or a dynamic section if wanted, and no sections.
fn elf(wide: bool, big: bool, kind: u16, machine: u16, segments: &[u32]) -> Vec<u8> {
    let half = |number: u16| if big { number.to_be_bytes() } else { number.to_le_bytes() };
    let word = |number: u32| if big { number.to_be_bytes() } else { number.to_le_bytes() };
    let address = |number: u32| {
        let long = u64::from(number);
        if wide {
            if big { long.to_be_bytes() } else { long.to_le_bytes() }.to_vec()
        } else {
            word(number).to_vec()
        }
    };
    let header_len: u16 = if wide { 64 } else { 52 };
    let segment_len: u16 = if wide { 56 } else { 32 };
    let mut out = vec![0x7f, b'E', b'L', b'F', if wide { 2 } else { 1 }, if big { 2 } else { 1 }, 1];
    out.resize(16, 0);
    out.extend(half(kind));
    out.extend(half(machine));
    out.extend(word(1));
    out.extend(address(0));
    out.extend(address(u32::from(header_len)));
    out.extend(address(0));
    out.extend(word(0));
    for number in [header_len, segment_len, u16::try_from(segments.len()).unwrap(), 0, 0, 0] {
        out.extend(half(number));
    }
    for kind in segments {
        let at = out.len();
        out.extend(word(*kind));
        out.resize(at + usize::from(segment_len), 0);
    }
    out
}

#[test]
fn elf_kinds() {
    assert_eq!(labels(&elf(true, false, 2, 62, &[1, 3, 2])), ["ELF64", "Executable", "Stripped", "x86-64"]);
    assert_eq!(labels(&elf(true, false, 3, 183, &[3, 2])), ["ARM64", "ELF64", "Executable", "Stripped"]);
    assert_eq!(labels(&elf(true, false, 3, 62, &[2])), ["ELF64", "Shared", "Stripped", "x86-64"]);
    assert_eq!(labels(&elf(false, true, 2, 8, &[1])), ["ELF32", "Executable", "MIPS", "Static", "Stripped"]);
    assert_eq!(labels(&elf(false, false, 1, 3, &[])), ["ELF32", "Relocatable", "x86"]);
    assert_eq!(labels(&elf(true, false, 4, 62, &[4])), ["Core", "ELF64", "x86-64"]);
}

#[test]
fn this_very_test_is_a_program() {
    let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let found = labels(&bytes);
    assert!(found.iter().any(|label| label == "ELF64" || label == "Mach-O"), "{found:?}");
    assert!(
        !found.iter().any(|label| ["Overlay", "SFX", "Packed", "Zip"].contains(&label.as_str())),
        "{found:?}"
    );
}

#[test]
fn elf_packed_and_with_an_archive_behind() {
    let mut upx = elf(true, false, 2, 62, &[1]);
    upx.extend(b"....UPX!....");
    assert!(labels(&upx).contains(&"UPX".to_owned()));
    let sfx = [elf(true, false, 2, 62, &[1]), zip(0, &[("a", b"a")])].concat();
    let found = labels(&sfx);
    for label in ["SFX", "Zip", "Overlay"] {
        assert!(found.contains(&label.to_owned()), "{found:?}");
    }
}

#[test]
fn mach_o_and_the_class_file_of_the_same_signature() {
    let mut thin = vec![0xcf, 0xfa, 0xed, 0xfe];
    for number in [0x0100_000c_u32, 0, 2, 1, 16, 0, 0, 0x1d, 16, 0, 0] {
        thin.extend(number.to_le_bytes());
    }
    assert_eq!(labels(&thin), ["ARM64", "Executable", "Mach-O", "Signed"]);
    let mut fat = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 1];
    fat.extend([0; 8]);
    fat.extend(28_u32.to_be_bytes());
    fat.extend([0; 8]);
    fat.extend(&thin);
    assert_eq!(labels(&fat), ["ARM64", "Executable", "Fat", "Mach-O", "Signed"]);
    assert_eq!(labels(&[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52, 0, 16, 10, 0]), ["JavaClass"]);
}
