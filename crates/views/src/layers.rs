//! The whole reading: a script, its views, the layers inside them, and the flows.

use std::ops::Range;

use crate::{
    Flow, How, Limits, Script, View, codec,
    eval::{self, Fold},
    lex::{self, token::Kind, token::Token},
    print,
    script::Language,
    shell, source,
};

/// Strings shorter than this hide nothing worth a view of its own.
const LAYER_BYTES: usize = 12;
/// Runs of letters that may be packed text are at least this long.
const RUN_BYTES: usize = 48;
/// Runs that are tried, in one text.
const RUNS_MAX: usize = 64;
/// Tokens of one text.
const TOKENS_MAX: usize = 400_000;

/// What a script turned out to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The derived texts, the one of the whole script first.
    pub views: Vec<View>,
    /// Where data reaches what runs it. Offsets are the script's; of a layer's flows those of the string
    /// that held the layer.
    pub flows: Vec<Flow>,
    /// Nothing was left out for want of bytes, views, layers or budget.
    pub complete: bool,
}

/// A text that waits to be read.
struct Layer {
    text: Vec<u8>,
    script: Script,
    depth: usize,
    how: Vec<How>,
    /// The string in the script's own bytes; `None` for the script itself.
    origin: Option<Range<usize>>,
}

/// Reads a script. Time and memory are bounded by `limits`, whatever the bytes.
pub fn read(bytes: &[u8], script: Script, limits: &Limits) -> Reading {
    let mut reading = Reading { complete: bytes.len() <= limits.max_bytes, ..Reading::default() };
    let bytes = &bytes[..bytes.len().min(limits.max_bytes)];
    let text = source::text(bytes);
    let skipped = if matches!(text, std::borrow::Cow::Borrowed(_)) { bytes.len() - text.len() } else { 0 };
    let mut how = Vec::new();
    let mut origin = None;
    let mut text = text.into_owned();
    if text.len() + skipped != bytes.len() {
        how.push(How::Decoded);
        origin = Some(0..bytes.len());
    }
    if let Some(plain) = resolved(&text, script) {
        text = plain;
        how.push(How::Decoded);
        origin = Some(0..bytes.len());
    }
    let first = Layer { text, script, depth: 0, how, origin };
    let mut layers = std::collections::VecDeque::from([first]);
    let mut left = limits.max_view_bytes;
    while let Some(layer) = layers.pop_front() {
        if reading.views.len() >= limits.max_views || left == 0 {
            reading.complete = false;
            break;
        }
        let skipped = if layer.origin.is_none() { skipped } else { 0 };
        let mut inner = Vec::new();
        one(&layer, skipped, left, &mut reading, &mut inner);
        left = left.saturating_sub(reading.views.last().map_or(0, |view| view.text.len()));
        for next in inner {
            if next.depth > limits.max_depth || layers.len() >= limits.max_views {
                reading.complete = false;
            } else if !reading.views.iter().any(|view| view.text == next.text) {
                layers.push_back(next);
            }
        }
    }
    reading.flows.sort_unstable();
    reading.flows.dedup();
    reading
}

/// Encodings of the whole text: Microsoft's, Java's Unicode escapes, a page in XML.
fn resolved(text: &[u8], script: Script) -> Option<Vec<u8>> {
    if matches!(script, Script::Asp | Script::Html | Script::Vb | Script::JavaScript | Script::Aspx)
        && let Some(plain) = source::encoded_script::decode(text)
    {
        return Some(plain);
    }
    if matches!(script, Script::Jsp | Script::Java | Script::Aspx | Script::JavaScript)
        && memchr::memmem::find_iter(text, b"\\u").take(8).count() >= 4
    {
        let mut out = Vec::with_capacity(text.len());
        let mut rest = text;
        let mut found = false;
        while let Some(at) = memchr::memmem::find(rest, b"\\u") {
            out.extend_from_slice(&rest[..at]);
            // Java allows any number of u.
            let marks = rest[at + 1..].iter().take_while(|&&byte| byte == b'u').count();
            let digits = rest.get(at + 1 + marks..at + 5 + marks).unwrap_or_default();
            match codec::hex(digits).filter(|code| code.len() == 2) {
                Some(code) => {
                    codec::push_unit(&mut out, u16::from_be_bytes([code[0], code[1]]));
                    rest = &rest[at + 5 + marks..];
                    found = true;
                }
                None => {
                    out.extend_from_slice(&rest[at..at + 2]);
                    rest = &rest[at + 2..];
                }
            }
        }
        out.extend_from_slice(rest);
        return found.then_some(out);
    }
    if script == Script::Jsp && memchr::memmem::find(text, b"<jsp:").is_some() {
        let no_sections: Vec<u8> = replace(&replace(text, b"<![CDATA[", b""), b"]]>", b"");
        let plain = codec::entities(&no_sections);
        return (plain != text).then_some(plain);
    }
    None
}

fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    for found in memchr::memmem::find_iter(text, from) {
        out.extend_from_slice(&text[at..found]);
        out.extend_from_slice(to);
        at = found + from.len();
    }
    out.extend_from_slice(&text[at..]);
    out
}

/// Reads one text: adds its view and its flows, and finds the layers in it.
fn one(layer: &Layer, skipped: usize, max: usize, reading: &mut Reading, inner: &mut Vec<Layer>) {
    let text = layer.text.as_slice();
    let mut out = Vec::new();
    let mut pieces = Vec::new();
    let place = |start: usize, end: usize| match &layer.origin {
        Some(origin) => origin.clone(),
        None => start + skipped..end + skipped,
    };
    let mut next = |text: Vec<u8>, script: Script, how: How, origin: Range<usize>| {
        if text.len() >= LAYER_BYTES && inner.len() < 64 {
            let how = layer.how.iter().copied().chain([how]).collect();
            inner.push(Layer { text: wrapped(text, script), script, depth: layer.depth + 1, how, origin: Some(origin) });
        }
    };
    match layer.script {
        Script::Shell => out = shell::unix(text, max),
        Script::Batch => out = shell::batch(text, max),
        _ => {
            for unit in units(text, layer.script, &mut reading.complete) {
                // Twenty steps and copies a byte are more than any honest script needs.
                let budget = 200_000 + 24 * u64::try_from(text.len()).unwrap_or(0);
                let program = eval::read(&unit.tokens, unit.language, budget);
                reading.complete &= program.complete;
                for flow in program.flows {
                    let origin = place(flow.start, flow.end);
                    reading.flows.push(Flow { start: origin.start, end: origin.end, ..flow });
                }
                for fold in outermost(&program.folds) {
                    let span = span(&unit.tokens, fold.first, fold.end);
                    if fold.unpacked && codec::is_text(&fold.text) && looks_like_code(&fold.text) {
                        next(fold.text.to_vec(), script_of(&fold.text, layer.script), How::Unpacked, place(span.start, span.end));
                    }
                }
                print::print(text, &unit.tokens, &program.folds, unit.language, max, &mut out, &mut pieces);
            }
        }
    }
    for (run, plain, script) in packed_runs(text, layer.script) {
        next(plain, script, How::Guessed, place(run.start, run.end));
    }
    for piece in &mut pieces {
        let origin = place(piece.start, piece.end);
        (piece.start, piece.end) = (origin.start, origin.end);
    }
    let how = layer.how.iter().copied().chain([How::Normalised]).collect();
    reading.complete &= out.len() < max;
    reading.views.push(View { text: out, how, whole: Some(place(0, text.len())), pieces });
}

/// A stretch of a text in one language.
struct Unit {
    language: Language,
    tokens: Vec<Token>,
}

fn units(text: &[u8], script: Script, complete: &mut bool) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut printed: Vec<Token> = Vec::new();
    let mut left = TOKENS_MAX;
    for region in source::regions::of(text, script) {
        let Some(language) = region.language else {
            let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
            let token = Token { kind: Kind::Html, start: offset(region.start), end: offset(region.end) };
            match units.last_mut() {
                Some(unit) => unit.tokens.push(token),
                None => printed.push(token),
            }
            continue;
        };
        if units.last().is_none_or(|unit| unit.language != language) {
            units.push(Unit { language, tokens: std::mem::take(&mut printed) });
        }
        if let Some(unit) = units.last_mut() {
            let before = unit.tokens.len();
            *complete &= lex::lex(text, region.start, region.end, language, left, &mut unit.tokens);
            left = left.saturating_sub(unit.tokens.len() - before);
        }
    }
    units
}

