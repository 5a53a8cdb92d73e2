//! The parts of a Markdown text: prose, code, comments, quotes.
//!
//! A line-based reading after CommonMark 0.31 (§4.5 fences, §4.6 HTML comments, §5.1 quotes), as lenient as
//! an agent that reads the file as text. One pass, no nesting to recurse into.

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The front matter.
    Front,
    /// A heading.
    Heading,
    /// Prose, lists and tables.
    Prose,
    /// A quotation.
    Quote,
    /// An HTML comment: a reader of the page does not see it, an agent does.
    Comment,
    /// A code block in this language, empty when it does not say.
    Code,
}

/// A part of a text, in bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    /// What it is.
    pub(crate) kind: Kind,
    /// Offset of its first byte.
    pub(crate) start: usize,
    /// Offset after its last byte.
    pub(crate) end: usize,
    /// The language of a code block, as written.
    pub(crate) language: &'a str,
}

/// The parts of `text` in order; together they are the whole text but for the fences.
pub(crate) fn parts(text: &[u8]) -> Vec<Part<'_>> {
    let mut out: Vec<Part<'_>> = Vec::new();
    let mut state = State::Text;
    let mut at = 0;
    let mut seen_text = false;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        let trimmed = line.trim_ascii();
        match state {
            State::Text => {
                if !seen_text && trimmed == b"---" {
                    state = State::Front;
                    seen_text = true;
                    continue;
                }
                if let Some((mark, count, info)) = fence(trimmed) {
                    out.push(Part { kind: Kind::Code, start: end, end, language: info });
                    state = State::Code(mark, count);
                    seen_text = true;
                    continue;
                }
                if trimmed.is_empty() {
                    continue;
                }
                seen_text |= !trimmed.iter().all(|byte| byte.is_ascii_whitespace() || *byte >= 0x80);
                state = text_line(&mut out, line, start);
            }
            State::Front => {
                if trimmed == b"---" || trimmed == b"..." {
                    state = State::Text;
                } else {
                    extend(&mut out, Kind::Front, start, end);
                }
            }
            State::Code(mark, count) => {
                let run = trimmed.iter().take_while(|byte| **byte == mark).count();
                if run >= count && run == trimmed.len() {
                    state = State::Text;
                } else if let Some(last) = out.last_mut() {
                    last.end = end;
                }
            }
            State::Comment => match find(line, b"-->") {
                Some(close) => {
                    extend(&mut out, Kind::Comment, start, start + close + 3);
                    state = text_line(&mut out, line.get(close + 3..).unwrap_or_default(), start + close + 3);
                }
                None => extend(&mut out, Kind::Comment, start, end),
            },
        }
    }
    out
}

#[derive(Clone, Copy)]
enum State {
    Text,
    Front,
    Code(u8, usize),
    Comment,
}

/// A line outside of fences, in which comments begin and end.
fn text_line(out: &mut Vec<Part<'_>>, mut line: &[u8], mut start: usize) -> State {
    loop {
        let Some(open) = find(line, b"<!--") else {
            plain_line(out, line, start);
            return State::Text;
        };
        plain_line(out, line.get(..open).unwrap_or_default(), start);
        line = line.get(open..).unwrap_or_default();
        start += open;
        let Some(close) = find(line, b"-->") else {
            out.push(Part { kind: Kind::Comment, start, end: start + line.len(), language: "" });
            return State::Comment;
        };
        out.push(Part { kind: Kind::Comment, start, end: start + close + 3, language: "" });
        line = line.get(close + 3..).unwrap_or_default();
        start += close + 3;
    }
}

fn plain_line(out: &mut Vec<Part<'_>>, line: &[u8], start: usize) {
    let trimmed = line.trim_ascii_start();
    if trimmed.trim_ascii_end().is_empty() {
        return;
    }
    let end = start + line.len();
    match trimmed.first() {
        Some(b'#') => out.push(Part { kind: Kind::Heading, start, end, language: "" }),
        Some(b'>') => extend(out, Kind::Quote, start, end),
        _ => extend(out, Kind::Prose, start, end),
    }
}

/// Adds a line to the last part if that is of this kind, or begins a new one.
fn extend(out: &mut Vec<Part<'_>>, kind: Kind, start: usize, end: usize) {
    match out.last_mut() {
        Some(last) if last.kind == kind => last.end = end,
        _ => out.push(Part { kind, start, end, language: "" }),
    }
}

/// Whether a line opens a fence: its mark, how many of them, and the language.
fn fence(line: &[u8]) -> Option<(u8, usize, &str)> {
    let mark = *line.first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let count = line.iter().take_while(|byte| **byte == mark).count();
    let info = line.get(count..)?;
    if count < 3 || (mark == b'`' && info.contains(&b'`')) {
        return None;
    }
    let info = std::str::from_utf8(info).unwrap_or_default().trim();
    Some((mark, count, info.split([' ', '{', ',']).next().unwrap_or_default()))
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(Kind, &str)> {
        parts(text.as_bytes()).iter().map(|part| (part.kind, text[part.start..part.end].trim())).collect()
    }

    #[test]
    fn parts_are_told_apart() {
        let text = "---\nname: x\n---\n# T\nhello <!-- psst -->\n> said\n```sh\nls\n```\n<!-- a\nb --> tail\n````\n```\n````\n";
        assert_eq!(
            shown(text),
            [
                (Kind::Front, "name: x"),
                (Kind::Heading, "# T"),
                (Kind::Prose, "hello"),
                (Kind::Comment, "<!-- psst -->"),
                (Kind::Quote, "> said"),
                (Kind::Code, "ls"),
                (Kind::Comment, "<!-- a\nb -->"),
                (Kind::Prose, "tail"),
                (Kind::Code, "```"),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn parts_are_in_order_and_within(text in "[-`~<>!# a\n]{0,200}") {
            let parts = parts(text.as_bytes());
            proptest::prop_assert!(parts.iter().all(|part| part.start <= part.end && part.end <= text.len()));
            proptest::prop_assert!(parts.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }
    }
}
