//! The bytes that must stand in a content wherever a pattern matches.

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use regex_syntax::{
    ParserBuilder,
    hir::{Hir, HirKind},
};
use serde::{Deserialize, Serialize};
use yara_x_parser::ast::{HexToken, Pattern, PatternModifier, PatternModifiers};

/// What has fewer bytes than this is found by a pass of its own.
const SHORT_BELOW: usize = 4;
/// The fewest bytes that are looked for.
const LITERAL_MIN: usize = 2;
/// The most bytes that are looked for; more would not make a literal rarer.
const LITERAL_MAX: usize = 32;
/// How deeply a regular expression may be nested to be understood here.
const NEST_MAX: u32 = 50;

/// A stretch of bytes that is searched for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Literal {
    /// From [`LITERAL_MIN`] to [`LITERAL_MAX`] of them; in lower case if `nocase`.
    pub(crate) bytes: Vec<u8>,
    /// Whether ASCII letters may be of either case.
    pub(crate) nocase: bool,
}

impl Literal {
    /// The rarest stretch of `bytes`, if they are enough.
    fn of(bytes: &[u8], nocase: bool) -> Option<Self> {
        let length = bytes.len().min(LITERAL_MAX);
        if length < LITERAL_MIN {
            return None;
        }
        let rarest = bytes.windows(length).min_by(|a, b| frequency(a).total_cmp(&frequency(b)))?;
        let bytes = if nocase { rarest.to_ascii_lowercase() } else { rarest.to_vec() };
        Some(Self { bytes, nocase })
    }

    /// Whether it is too short for the gate's one pass for all.
    pub(super) fn is_short(&self) -> bool {
        self.bytes.len() < SHORT_BELOW
    }

    /// As it stands in UTF-16 of ASCII.
    fn wide(&self) -> Option<Self> {
        let wide: Vec<u8> = self.bytes.iter().flat_map(|byte| [*byte, 0]).collect();
        Self::of(&wide, self.nocase)
    }

    /// How often it may be expected at one place of a content: a coarse guess, to choose between literals.
    pub(crate) fn frequency(&self) -> f64 {
        frequency(&self.bytes) * if self.nocase { 2.0 } else { 1.0 }
    }
}

