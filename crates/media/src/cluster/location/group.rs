//! How files become clusters of place and date.
//!
//! For each level of the administrative division by itself: files with an address down to that level and a time
//! belong to that place, on the day that their clock showed. A place's days that follow each other, with at most
//! `GapDays` days without a file between two of them, are one stay. A stay is a cluster when the days from its first
//! to its last one are at least `MinDays` and at most `MaxDays`: longer ones are where somebody lives.

use std::collections::BTreeMap;

use assay_wire::imm::Address;
use serde::{Deserialize, Serialize};

/// A level of the administrative division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Country,
    Province,
    City,
    District,
    Township,
}

impl Level {
    /// All, from the largest places to the smallest.
    pub(super) const ALL: [Self; 5] =
        [Self::Country, Self::Province, Self::City, Self::District, Self::Township];

    /// The wire's word.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Province => "province",
            Self::City => "city",
            Self::District => "district",
            Self::Township => "township",
        }
    }

    /// The name of an address's place of this level.
    fn of(self, address: &Address) -> Option<&str> {
        let name = match self {
            Self::Country => &address.country,
            Self::Province => &address.province,
            Self::City => &address.city,
            Self::District => &address.district,
            Self::Township => &address.township,
        };
        name.as_deref().filter(|name| !name.is_empty())
    }
}

/// Which stays are clusters, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Days {
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) gap: i64,
}

/// A place: its level, and the names from the country down to it, with empty ones where an address has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) level: Level,
    pub(super) names: Vec<String>,
}

impl Place {
    /// The place of this level among a file's addresses, which are one in several languages: the first that has it.
    fn among(addresses: &[Address], level: Level) -> Option<Self> {
        let address = addresses.iter().find(|address| level.of(address).is_some())?;
        let larger = Level::ALL.iter().take_while(|one| **one <= level);
        let names = larger.map(|one| one.of(address).unwrap_or_default().to_owned()).collect();
        Some(Self { level, names })
    }

    /// What people call it.
    pub(super) fn title(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }
}

/// When something was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    /// Nanoseconds since 1970.
    pub(super) at: i128,
    /// The day that the clock showed, counted from 1970.
    pub(super) day: i64,
}

impl Moment {
    /// Reads RFC 3339; the offset says what the clock showed.
    pub(super) fn read(text: &str) -> Option<Self> {
        const DAY_S: i64 = 86_400;
        let at = text.parse::<jiff::Timestamp>().ok()?;
        let local = jiff::fmt::temporal::Pieces::parse(text).ok()?.date();
        let since_1970 = local.duration_since(jiff::civil::date(1970, 1, 1));
        Some(Self { at: at.as_nanosecond(), day: since_1970.as_secs().div_euclid(DAY_S) })
    }
}

/// A cluster.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stay {
    pub(super) place: Place,
    /// The place in all languages that are known of it.
    pub(super) addresses: Vec<Address>,
    /// When its first file was made.
    pub(super) start: i128,
    /// When its last file was made.
    pub(super) end: i128,
}

/// Takes files one by one.
#[derive(Debug)]
pub(super) struct Grouping {
    levels: Vec<Level>,
    places: BTreeMap<Place, Visits>,
}

/// The days of a place, each with the first and the last moment.
#[derive(Debug, Default)]
struct Visits {
    addresses: Vec<Address>,
    days: BTreeMap<i64, (i128, i128)>,
}

impl Grouping {
    /// For these levels.
    pub(super) fn new(levels: Vec<Level>) -> Self {
        Self { levels, places: BTreeMap::new() }
    }

    /// Takes a file.
    pub(super) fn add(&mut self, addresses: &[Address], moment: Moment) {
        for level in &self.levels {
            let Some(place) = Place::among(addresses, *level) else { continue };
            let visits = self.places.entry(place).or_default();
            // Of what the files say, that in the most languages.
            if addresses.len() > visits.addresses.len() {
                visits.addresses = addresses.iter().filter_map(|address| cut(address, *level)).collect();
            }
            let day = visits.days.entry(moment.day).or_insert((moment.at, moment.at));
            *day = (day.0.min(moment.at), day.1.max(moment.at));
        }
    }

    /// The clusters, by level and place, then time.
    pub(super) fn stays(self, days: Days) -> Vec<Stay> {
        let mut stays = Vec::new();
        for (place, visits) in self.places {
            let mut runs: Vec<(i64, i64, i128, i128)> = Vec::new();
            for (day, (start, end)) in visits.days {
                match runs.last_mut() {
                    Some(run) if day - run.1 - 1 <= days.gap => {
                        *run = (run.0, day, run.2.min(start), run.3.max(end));
                    }
                    _ => runs.push((day, day, start, end)),
                }
            }
            for (first, last, start, end) in runs {
                if (days.min..=days.max).contains(&(last - first + 1)) {
                    let (place, addresses) = (place.clone(), visits.addresses.clone());
                    stays.push(Stay { place, addresses, start, end });
                }
            }
        }
        stays
    }
}

