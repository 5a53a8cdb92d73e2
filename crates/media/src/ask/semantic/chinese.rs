//! Times in Chinese: `昨天`, `上周`, `去年夏天`, `2021年5月3日`, `最近7天`.

use jiff::civil::Date;

use super::days::{Days, Season, Unit};

/// The time that a text begins with, and how many bytes say it.
pub(super) fn time(text: &str, today: Date) -> Option<(Days, usize)> {
    let whole = text.len();
    let (days, rest) = simple(text, today).or_else(|| dated(text, today)).or_else(|| counted(text, today))?;
    days.is_likely(today).then_some((days, whole - rest.len()))
}

/// A word that says it all.
fn simple(text: &str, today: Date) -> Option<(Days, &str)> {
    const WORDS: &[(&str, i64, Unit)] = &[
        ("今天", 0, Unit::Day),
        ("昨天", 1, Unit::Day),
        ("前天", 2, Unit::Day),
        ("本周", 0, Unit::Week),
        ("这周", 0, Unit::Week),
        ("这个星期", 0, Unit::Week),
        ("上周", 1, Unit::Week),
        ("上个星期", 1, Unit::Week),
        ("上星期", 1, Unit::Week),
        ("本月", 0, Unit::Month),
        ("这个月", 0, Unit::Month),
        ("上个月", 1, Unit::Month),
        ("上月", 1, Unit::Month),
    ];
    let (word, back, unit) = WORDS.iter().find(|(word, ..)| text.starts_with(word))?;
    Some((Days::back(today, *back, *unit)?, text.strip_prefix(word)?))
}

/// A year, and perhaps what part of it: `2021年`, `去年夏天`, `今年5月3日`; or a month or day of the latest such.
fn dated(text: &str, today: Date) -> Option<(Days, &str)> {
    let relative = [("今年", 0), ("去年", 1), ("前年", 2)].into_iter();
    let mut relative =
        relative.filter_map(|(word, back)| Some((today.year() - back, text.strip_prefix(word)?)));
    let (year, rest) = match relative.next() {
        Some(found) => found,
        None => {
            let (year, rest) = digits(text)?;
            let rest = rest.strip_prefix('年')?;
            let is_year = (1800..=2999).contains(&year);
            (i16::try_from(year).ok().filter(|_| is_year)?, rest)
        }
    };
    let part = rest.strip_prefix('的').unwrap_or(rest);
    if let Some((season, after)) = season(part) {
        return Some((Days::season(year, season)?, after));
    }
    let Some((month, after)) =
        digits(part).and_then(|(month, after)| Some((month, after.strip_prefix('月')?)))
    else {
        return Some((Days::year(year)?, rest));
    };
    let month = i8::try_from(month).ok()?;
    let after = after.strip_prefix('份').unwrap_or(after);
    let day = digits(after).and_then(|(day, end)| Some((day, end.strip_prefix(['日', '号'])?)));
    match day {
        Some((day, end)) => {
            let day = Date::new(year, month, i8::try_from(day).ok()?).ok()?;
            Some((Days::day(day)?, end))
        }
        None => Some((Days::month(year, month)?, after)),
    }
}

/// So many days, weeks, months or years: `最近7天`, `3年前`.
fn counted(text: &str, today: Date) -> Option<(Days, &str)> {
    let recent = ["最近", "过去", "近"].into_iter().find_map(|word| text.strip_prefix(word));
    let (count, rest) = digits(recent.unwrap_or(text))?;
    let rest = rest.strip_prefix('个').unwrap_or(rest);
    let (unit, rest) = [
        ("天", Unit::Day),
        ("周", Unit::Week),
        ("星期", Unit::Week),
        ("月", Unit::Month),
        ("年", Unit::Year),
    ]
    .into_iter()
    .find_map(|(word, unit)| Some((unit, rest.strip_prefix(word)?)))?;
    match recent {
        Some(_) => Some((Days::recent(today, count, unit)?, rest)),
        None => Some((Days::back(today, count, unit)?, rest.strip_prefix('前')?)),
    }
}

fn season(text: &str) -> Option<(Season, &str)> {
    let seasons =
        [('春', Season::Spring), ('夏', Season::Summer), ('秋', Season::Autumn), ('冬', Season::Winter)];
    let (rest, season) =
        seasons.into_iter().find_map(|(word, season)| Some((text.strip_prefix(word)?, season)))?;
    Some((season, rest.strip_prefix(['天', '季']).unwrap_or(rest)))
}

/// A number of at most four digits, in figures or, up to ninety-nine, in words.
fn digits(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len());
    if end > 0 {
        let number = text.get(..end).filter(|number| number.len() <= 4)?;
        return Some((number.parse().ok()?, text.get(end..)?));
    }
    let digit = |char: char| "一二三四五六七八九".chars().zip(1_i64..).find(|(one, _)| *one == char);
    let digit = |char| digit(char).map(|(_, value)| value).or((char == '两').then_some(2));
    let mut chars = text.chars();
    let (tens, rest) = match (text.chars().next().and_then(digit), text.chars().nth(1)) {
        (Some(tens), Some('十')) => {
            chars.nth(1);
            (Some(tens), chars.as_str())
        }
        _ => match text.strip_prefix('十') {
            Some(rest) => (Some(1), rest),
            None => (None, text),
        },
    };
    let ones = rest.chars().next().and_then(digit);
    let after = |count: usize| {
        let mut chars = rest.chars();
        if count > 0 {
            chars.next();
        }
        chars.as_str()
    };
    match (tens, ones) {
        (Some(tens), Some(ones)) => Some((tens * 10 + ones, after(1))),
        (Some(tens), None) => Some((tens * 10, after(0))),
        (None, Some(ones)) => Some((ones, after(1))),
        (None, None) => None,
    }
}
