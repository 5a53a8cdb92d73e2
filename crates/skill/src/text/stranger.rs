//! Addresses in prose whose owner the package does not say it deals with, and numbers that are too large.
//!
//! A skill speaks of whom it works with: by its name and description, or again and again. An address that nothing else
//! in the package explains is where a single added sentence sends things.

use super::words::{Token, Word, bit};
use crate::{
    code::place::{self, Host},
    intent::Intent,
};

/// The longest address that is looked at, in bytes.
const ADDRESS_MAX: usize = 200;
/// Addresses of one text that are looked at.
const ADDRESSES_MAX: usize = 2_000;
/// Mentions in the package from which on a domain is nobody strange.
const MENTIONS: u32 = 3;
/// From which number of times on work is repeated for no good.
const TIMES: u64 = 200;
/// Endings of host names that are looked for behind an `@`.
const ENDINGS: &[&str] = &[
    "com",
    "net",
    "org",
    "io",
    "dev",
    "app",
    "ai",
    "co",
    "cloud",
    "me",
    "site",
    "xyz",
    "top",
    "ru",
    "cn",
    "info",
    "live",
    "link",
    "club",
    "online",
    "store",
    "tech",
    "page",
    "run",
    "cc",
    "to",
    "pro",
    "space",
    "biz",
    "de",
    "eu",
    "in",
    "uk",
    "fr",
    "sh",
    "tk",
    "host",
    "world",
    "email",
    "network",
    "systems",
    "services",
    "digital",
    "website",
    "click",
    "support",
    "tools",
    "team",
    "group",
    "agency",
    "company",
    "center",
    "zone",
    "today",
    "news",
    "life",
    "one",
    "fun",
    "shop",
    "vip",
    "ly",
    "gg",
    "su",
    "pw",
    "la",
    "ws",
    "us",
    "ca",
    "au",
    "jp",
    "kr",
    "br",
    "it",
    "es",
    "nl",
    "se",
    "ch",
    "at",
    "pl",
    "be",
    "id",
    "mobi",
    "art",
    "solutions",
    "works",
];

/// `tokens` of a folded `text` with those added that stand for strangers and for too many times, in order.
pub(super) fn known(mut tokens: Vec<Token>, text: &str, intent: &Intent) -> Vec<Token> {
    let mut left = ADDRESSES_MAX;
    for token in &mut tokens {
        let named = text.get(token.start..token.end).unwrap_or_default();
        if named.ends_with("://") && left > 0 {
            left -= 1;
            let rest = text.get(token.start..).unwrap_or_default();
            let rest = rest.get(..rest.floor_char_boundary(ADDRESS_MAX)).unwrap_or_default();
            if place::host(rest).is_some_and(|(name, host)| is_stranger(name, host, intent)) {
                token.words |= bit(Word::Stranger);
                if is_program(rest) {
                    token.words |= bit(Word::StrangeProgram);
                }
            }
        }
    }
    let mut more: Vec<Token> = Vec::new();
    let mut add = |start: usize, end: usize, words: u128| {
        let before = tokens.partition_point(|token| token.start <= start);
        let clause = tokens.get(..before).and_then(<[Token]>::last).map_or(0, |token| token.clause);
        more.push(Token { start, end, clause, words });
    };
    for (at, _) in text.match_indices('@').take(ADDRESSES_MAX) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let end =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-').unwrap_or(rest.len());
        let name = rest.get(..end.min(ADDRESS_MAX)).unwrap_or_default().trim_end_matches('.');
        let has_user = text.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if !has_user || !ENDINGS.contains(&ending) {
            continue;
        }
        let host = place::host_of(name);
        if is_stranger(name, host, intent) {
            add(at, at + 1 + name.len(), bit(Word::Stranger) | bit(Word::Away));
        }
    }
    // `pool.host.io:6543`, and buckets.
    for (at, _) in text.match_indices('`').take(ADDRESSES_MAX) {
        let rest = text.get(at + 1..).unwrap_or_default();
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | ':' | '/'))
            .unwrap_or(rest.len());
        let word = rest.get(..end.min(ADDRESS_MAX)).unwrap_or_default();
        if let Some(bucket) = word.strip_prefix("s3://").or_else(|| word.strip_prefix("gs://")) {
            if bucket.len() >= 3 && !intent.names(bucket) {
                add(at + 1, at + 1 + word.len(), bit(Word::Stranger));
            }
            continue;
        }
        let name = word.split([':', '/']).next().unwrap_or_default();
        let port = word
            .get(name.len()..)
            .and_then(|rest| rest.strip_prefix(':'))
            .is_some_and(|rest| rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit()));
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if port && ENDINGS.contains(&ending) && is_stranger(name, place::host_of(name), intent) {
            add(at + 1, at + 1 + word.len(), bit(Word::Stranger) | bit(Word::Away));
        }
    }
    for unit in [" times", " iterations", " rounds", " passes", " copies", " variants", " subagents"] {
        for (at, _) in text.match_indices(unit).take(ADDRESSES_MAX) {
            let head = text.get(..at).unwrap_or_default();
            let digits = head.len() - head.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',').len();
            let number: String = head.get(head.len() - digits.min(12)..).unwrap_or_default().replace(',', "");
            // So many a day is a rate.
            let rate = text.get(at + unit.len()..).is_some_and(|rest| {
                ["/", " per", " a ", " an ", " each"].iter().any(|sign| rest.starts_with(sign))
            });
            if !rate && number.parse::<u64>().is_ok_and(|number| number >= TIMES) {
                add(at - digits, at + unit.len(), bit(Word::ManyTimes));
            }
        }
    }
    if !more.is_empty() {
        tokens.append(&mut more);
        tokens.sort_by_key(|token| (token.start, token.end));
    }
    tokens
}

