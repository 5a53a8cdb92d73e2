//! Spans of days that people speak of.

use jiff::{
    Span,
    civil::{Date, date},
};

/// Days from one to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: Date,
    pub(super) to: Date,
}

/// Something that comes round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// A season of the north, from the first day of a month: spring is March to May.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// The most of a unit that one may go back.
const BACK_MAX: i64 = 1000;

impl Days {
    /// One day.
    pub(super) fn day(day: Date) -> Option<Self> {
        Some(Self { from: day, to: day.tomorrow().ok()? })
    }

    /// A year.
    pub(super) fn year(year: i16) -> Option<Self> {
        Some(Self { from: Date::new(year, 1, 1).ok()?, to: Date::new(year.checked_add(1)?, 1, 1).ok()? })
    }

    /// A month, 1 to 12.
    pub(super) fn month(year: i16, month: i8) -> Option<Self> {
        let from = Date::new(year, month, 1).ok()?;
        Some(Self { from, to: from.checked_add(Span::new().months(1)).ok()? })
    }

    /// A season that begins in a year.
    pub(super) fn season(year: i16, season: Season) -> Option<Self> {
        let month = match season {
            Season::Spring => 3,
            Season::Summer => 6,
            Season::Autumn => 9,
            Season::Winter => 12,
        };
        let from = Date::new(year, month, 1).ok()?;
        Some(Self { from, to: from.checked_add(Span::new().months(3)).ok()? })
    }

    /// The latest of such spans, by year, that ended before today, or is under way with `begun`.
    pub(super) fn latest(today: Date, begun: bool, of: impl Fn(i16) -> Option<Self>) -> Option<Self> {
        let years = [today.year().checked_sub(2)?, today.year().checked_sub(1)?, today.year()];
        let past = |days: &Self| if begun { days.from <= today } else { days.to <= today };
        years.into_iter().rev().filter_map(of).find(past)
    }

    /// The whole unit so many units before the one that today is in.
    pub(super) fn back(today: Date, count: i64, unit: Unit) -> Option<Self> {
        let there = today.checked_sub(units(count, unit)?).ok()?;
        match unit {
            Unit::Day => Self::day(there),
            Unit::Week => {
                let since_monday = i64::from(there.weekday().to_monday_zero_offset());
                let from = there.checked_sub(Span::new().days(since_monday)).ok()?;
                Some(Self { from, to: from.checked_add(Span::new().days(7)).ok()? })
            }
            Unit::Month => Self::month(there.year(), there.month()),
            Unit::Year => Self::year(there.year()),
        }
    }

    /// The last so many units, today included.
    pub(super) fn recent(today: Date, count: i64, unit: Unit) -> Option<Self> {
        Some(Self { from: today.checked_sub(units(count, unit)?).ok()?, to: today.tomorrow().ok()? })
    }

    /// Whether people take pictures then: not before photography, nor long after today.
    pub(super) fn is_likely(&self, today: Date) -> bool {
        self.from >= date(1800, 1, 1) && self.from <= today
    }
}

fn units(count: i64, unit: Unit) -> Option<Span> {
    if !(0..=BACK_MAX).contains(&count) {
        return None;
    }
    let span = Span::new();
    Some(match unit {
        Unit::Day => span.days(count),
        Unit::Week => span.weeks(count),
        Unit::Month => span.months(count),
        Unit::Year => span.years(count),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(days: Option<Days>) -> (String, String) {
        days.map(|days| (days.from.to_string(), days.to.to_string())).unwrap_or_default()
    }

    #[test]
    fn spans_end_before_the_next_begins() {
        let of = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let today = date(2024, 3, 13);
        assert_eq!(span(Days::month(2023, 12)), of("2023-12-01", "2024-01-01"));
        assert_eq!(span(Days::season(2023, Season::Winter)), of("2023-12-01", "2024-03-01"));
        assert_eq!(span(Days::back(today, 1, Unit::Week)), of("2024-03-04", "2024-03-11"));
        assert_eq!(span(Days::back(today, 0, Unit::Year)), of("2024-01-01", "2025-01-01"));
        assert_eq!(span(Days::recent(today, 7, Unit::Day)), of("2024-03-06", "2024-03-14"));
        assert_eq!(Days::month(2023, 13), None);
        assert_eq!(Days::back(today, 1001, Unit::Year), None);
    }

    #[test]
    fn the_last_summer_is_over() {
        let last = |today| Days::latest(today, false, |year| Days::season(year, Season::Summer));
        assert_eq!(last(date(2024, 11, 1)), Days::season(2024, Season::Summer));
        assert_eq!(last(date(2024, 7, 1)), Days::season(2023, Season::Summer));
        assert_eq!(last(date(2024, 9, 1)), Days::season(2024, Season::Summer));
    }
}
