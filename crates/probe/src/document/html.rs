//! HTML: the text between its tags, its title, its author and its language. Nothing is run, nothing is fetched.

use quick_xml::escape::resolve_predefined_entity;

use super::{Text, language};
use crate::found::{Found, first};

/// What is said before the body.
#[derive(Debug, Default)]
pub(crate) struct Head {
    title: Option<String>,
    author: Option<String>,
    language: Option<String>,
}

/// A document of text.
pub(crate) fn read(document: &str, found: &mut Found) {
    let (mut text, mut head) = (Text::new(found.text_max_bytes.max(super::LANGUAGE_BYTES)), Head::default());
    scan(document, &mut text, &mut head);
    first(&mut found.metadata.title, head.title);
    first(&mut found.metadata.artist, head.author);
    first(&mut found.metadata.language, head.language.as_deref().and_then(language::declared));
    text.give(found);
    if let Some(text) = &mut found.text {
        text.truncate(text.floor_char_boundary(found.text_max_bytes));
    }
}

/// Puts what is to be read into `text`, and the head's lines into `head`.
pub(crate) fn scan(document: &str, text: &mut Text, head: &mut Head) {
    let mut rest = document;
    let mut title = false;
    while !rest.is_empty() && !text.is_full() {
        let (words, tag) = rest.split_once('<').unwrap_or((rest, ""));
        if !words.is_empty() {
            let words = resolved(words);
            if title {
                first(&mut head.title, Some(words.split_whitespace().collect::<Vec<_>>().join(" ")));
            } else {
                text.words(&words);
            }
        }
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let (tag, behind) = tag.split_once('>').unwrap_or((tag, ""));
        rest = behind;
        let name_end = tag.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(tag.len());
        let name = tag.get(..name_end).unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
        title = name == "title";
        match name.as_str() {
            "script" | "style" | "template" | "svg" => rest = behind_end(rest, &name),
            "html" => {
                first(&mut head.language, attribute(tag, "lang").or_else(|| attribute(tag, "xml:lang")));
            }
            "meta" if attribute(tag, "name").is_some_and(|name| name.eq_ignore_ascii_case("author")) => {
                first(&mut head.author, attribute(tag, "content"));
            }
            "p" | "/p" | "br" | "div" | "/div" | "li" | "/li" | "tr" | "/tr" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" | "/table" | "/ul" | "/ol"
            | "/pre" | "hr" | "section" | "/section" | "/title" => text.line(),
            "td" | "th" => text.words(" "),
            _ => {}
        }
    }
}

/// What is behind the end of an element that is skipped.
fn behind_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|rest| rest.find("</")).map(|at| at + from) {
        let end = rest.as_bytes().get(at + 2..at + 2 + name.len());
        if end.is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())) {
            return rest.get(at..).unwrap_or_default();
        }
        from = at + 2;
    }
    ""
}

/// An attribute of a tag, with quotes or without.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut from = 0;
    loop {
        let lower = tag.get(from..)?;
        let at = lower
            .as_bytes()
            .windows(name.len())
            .position(|part| part.eq_ignore_ascii_case(name.as_bytes()))?
            + from;
        from = at + name.len();
        let own = tag
            .get(..at)
            .is_none_or(|before| before.ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\''));
        let value = tag.get(from..).map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        if let (true, Some(value)) = (own, value) {
            let value = value.trim_start();
            let value = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split(quote).next(),
                _ => value.split(|c: char| c.is_whitespace() || c == '/').next(),
            };
            return value.map(resolved).filter(|value| !value.trim().is_empty());
        }
    }
}

/// Text with its entities resolved: those of XML, numbers, and the few of HTML that are in every second page.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let end = behind.as_bytes().iter().take(12).position(|byte| *byte == b';');
        let entity = end.and_then(|end| behind.get(..end)).and_then(letter);
        if let (Some(letter), Some(end)) = (entity, end) {
            out.push_str(&letter);
            rest = behind.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

fn letter(entity: &str) -> Option<String> {
    if let Some(number) = entity.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(number).map(String::from);
    }
    let other = match entity {
        "nbsp" => "\u{a0}",
        "copy" => "©",
        "reg" => "®",
        "mdash" => "—",
        "ndash" => "–",
        "hellip" => "…",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        "middot" => "·",
        _ => resolve_predefined_entity(entity)?,
    };
    Some(other.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_text_is_what_a_reader_sees() {
        let mut found = Found { text_max_bytes: 1000, ..Found::default() };
        read(
            "<!doctype html><html lang='en'><head><title>A &amp; B</title><meta name=author content=\"Jane\">\
             <script>if (a < b) x();</script><style>p{}</style></head><body><p>One <b>two</b>&nbsp;&#51;</p>\
             <!-- no --><p>four &unknown; five</body>",
            &mut found,
        );
        assert_eq!(found.metadata.title.as_deref(), Some("A & B"));
        assert_eq!(found.metadata.artist.as_deref(), Some("Jane"));
        assert_eq!(found.metadata.language.as_deref(), Some("eng"));
        assert_eq!(found.text.as_deref(), Some("One two 3\nfour &unknown; five"));
    }

    proptest! {
        #[test]
        fn any_text_does_no_harm(document in "(<|>|/|title|script|html lang|=|'|\"|&|;|#x|中|!--|-->| ){0,60}") {
            read(&document, &mut Found { text_max_bytes: 50, ..Found::default() });
        }
    }
}