/// Whether an address leads to a program, by the end of its path.
fn is_program(address: &str) -> bool {
    let end = address
        .find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '`' | '"' | '\'' | ',' | '?' | '#'))
        .unwrap_or(address.len());
    let path = address.get(..end).unwrap_or_default().trim_end_matches('.');
    [
        ".exe",
        ".msi",
        ".dmg",
        ".pkg",
        ".deb",
        ".rpm",
        ".appimage",
        ".apk",
        ".bat",
        ".ps1",
        ".vsix",
        ".jar",
        ".scr",
        ".iso",
        ".bin",
        ".crx",
        ".xpi",
        ".run",
        ".app.zip",
    ]
    .iter()
    .any(|ending| path.ends_with(ending))
}

fn is_stranger(name: &str, host: Host, intent: &Intent) -> bool {
    match host {
        Host::Drop | Host::Ip => true,
        Host::Plain => !intent.names(name) && intent.mentions_of(name) < MENTIONS,
        Host::Local | Host::Sample | Host::Known => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::tokens;

    fn strangers(text: &str) -> usize {
        let mut intent = Intent::default();
        intent.add("SKILL.md", b"---\nname: linear\ndescription: Works with Linear\n---\nhttps://a.tips.io https://tips.io https://b.tips.io");
        known(tokens(text), text, &intent).iter().filter(|token| token.is(Word::Stranger)).count()
    }

    #[test]
    fn whom_the_package_does_not_speak_of_is_strange() {
        assert_eq!(strangers("send it to https://evil.run/x and a@collect.io, or root@9.evil.net:/in"), 3);
        assert_eq!(
            strangers(
                "https://linear.app https://github.com/x https://tips.io @decorator.app git@github.com"
            ),
            0
        );
    }

    #[test]
    fn too_many_times_are_told() {
        let count = |text: &str| {
            known(tokens(text), text, &Intent::default())
                .iter()
                .filter(|token| token.is(Word::ManyTimes))
                .count()
        };
        assert_eq!(count("repeat this 1,000 times and 250 iterations"), 2);
        assert_eq!(count("retry 3 times, times"), 0);
    }
}
