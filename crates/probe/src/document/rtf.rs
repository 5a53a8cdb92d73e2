//! RTF 1.9.1: the document's information, and its text without its control words.

use super::{PART_BYTES_MAX, Text};
use crate::{
    found::{Found, first},
    source::{Source, Stop},
    time,
};

/// The deepest group that is followed.
const DEPTH_MAX: usize = 256;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Body,
    Title,
    Author,
    Time,
    Nothing,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    target: Target,
    /// How many letters stand for one that old readers do not know.
    skip: usize,
}

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    found.is("document", "application/rtf");
    let bytes = source.some(0, PART_BYTES_MAX)?.to_vec();
    let mut rtf = Rtf {
        groups: vec![Group { target: Target::Body, skip: 1 }],
        text: Text::new(found.text_max_bytes.max(super::LANGUAGE_BYTES)),
        title: Vec::new(),
        author: Vec::new(),
        time: [0; 5],
        pages: None,
        page: encoding_rs::WINDOWS_1252,
        pending: Vec::new(),
        to_skip: 0,
    };
    let result = rtf.run(&bytes);
    rtf.flush();
    let line = |bytes: &[u8]| crate::bytes::text(bytes);
    first(&mut found.metadata.title, line(&rtf.title));
    first(&mut found.metadata.artist, line(&rtf.author));
    found.metadata.page_count = rtf.pages.filter(|pages| *pages > 0);
    let [year, month, day, hour, minute] = rtf.time;
    first(&mut found.when, time::exif(&format!("{year:04}:{month}:{day} {hour}:{minute}"), None, None));
    rtf.text.give(found);
    if let Some(text) = &mut found.text {
        text.truncate(text.floor_char_boundary(found.text_max_bytes));
    }
    result
}

struct Rtf {
    groups: Vec<Group>,
    text: Text,
    title: Vec<u8>,
    author: Vec<u8>,
    time: [i64; 5],
    pages: Option<i64>,
    page: &'static encoding_rs::Encoding,
    /// Bytes in the code page, until something else comes.
    pending: Vec<u8>,
    to_skip: usize,
}

impl Rtf {
    fn target(&self) -> Target {
        self.groups.last().map_or(Target::Nothing, |group| group.target)
    }

    fn run(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' => {
                    if self.groups.len() >= DEPTH_MAX {
                        return Err(Stop::Limit("its groups are nested too deeply"));
                    }
                    let group =
                        self.groups.last().copied().unwrap_or(Group { target: Target::Nothing, skip: 1 });
                    self.groups.push(group);
                }
                b'}' => {
                    self.flush();
                    self.groups.pop();
                    if self.groups.len() <= 1 {
                        return Ok(());
                    }
                }
                b'\\' => at = self.control(bytes, at),
                b'\r' | b'\n' => {}
                _ => self.byte(*byte),
            }
            if self.text.is_full() {
                return Ok(());
            }
        }
        Err(Stop::Cut)
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        match self.target() {
            Target::Body => self.pending.push(byte),
            Target::Title if self.title.len() < 4096 => self.title.push(byte),
            Target::Author if self.author.len() < 4096 => self.author.push(byte),
            _ => {}
        }
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let words = self.page.decode_without_bom_handling(&self.pending).0;
            self.text.words(&words);
            self.pending.clear();
        }
    }

    fn letter(&mut self, letter: char) {
        let mut buffer = [0; 4];
        let letter = letter.encode_utf8(&mut buffer);
        match self.target() {
            Target::Body => {
                self.flush();
                self.text.words(letter);
            }
            Target::Title => self.title.extend_from_slice(letter.as_bytes()),
            Target::Author => self.author.extend_from_slice(letter.as_bytes()),
            _ => {}
        }
    }

    /// A control word or symbol behind a backslash; where to go on.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        let letters = rest.iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            match rest.first() {
                Some(b'\'') => {
                    let hex = rest.get(1..3).and_then(|hex| std::str::from_utf8(hex).ok());
                    if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                        self.byte(byte);
                    }
                    return at + 3;
                }
                Some(byte @ (b'\\' | b'{' | b'}')) => self.byte(*byte),
                Some(b'~') => self.byte(b' '),
                // What an old reader may leave out.
                Some(b'*') => self.aim(Target::Nothing),
                _ => {}
            }
            return at + 1;
        }
        let digits = rest.get(letters..).unwrap_or_default().iter().take(11);
        let digits = digits
            .enumerate()
            .take_while(|(at, byte)| byte.is_ascii_digit() || *at == 0 && **byte == b'-')
            .count();
        let word = rest.get(..letters).unwrap_or_default();
        let number = rest
            .get(letters..letters + digits)
            .and_then(|number| std::str::from_utf8(number).ok()?.parse::<i64>().ok());
        let end = at + letters + digits;
        self.word(word, number);
        // One blank belongs to the word.
        end + usize::from(bytes.get(end) == Some(&b' '))
    }

    fn aim(&mut self, target: Target) {
        if let Some(group) = self.groups.last_mut() {
            group.target = target;
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i64>) {
        match word {
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"pict" | b"object" | b"header" | b"footer"
            | b"info" | b"listtable" | b"listoverridetable" | b"themedata" | b"datastore" | b"generator" => {
                self.aim(Target::Nothing);
            }
            b"title" => self.aim(Target::Title),
            b"author" => self.aim(Target::Author),
            b"creatim" => self.aim(Target::Time),
            b"yr" | b"mo" | b"dy" | b"hr" | b"min" if self.target() == Target::Time => {
                let at = [&b"yr"[..], b"mo", b"dy", b"hr", b"min"].iter().position(|name| *name == word);
                if let Some(part) = at.and_then(|at| self.time.get_mut(at)) {
                    *part = number.unwrap_or_default();
                }
            }
            b"nofpages" => self.pages = number,
            b"ansicpg" => {
                let label = format!("windows-{}", number.unwrap_or(1252));
                let label = if number == Some(936) {
                    "gbk".to_owned()
                } else if number == Some(950) {
                    "big5".to_owned()
                } else if number == Some(932) {
                    "shift_jis".to_owned()
                } else {
                    label
                };
                self.page = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap_or(self.page);
            }
            b"uc" => {
                if let Some(group) = self.groups.last_mut() {
                    group.skip = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16);
                }
            }
            b"u" => {
                // Sixteen bits with a sign.
                let code = number.and_then(|number| u32::try_from(number.rem_euclid(0x1_0000)).ok());
                if let Some(letter) = code.and_then(char::from_u32) {
                    self.letter(letter);
                }
                self.to_skip = self.groups.last().map_or(1, |group| group.skip);
            }
            b"par" | b"line" | b"row" if self.target() == Target::Body => {
                self.flush();
                self.text.line();
            }
            b"tab" | b"cell" => self.byte(b' '),
            _ => {}
        }
    }
}
