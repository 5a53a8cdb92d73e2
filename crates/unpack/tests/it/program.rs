//! Makes small Windows programs that unpack themselves.

/// Where a program's sections lie in memory, and its image.
pub(crate) const BASE: u32 = 0x40_0000;
pub(crate) const FIRST: u32 = 0x1000;
pub(crate) const SECOND: u32 = 0x3000;
pub(crate) const IMPORTS: u32 = 0x5000;
/// Where the addresses of imported functions are put, each of four bytes.
pub(crate) const FUNCTIONS: u32 = IMPORTS + 0x200;

const HEADERS: usize = 0x400;
const SECTION: usize = 0x2000;

fn put(file: &mut [u8], at: usize, bytes: &[u8]) {
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

/// A program of 32 bits with two sections that may be written and run, and one with its imports from kernel32. It
/// begins at the beginning of the second.
pub(crate) fn program(first: &[u8], second: &[u8], imports: &[&str]) -> Vec<u8> {
    let mut file = vec![0; HEADERS + 3 * SECTION];
    put(&mut file, 0, b"MZ");
    put(&mut file, 60, &0x80_u32.to_le_bytes());
    put(&mut file, 0x80, b"PE\0\0");
    put(&mut file, 0x84, &0x14c_u16.to_le_bytes());
    put(&mut file, 0x86, &3_u16.to_le_bytes());
    put(&mut file, 0x94, &0xe0_u16.to_le_bytes());
    put(&mut file, 0x96, &0x102_u16.to_le_bytes());
    let optional = 0x98;
    put(&mut file, optional, &0x10b_u16.to_le_bytes());
    for (at, value) in [
        (16, SECOND),
        (28, BASE),
        (32, 0x1000),
        (36, 0x200),
        (56, 0x7000),
        (60, u32::try_from(HEADERS).unwrap()),
        (92, 16),
        (96 + 8, IMPORTS),
        (96 + 12, 0x28),
    ] {
        put(&mut file, optional + at, &value.to_le_bytes());
    }
    put(&mut file, optional + 68, &2_u16.to_le_bytes());
    for (index, address) in [FIRST, SECOND, IMPORTS].into_iter().enumerate() {
        let at = optional + 0xe0 + index * 40;
        put(&mut file, at, &[b'.', b'a' + u8::try_from(index).unwrap()]);
        let offset = HEADERS + index * SECTION;
        let len = u32::try_from(SECTION).unwrap();
        for (field, value) in
            [(8, len), (12, address), (16, len), (20, u32::try_from(offset).unwrap()), (36, 0xe000_0020)]
        {
            put(&mut file, at + field, &value.to_le_bytes());
        }
    }
    put(&mut file, HEADERS, first);
    put(&mut file, HEADERS + SECTION, second);
    let table = HEADERS + 2 * SECTION;
    if !imports.is_empty() {
        put(&mut file, table + 12, &(IMPORTS + 0x100).to_le_bytes());
        put(&mut file, table + 16, &FUNCTIONS.to_le_bytes());
        put(&mut file, table + 0x100, b"KERNEL32.dll\0");
        for (index, name) in imports.iter().enumerate() {
            let text = 0x400 + index * 64;
            let address = IMPORTS + u32::try_from(text).unwrap();
            put(&mut file, table + 0x200 + index * 4, &address.to_le_bytes());
            put(&mut file, table + text + 2, name.as_bytes());
        }
    }
    file
}

/// `call` of an imported function.
pub(crate) fn call(index: u32) -> Vec<u8> {
    [vec![0xff, 0x15], (BASE + FUNCTIONS + index * 4).to_le_bytes().to_vec()].concat()
}

/// `jmp` from this offset of the second section to an address from the base.
pub(crate) fn jump(from: usize, to: u32) -> Vec<u8> {
    let here = SECOND + u32::try_from(from).unwrap() + 5;
    [vec![0xe9], to.wrapping_sub(here).to_le_bytes().to_vec()].concat()
}

/// Code that turns so many bytes of the first section by a key, at the beginning of the second.
pub(crate) fn turning(len: usize, key: u8) -> Vec<u8> {
    let mut code = vec![0xbe];
    code.extend((BASE + FIRST).to_le_bytes());
    code.push(0xb9);
    code.extend(u32::try_from(len).unwrap().to_le_bytes());
    // xor byte [esi], key; inc esi; loop
    code.extend([0x80, 0x36, key, 0x46, 0xe2, 0xfa]);
    code
}
