//! Writes a program anew: no comments, one space where one is needed, what is constant worked out.

use crate::{
    eval::Fold,
    lex::token::{Kind, Token},
    script::Language,
};

/// Texts that are printed in full; of longer ones the beginning.
const SHOWN_BYTES: usize = 8192;

/// Which bytes of a view come from which of the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Offset of the first byte in the view; the piece ends where the next begins.
    pub(crate) at: usize,
    /// The stretch of the original.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Prints tokens, at most `max` bytes. Of folds inside each other the outermost counts.
pub(crate) fn print(
    text: &[u8],
    tokens: &[Token],
    folds: &[Fold],
    language: Language,
    max: usize,
    out: &mut Vec<u8>,
    pieces: &mut Vec<Piece>,
) {
    let mut folds: Vec<&Fold> = folds.iter().collect();
    folds.sort_by(|a, b| (a.first, std::cmp::Reverse(a.end)).cmp(&(b.first, std::cmp::Reverse(b.end))));
    let mut folds = folds.into_iter().peekable();
    let mut at = 0;
    let offset = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    while let Some(token) = tokens.get(at) {
        if out.len() > max {
            return;
        }
        while folds.peek().is_some_and(|fold| fold.first < at) {
            folds.next();
        }
        let fold = folds.next_if(|fold| fold.first == at);
        let begin = out.len();
        let mut end = token.end;
        if let Some(fold) = fold {
            if fold.is_name {
                space(out, fold.text.first().copied());
                out.extend_from_slice(&fold.text);
            } else {
                quote(&fold.text, out);
            }
            end = tokens.get(fold.end.max(at + 1) - 1).map_or(end, |last| last.end);
            at = fold.end.max(at + 1);
        } else {
            one(text, token, language, out);
            at += 1;
        }
        pieces.push(Piece { at: begin, start: offset(token.start), end: offset(end) });
    }
}

fn one(text: &[u8], token: &Token, language: Language, out: &mut Vec<u8>) {
    match &token.kind {
        Kind::Html => {
            let start = usize::try_from(token.start).unwrap_or(0);
            let end = usize::try_from(token.end).unwrap_or(0);
            out.extend_from_slice(text.get(start..end).unwrap_or_default());
            out.push(b' ');
        }
        Kind::Word(word) => {
            space(out, word.first().copied());
            out.extend_from_slice(word);
        }
        Kind::Var(name) => {
            out.push(b'$');
            out.extend_from_slice(name);
        }
        Kind::Text(text) => quote(text, out),
        Kind::Command | Kind::CommandEnd => out.push(b'`'),
        Kind::Number(number) => {
            space(out, Some(b'0'));
            out.extend_from_slice(number.to_string().as_bytes());
        }
        Kind::Operator(operator) => {
            out.extend_from_slice(operator.as_bytes());
            if matches!(*operator, ";" | "{" | "}") {
                out.push(if language == Language::Php || language == Language::Java { b' ' } else { b'\n' });
            }
        }
        Kind::Line => out.push(b'\n'),
    }
}

/// A space between two words.
fn space(out: &mut Vec<u8>, next: Option<u8>) {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 128 || *byte == b'"';
    if out.last().is_some_and(is_name) && next.is_some_and(|byte| is_name(&byte) || byte == b'-') {
        out.push(b' ');
    }
}

fn quote(text: &[u8], out: &mut Vec<u8>) {
    space(out, Some(b'"'));
    out.push(b'"');
    let shown = &text[..text.len().min(SHOWN_BYTES)];
    if shown.contains(&b'"') {
        for &byte in shown {
            if byte == b'"' {
                out.push(b'\\');
            }
            out.push(byte);
        }
    } else {
        out.extend_from_slice(shown);
    }
    out.push(b'"');
}
