//! The program in memory as a file: what reads programs finds its sections, its entry point, and the functions that it
//! imports, which unpacking code looks up by itself.

use crate::{
    le,
    pe::{IMPORTS, Program, SECTION_BYTES},
    windows::Functions,
};

/// Bytes of a page.
const PAGE_BYTES: usize = 4096;
/// Functions, and modules that they are of, that are listed.
const FUNCTIONS_MAX: usize = 8192;
const MODULES_MAX: usize = 512;
/// Bytes of what is said of a module.
const DESCRIPTOR_BYTES: usize = 20;

/// The image as a file whose sections lie as they do in memory.
pub(crate) fn as_file(
    program: &Program<'_>,
    image: &[u8],
    entry: Option<u64>,
    functions: &Functions<'_>,
) -> Vec<u8> {
    let mut file = image.to_vec();
    // Programs overwrite their headers.
    let headers = program.table + program.sections.len() * SECTION_BYTES;
    le::put(&mut file, 0, program.file.get(..headers.min(image.len())).unwrap_or_default());
    let imports = imports(program, image, functions);
    let len = image.len() + imports.len();
    let last = program.sections.iter().map(|section| section.address).max();
    for (index, section) in program.sections.iter().enumerate() {
        let at = program.table + index * SECTION_BYTES;
        let room = len.saturating_sub(le::index(section.address));
        let size = if Some(section.address) == last { room } else { le::index(section.size).min(room) };
        let size = u32::try_from(size).unwrap_or_default();
        for (field, value) in [(8, size), (16, size), (20, section.address)] {
            le::put(&mut file, at + field, &value.to_le_bytes());
        }
    }
    le::put(&mut file, program.optional + 36, &0x1000_u32.to_le_bytes());
    if let Some(entry) = entry.and_then(|entry| u32::try_from(entry - program.base).ok()) {
        le::put(&mut file, program.optional + 16, &entry.to_le_bytes());
    }
    if !imports.is_empty() && !program.sections.is_empty() {
        let size = u32::try_from(len.next_multiple_of(PAGE_BYTES)).unwrap_or_default();
        le::put(&mut file, program.optional + 56, &size.to_le_bytes());
        let table = u32::try_from(image.len()).unwrap_or_default();
        let bytes = u32::try_from(imports.len()).unwrap_or_default();
        le::put(&mut file, program.directory_at(IMPORTS), &table.to_le_bytes());
        le::put(&mut file, program.directory_at(IMPORTS) + 4, &bytes.to_le_bytes());
        file.extend(imports);
    }
    file
}

/// Addresses of functions of one module that stand in a row.
struct Row<'a> {
    module: &'a str,
    /// Where the first stands, from the base.
    at: usize,
    names: Vec<&'a str>,
}

/// The rows in an image.
fn rows<'a>(program: &Program<'_>, image: &[u8], functions: &Functions<'a>) -> Vec<Row<'a>> {
    let word = if program.wide { 8 } else { 4 };
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut left = FUNCTIONS_MAX;
    for (index, bytes) in image.chunks_exact(word).enumerate() {
        let address = if program.wide { le::u64(bytes, 0) } else { le::u32(bytes, 0).map(u64::from) };
        let Some((module, name)) = address.and_then(|address| functions.get(address)) else { continue };
        if left == 0 {
            break;
        }
        left -= 1;
        let at = index * word;
        let is_full = rows.len() == MODULES_MAX;
        match rows.last_mut() {
            Some(row) if row.module == module && row.at + row.names.len() * word == at => {
                row.names.push(name);
            }
            _ if is_full => break,
            _ => rows.push(Row { module, at, names: vec![name] }),
        }
    }
    rows
}

/// A table of imports for behind the image, which says what functions stand where in it.
fn imports(program: &Program<'_>, image: &[u8], functions: &Functions<'_>) -> Vec<u8> {
    let rows = rows(program, image, functions);
    if rows.is_empty() {
        return Vec::new();
    }
    let word = if program.wide { 8 } else { 4 };
    let base = image.len();
    let mut table = Vec::new();
    // Behind the descriptors stand the rows, and behind those the names.
    let mut row_at = base + (rows.len() + 1) * DESCRIPTOR_BYTES;
    let mut text_at = row_at + rows.iter().map(|row| (row.names.len() + 1) * word).sum::<usize>();
    let (mut words, mut texts) = (Vec::new(), Vec::new());
    for row in &rows {
        let descriptor = [row_at, 0, 0, text_at, row.at];
        table.extend(
            descriptor.iter().flat_map(|field| u32::try_from(*field).unwrap_or_default().to_le_bytes()),
        );
        texts.extend(row.module.bytes().chain([0]));
        text_at += row.module.len() + 1;
        for name in &row.names {
            // By number, or by a name behind two bytes.
            let number = name.strip_prefix('#').and_then(|number| number.parse::<u64>().ok());
            let entry = match number {
                Some(number) => number | 1 << (word * 8 - 1),
                None => text_at as u64,
            };
            words.extend(entry.to_le_bytes().iter().take(word));
            if number.is_none() {
                texts.extend([0, 0].into_iter().chain(name.bytes()).chain([0]));
                text_at += name.len() + 3;
            }
        }
        words.extend(std::iter::repeat_n(0, word));
        row_at += (row.names.len() + 1) * word;
    }
    table.extend([0; DESCRIPTOR_BYTES]);
    table.extend(words);
    table.extend(texts);
    table
}