/// Folds that are inside no other.
fn outermost(folds: &[Fold]) -> Vec<&Fold> {
    let mut sorted: Vec<&Fold> = folds.iter().collect();
    sorted.sort_by(|a, b| (a.first, std::cmp::Reverse(a.end)).cmp(&(b.first, std::cmp::Reverse(b.end))));
    let mut end = 0;
    sorted.retain(|fold| {
        let out = fold.first >= end;
        if out {
            end = fold.end;
        }
        out
    });
    sorted
}

fn span(tokens: &[Token], first: usize, end: usize) -> Range<usize> {
    let offset = |at: u32| usize::try_from(at).unwrap_or(0);
    let start = tokens.get(first).map_or(0, |token| offset(token.start));
    start..tokens.get(end.max(first + 1) - 1).map_or(start, |token| offset(token.end))
}

/// A layer as a page of its language, for rules that ask for the tags.
fn wrapped(text: Vec<u8>, script: Script) -> Vec<u8> {
    match script {
        Script::Php if memchr::memmem::find(&text, b"<?").is_none() => [b"<?php ".as_slice(), &text].concat(),
        Script::Asp | Script::Aspx | Script::Jsp if memchr::memmem::find(&text, b"<%").is_none() => {
            [b"<% ".as_slice(), &text, b" %>"].concat()
        }
        _ => text,
    }
}

/// Whether a text has what code has, and words do not.
fn looks_like_code(text: &[u8]) -> bool {
    text.iter().take(4096).any(|byte| matches!(byte, b'(' | b';' | b'$' | b'<' | b'=' | b'|' | b'-' | b'/'))
}

/// The language of an unpacked text, when it shows.
fn script_of(text: &[u8], parent: Script) -> Script {
    let head = text[..text.len().min(512)].to_ascii_lowercase();
    let has = |word: &[u8]| memchr::memmem::find(&head, word).is_some();
    if has(b"<?php") {
        Script::Php
    } else if head.starts_with(b"#!") && (has(b"/sh") || has(b"bash")) {
        Script::Shell
    } else if head.starts_with(b"#!") && has(b"python") {
        Script::Python
    } else if head.starts_with(b"#!") && has(b"perl") {
        Script::Perl
    } else if has(b"createobject") || has(b"on error resume next") {
        if parent == Script::Asp { parent } else { Script::Vb }
    } else if parent == Script::Batch {
        Script::PowerShell
    } else {
        parent
    }
}

/// Runs of base64 or hexadecimal letters that unpack to text.
fn packed_runs(text: &[u8], script: Script) -> Vec<(Range<usize>, Vec<u8>, Script)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut tried = 0;
    while at < text.len() && tried < RUNS_MAX {
        let rest = &text[at..];
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        let length = rest.iter().take_while(|byte| is_letter(byte)).count();
        if length >= RUN_BYTES {
            tried += 1;
            let run = &rest[..length];
            if let Some((plain, is_wide)) = unpacked_run(run) {
                let script = if is_wide { Script::PowerShell } else { script_of(&plain, script) };
                found.push((at..at + length, plain, script));
            }
        }
        at += length + 1;
    }
    found
}

/// What a run of letters unpacks to, if it is text with code in it; whether it was UTF-16.
fn unpacked_run(run: &[u8]) -> Option<(Vec<u8>, bool)> {
    const RUN_MAX: usize = 1 << 20;
    let bytes = match run.iter().all(u8::is_ascii_hexdigit) {
        true => codec::hex(run)?,
        false => codec::base64(run)?,
    };
    let zeros = bytes.iter().take(64).skip(1).step_by(2).filter(|&&byte| byte == 0).count();
    if zeros >= 16 {
        let plain = source::utf16(&bytes, u16::from_le_bytes);
        return codec::is_text(&plain).then_some((plain, true));
    }
    let plain = match bytes.as_slice() {
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => codec::inflate(&bytes, codec::Deflate::Zlib, RUN_MAX)?,
        [0x1f, 0x8b, ..] => codec::inflate(&bytes, codec::Deflate::Gzip, RUN_MAX)?,
        _ => bytes,
    };
    // Any text can be read as base64; what comes out is hardly ever ASCII by chance.
    let ascii = plain.iter().take(256).filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
    (codec::is_text(&plain) && ascii * 10 >= plain.len().min(256) * 9 && looks_like_code(&plain)).then_some((plain, false))
}