/// An address without what is below a level; `None` when it does not reach it.
fn cut(address: &Address, level: Level) -> Option<Address> {
    level.of(address)?;
    let keep = |one: Level| (one <= level).then(|| one.of(address).map(str::to_owned)).flatten();
    Some(Address {
        address_line: None,
        country: keep(Level::Country),
        province: keep(Level::Province),
        city: keep(Level::City),
        district: keep(Level::District),
        township: keep(Level::Township),
        language: address.language.clone(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(province: &str, city: &str) -> Address {
        Address {
            country: Some("China".to_owned()),
            province: Some(province.to_owned()),
            city: Some(city.to_owned()),
            address_line: Some("somewhere".to_owned()),
            ..Address::default()
        }
    }

    fn moment(day: u32) -> Moment {
        Moment::read(&format!("2024-03-{day:02}T23:30:00+08:00")).expect("a time")
    }

    fn group(levels: &[Level], days: Days, files: &[(&str, u32)]) -> Vec<(String, i64)> {
        let mut grouping = Grouping::new(levels.to_vec());
        for (city, day) in files {
            grouping.add(&[address("Zhejiang", city)], moment(*day));
        }
        let span =
            |stay: &Stay| i64::try_from((stay.end - stay.start) / 86_400_000_000_000).expect("days") + 1;
        grouping.stays(days).iter().map(|stay| (stay.place.title().to_owned(), span(stay))).collect()
    }

    #[test]
    fn the_documents_own_example() {
        let files: Vec<_> =
            (3..=5).map(|day| ("Hangzhou", day)).chain((6..=8).map(|day| ("Jiaxing", day))).collect();
        let days = Days { min: 1, max: 15, gap: 0 };
        assert_eq!(
            group(&[Level::City, Level::Province], days, &files),
            [("Zhejiang".to_owned(), 6), ("Hangzhou".to_owned(), 3), ("Jiaxing".to_owned(), 3)]
        );
    }

    #[test]
    fn gaps_and_lengths_hold_their_edges() {
        let files = [("Hangzhou", 4), ("Hangzhou", 5), ("Hangzhou", 7)];
        let of = |min, max, gap| group(&[Level::City], Days { min, max, gap }, &files);
        assert_eq!(of(1, 9, 0).len(), 2);
        assert_eq!(of(1, 9, 1), [("Hangzhou".to_owned(), 4)]);
        assert_eq!(of(2, 9, 0), [("Hangzhou".to_owned(), 2)]);
        assert!(of(1, 3, 1).is_empty() && of(5, 9, 1).is_empty());
        assert_eq!((of(1, 4, 1).len(), of(4, 9, 1).len()), (1, 1));
    }

    #[test]
    fn a_day_is_the_one_that_the_clock_showed() {
        let late = Moment::read("2024-03-03T23:30:00-08:00").expect("a time");
        let same = Moment::read("2024-03-04T07:30:00Z").expect("a time");
        assert_eq!((late.at == same.at, late.day + 1), (true, same.day));
        assert_eq!(Moment::read("2024-03-03"), None);
        assert_eq!(Moment::read("1970-01-01T12:00:00Z").map(|moment| moment.day), Some(0));
    }

    #[test]
    fn addresses_end_at_their_level() {
        let mut grouping = Grouping::new(vec![Level::Province]);
        let chinese = Address {
            province: Some("浙江省".to_owned()),
            language: Some("zh-Hans".to_owned()),
            ..Address::default()
        };
        grouping.add(&[address("Zhejiang", "Hangzhou"), chinese.clone()], moment(3));
        grouping.add(&[Address::default()], moment(3));
        let stays = grouping.stays(Days { min: 1, max: 1, gap: 0 });
        let english = Address { city: None, address_line: None, ..address("Zhejiang", "") };
        assert_eq!(stays.first().map(|stay| stay.addresses.clone()), Some(vec![english, chinese]));
        assert_eq!(stays.len(), 1);
    }

    proptest! {
        #[test]
        fn stays_of_a_place_are_apart_and_within_their_bounds(
            days in prop::collection::vec(0_i64..60, 0..40), gap in 0_i64..4, min in 1_i64..4, more in 0_i64..9,
        ) {
            let mut grouping = Grouping::new(vec![Level::City]);
            for day in &days {
                grouping.add(&[address("p", "c")], Moment { at: i128::from(*day), day: *day });
            }
            let stays = grouping.stays(Days { min, max: min + more, gap });
            for stay in &stays {
                prop_assert!((i128::from(min)..=i128::from(min + more)).contains(&(stay.end - stay.start + 1)));
            }
            for pair in stays.windows(2) {
                prop_assert!(pair[1].start - pair[0].end - 1 > i128::from(gap));
            }
        }
    }
}