/// A guess at how often these bytes follow each other, from how often each stands in programs and texts. Letters stand in
/// words: after one, the next is far likelier; and what fills a place is one byte again and again.
pub(crate) fn frequency(bytes: &[u8]) -> f64 {
    let mut in_word = false;
    let mut last = None;
    let mut guess = 1.0;
    for byte in bytes {
        let letter = byte.is_ascii_alphabetic() || *byte == b'_';
        guess *= match byte {
            _ if letter && in_word => 0.25,
            // Fillings.
            _ if last == Some(byte) => 0.4,
            0 => 0.3,
            b'a'..=b'z' | b' ' | b'\n' | b'\r' | b'\t' | b'H' | 0xff => 0.04,
            b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/' | b'=' | b'(' | b',' => 0.015,
            // Common in machine code.
            0x01..=0x04
            | 0x0f
            | 0x10
            | 0x24
            | 0x83
            | 0x85
            | 0x89
            | 0x8b
            | 0x8d
            | 0xc0
            | 0xc3
            | 0xcc
            | 0x90
            | 0xe8 => 0.02,
            _ => 0.005,
        };
        in_word = letter;
        last = Some(byte);
    }
    guess
}

/// One of these must occur where the pattern matches. `None` when that cannot be told.
pub(super) fn of_pattern(pattern: &Pattern<'_>) -> Option<Vec<Literal>> {
    let modifiers = pattern.modifiers();
    let nocase = modifiers.nocase().is_some();
    match pattern {
        Pattern::Text(text) => {
            let bytes: &[u8] = &text.text.value;
            let forms = hidden(bytes, modifiers);
            if forms.is_empty() {
                return widths(bytes, modifiers).iter().map(|text| Literal::of(text, nocase)).collect();
            }
            let forms: Option<Vec<_>> = forms.into_iter().collect();
            Some(forms?.concat())
        }
        Pattern::Hex(hex) => Some(vec![of_hex(&hex.sub_patterns.0)?]),
        Pattern::Regexp(regexp) => {
            let hir = ParserBuilder::new()
                .unicode(false)
                .utf8(false)
                .nest_limit(NEST_MAX)
                .build()
                .parse(regexp.regexp.src)
                .ok()?;
            forms(of_regexp(&hir, nocase || regexp.regexp.case_insensitive)?, modifiers)
        }
    }
}

/// The literals of a text in each of the forms that its modifiers hide it in; `None` for a form that is too short.
fn hidden(text: &[u8], modifiers: &PatternModifiers<'_>) -> Vec<Option<Vec<Literal>>> {
    let mut forms = Vec::new();
    for modifier in modifiers.iter() {
        match modifier {
            PatternModifier::Xor { start, end, .. } => {
                // A key is for the text as `ascii` and `wide` have it.
                let texts = widths(text, modifiers);
                let keyed = (*start..=*end).flat_map(|key| {
                    texts.iter().map(move |text| text.iter().map(|byte| byte ^ key).collect::<Vec<u8>>())
                });
                forms.push(keyed.map(|bytes| Literal::of(&bytes, false)).collect());
            }
            PatternModifier::Base64 { alphabet, .. } => {
                let plain = alphabet.is_none().then(|| base64(&widths(text, modifiers)));
                forms.push(plain.flatten());
            }
            PatternModifier::Base64Wide { alphabet, .. } => {
                let plain = alphabet.is_none().then(|| base64(&widths(text, modifiers))).flatten();
                forms.push(plain.and_then(|plain| plain.iter().map(Literal::wide).collect()));
            }
            _ => {}
        }
    }
    forms
}

/// The text as `ascii` and `wide` have it.
fn widths(text: &[u8], modifiers: &PatternModifiers<'_>) -> Vec<Vec<u8>> {
    let mut widths = Vec::new();
    if modifiers.wide().is_some() {
        widths.push(text.iter().flat_map(|byte| [*byte, 0]).collect());
    }
    if modifiers.ascii().is_some() || modifiers.wide().is_none() {
        widths.push(text.to_vec());
    }
    widths
}

/// What stays of these in Base64, whatever stands before and after them: of each three forms, by how many bytes of a
/// group of three stand before it (Holmes, "Searching for content in Base-64 strings", 2017).
fn base64(texts: &[Vec<u8>]) -> Option<Vec<Literal>> {
    let form = |text: &[u8], before: usize| {
        let whole = BASE64_STANDARD_NO_PAD.encode([&[0; 2][..before], text].concat());
        // Characters of which some bits are a neighbour's: 6 bits each.
        let start = (before * 8).div_ceil(6);
        let end = (before + text.len()) * 8 / 6;
        Literal::of(whole.get(start..end)?.as_bytes(), false)
    };
    texts.iter().flat_map(|text| (0..3).map(move |before| form(text, before))).collect()
}

/// The literals of an expression as `ascii` and `wide` want them.
fn forms(plain: Vec<Literal>, modifiers: &PatternModifiers<'_>) -> Option<Vec<Literal>> {
    if modifiers.wide().is_none() {
        return Some(plain);
    }
    let mut forms: Vec<Literal> = plain.iter().map(Literal::wide).collect::<Option<_>>()?;
    if modifiers.ascii().is_some() {
        forms.extend(plain);
    }
    Some(forms)
}

/// The rarest run of bytes that are given in full, outside of alternatives.
fn of_hex(tokens: &[HexToken]) -> Option<Literal> {
    let known = |token: &HexToken| match token {
        HexToken::Byte(byte) if byte.mask == 0xff => Some(byte.value),
        _ => None,
    };
    tokens
        .chunk_by(|a, b| known(a).is_some() == known(b).is_some())
        .filter_map(|run| Literal::of(&run.iter().filter_map(known).collect::<Vec<u8>>(), false))
        .min_by(|a, b| a.frequency().total_cmp(&b.frequency()))
}

/// Literals of which one is in every text that the expression matches. The depth is that of the parser's limit.
fn of_regexp(hir: &Hir, nocase: bool) -> Option<Vec<Literal>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![Literal::of(&literal.0, nocase)?]),
        HirKind::Capture(capture) => of_regexp(&capture.sub, nocase),
        HirKind::Repetition(repetition) if repetition.min > 0 => of_regexp(&repetition.sub, nocase),
        HirKind::Concat(parts) => parts
            .iter()
            .filter_map(|part| of_regexp(part, nocase))
            .min_by(|a, b| expected(a).total_cmp(&expected(b))),
        HirKind::Alternation(parts) => {
            let all: Option<Vec<_>> = parts.iter().map(|part| of_regexp(part, nocase)).collect();
            all.map(|all| all.concat())
        }
        HirKind::Repetition(_) | HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => None,
    }
}

/// How often one of these may be expected.
pub(super) fn expected(literals: &[Literal]) -> f64 {
    literals.iter().map(Literal::frequency).sum()
}
