//! Times in English: `yesterday`, `last summer`, `in May 2020`, `3 years ago`, `2021-05-03`.

use jiff::civil::Date;

use super::days::{Days, Season, Unit};

/// A word and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// Its bytes in the text.
    pub(super) at: (usize, usize),
    /// The word.
    pub(super) text: &'a str,
}

/// The words of a text in lower case: letters, digits and hyphens.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut begun = None;
    let is_part = |char: char| char.is_ascii_alphanumeric() || char == '-';
    for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
        match (begun, is_part(char)) {
            (None, true) => begun = Some(at),
            (Some(from), false) => {
                words.extend(text.get(from..at).map(|text| Word { at: (from, at), text }));
                begun = None;
            }
            _ => {}
        }
    }
    words
}

/// The time that words begin with, and how many words say it.
pub(super) fn time(words: &[Word<'_>], today: Date) -> Option<(Days, usize)> {
    let text = |at: usize| words.get(at).map_or("", |word| word.text);
    let (first, second, third) = (text(0), text(1), text(2));
    let found = match (first, second, third) {
        ("today", ..) => (Days::back(today, 0, Unit::Day), 1),
        ("yesterday", ..) => (Days::back(today, 1, Unit::Day), 1),
        ("last" | "past" | "previous", count, named) if number(count).is_some() && unit(named).is_some() => {
            (Days::recent(today, number(count)?, unit(named)?), 3)
        }
        ("last" | "previous", named, _) if unit(named).is_some() => (Days::back(today, 1, unit(named)?), 2),
        ("this", named, _) if unit(named).is_some() => (Days::back(today, 0, unit(named)?), 2),
        ("last" | "this", named, _) if season(named).is_some() => {
            let season = season(named)?;
            (Days::latest(today, first == "this", |year| Days::season(year, season)), 2)
        }
        ("last" | "this", named, _) if month(named).is_some() => {
            let month = month(named)?;
            (Days::latest(today, first == "this", |year| Days::month(year, month)), 2)
        }
        (count, named, "ago") if number(count).is_some() => {
            (Days::back(today, number(count)?, unit(named)?), 3)
        }
        (named, "of" | "in", at) if season(named).is_some() && year(at).is_some() => {
            (Days::season(year(at)?, season(named)?), 3)
        }
        (named, at, _) if season(named).is_some() && year(at).is_some() => {
            (Days::season(year(at)?, season(named)?), 2)
        }
        (at, named, _) if year(at).is_some() && season(named).is_some() => {
            (Days::season(year(at)?, season(named)?), 2)
        }
        (named, day, at) if month(named).is_some() && year(at).is_some() => match day {
            "of" => (Days::month(year(at)?, month(named)?), 3),
            day => (day_of(year(at)?, month(named)?, day), 3),
        },
        (day, named, at) if month(named).is_some() && year(at).is_some() && !is_before(day) => {
            (day_of(year(at)?, month(named)?, day), 3)
        }
        (named, at, _) if month(named).is_some() && year(at).is_some() => {
            (Days::month(year(at)?, month(named)?), 2)
        }
        (before, named, _) if is_before(before) && month(named).is_some() && year(third).is_none() => {
            let month = month(named)?;
            (Days::latest(today, true, |year| Days::month(year, month)), 2)
        }
        (at, ..) if year(at).is_some() => (Days::year(year(at)?), 1),
        (iso, ..) => (self::iso(iso), 1),
    };
    found.0.filter(|days| days.is_likely(today)).map(|days| (days, found.1))
}

/// `2021-05` or `2021-05-03`.
fn iso(text: &str) -> Option<Days> {
    let mut parts = text.split('-');
    let (year, month) = (year(parts.next()?)?, parts.next()?.parse().ok()?);
    match (parts.next(), parts.next()) {
        (None, None) => Days::month(year, month),
        (Some(day), None) => Days::day(Date::new(year, month, day.parse().ok()?).ok()?),
        _ => None,
    }
}

fn day_of(year: i16, month: i8, day: &str) -> Option<Days> {
    let day = day.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    Days::day(Date::new(year, month, day.parse().ok()?).ok()?)
}

fn is_before(word: &str) -> bool {
    matches!(word, "in" | "from" | "during" | "since")
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| word.len() == 4 && (1800..=2999).contains(year))
}

fn number(word: &str) -> Option<i64> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let spelt = WORDS.iter().position(|spelt| *spelt == word).and_then(|at| i64::try_from(at).ok());
    match word {
        "a" | "an" => Some(1),
        _ => spelt.or_else(|| word.parse().ok().filter(|_| word.len() <= 3)),
    }
}

fn unit(word: &str) -> Option<Unit> {
    match word {
        "day" | "days" => Some(Unit::Day),
        "week" | "weeks" => Some(Unit::Week),
        "month" | "months" => Some(Unit::Month),
        "year" | "years" => Some(Unit::Year),
        _ => None,
    }
}

fn season(word: &str) -> Option<Season> {
    match word {
        "spring" => Some(Season::Spring),
        "summer" => Some(Season::Summer),
        "autumn" | "fall" => Some(Season::Autumn),
        "winter" => Some(Season::Winter),
        _ => None,
    }
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let is_it = |name: &&str| {
        *name == word || (word.len() == 3 && name.starts_with(word)) || word == "sept" && *name == "september"
    };
    let at = MONTHS.iter().position(is_it)?;
    i8::try_from(at + 1).ok()
}
