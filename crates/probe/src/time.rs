//! Times: from the forms that files have, to RFC 3339.

use jiff::{
    civil::DateTime,
    tz::{Offset, TimeZone, TimeZoneDatabase},
};

use crate::found::When;

/// Seconds from 1904-01-01, where QuickTime and MP4 count from, to 1970-01-01.
const FROM_1904: i64 = 2_082_844_800;

/// `2021-06-29T14:50:13.011+08:00`.
///
/// A time without an offset is taken in the zone of its place; without one of those it is given as the local time
/// with `Z`, for the camera's zone is not in the file.
pub(crate) fn rfc3339(when: When, zone: Option<&str>) -> Option<String> {
    let offset = match (when.offset, zone) {
        (Some(seconds), _) => Offset::from_seconds(seconds).ok()?,
        (None, Some(zone)) => zone_of(zone)
            .and_then(|zone| zone.to_ambiguous_zoned(when.local).compatible().ok())
            .map_or(Offset::UTC, |zoned| zoned.offset()),
        (None, None) => Offset::UTC,
    };
    // A year below 0 or beyond 9999 has no RFC 3339 form.
    if when.local.year() < 1 {
        return None;
    }
    let minutes = offset.seconds() / 60;
    let zone = if minutes == 0 {
        "Z".to_owned()
    } else {
        format!("{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60)
    };
    Some(format!("{}{zone}", when.local))
}

fn zone_of(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// `2020:08:19 17:11:11` of EXIF, also with `-` or `T`; parts of a second from `fraction`, an offset like `+08:00`.
pub(crate) fn exif(text: &str, fraction: Option<&str>, offset: Option<&str>) -> Option<When> {
    let numbers: Vec<i32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .take(6)
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [year, month, day, rest @ ..] = numbers.as_slice() else { return None };
    let part = |at: usize| rest.get(at).copied().unwrap_or(0).try_into().ok();
    let nanos = fraction.and_then(nanoseconds).unwrap_or(0);
    let local = DateTime::new(
        i16::try_from(*year).ok().filter(|year| *year > 0)?,
        i8::try_from(*month).ok()?,
        i8::try_from(*day).ok()?,
        part(0)?,
        part(1)?,
        part(2).filter(|second: &i8| *second < 60)?,
        nanos,
    );
    Some(When { local: local.ok()?, offset: offset.and_then(seconds_of_offset) })
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    let digits: String = fraction.trim().chars().take_while(char::is_ascii_digit).take(9).collect();
    if digits.is_empty() { None } else { format!("{digits:0<9}").parse().ok() }
}

/// `+08:00`, `-0330` or `Z`, in seconds.
fn seconds_of_offset(text: &str) -> Option<i32> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4).unwrap_or("0").parse().ok()?;
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// ISO 8601 and RFC 3339: `2020-08-19T17:11:11+08:00`, also shorter: without an offset, a time, a day or a month.
pub(crate) fn iso(text: &str) -> Option<When> {
    let text = text.trim();
    let (date, clock) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let mut date = date.split('-');
    let year = date.next()?.to_owned();
    if year.len() != 4 {
        return None;
    }
    let (month, day) = (date.next().unwrap_or("01"), date.next().unwrap_or("01"));
    let zone_at = clock.find(['+', '-', 'Z', 'z']);
    let (clock, zone) = clock.split_at(zone_at.unwrap_or(clock.len()));
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    exif(&format!("{year}:{month}:{day} {clock}"), Some(fraction), Some(zone))
}

/// PDF's `D:20200819171111+08'00'`.
pub(crate) fn pdf(text: &str) -> Option<When> {
    let text = text.trim().trim_start_matches("D:");
    let zone_at = text.find(['+', '-', 'Z']).unwrap_or(text.len());
    let (digits, zone) = text.split_at(zone_at);
    let part = |from: usize, to: usize, otherwise: &'static str| {
        digits.get(from..to).unwrap_or(otherwise).to_owned()
    };
    let line = format!(
        "{}:{}:{} {}:{}:{}",
        digits.get(..4)?,
        part(4, 6, "01"),
        part(6, 8, "01"),
        part(8, 10, "00"),
        part(10, 12, "00"),
        part(12, 14, "00")
    );
    exif(&line, None, Some(&zone.replace('\'', "")))
}

/// Seconds since 1904, UTC; 0 is no time.
pub(crate) fn since_1904(seconds: u64) -> Option<When> {
    let seconds = i64::try_from(seconds).ok().filter(|seconds| *seconds != 0)?;
    since_1970(seconds.checked_sub(FROM_1904)?, 0)
}

/// Seconds and nanoseconds since 1970, UTC.
pub(crate) fn since_1970(seconds: i64, nanos: i32) -> Option<When> {
    let time = jiff::Timestamp::new(seconds, nanos).ok()?;
    Some(When { local: Offset::UTC.to_datetime(time), offset: Some(0) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(when: Option<When>, zone: Option<&str>) -> Option<String> {
        rfc3339(when?, zone)
    }

    #[test]
    fn the_offset_is_the_files_or_else_the_places() {
        let bare = exif("2020:08:19 17:11:11", Some("011"), None);
        assert_eq!(shown(bare, None).as_deref(), Some("2020-08-19T17:11:11.011Z"));
        assert_eq!(shown(bare, Some("Asia/Shanghai")).as_deref(), Some("2020-08-19T17:11:11.011+08:00"));
        assert_eq!(shown(bare, Some("America/New_York")).as_deref(), Some("2020-08-19T17:11:11.011-04:00"));
        let winter = exif("2020:01:19 17:11:11", None, None);
        assert_eq!(shown(winter, Some("America/New_York")).as_deref(), Some("2020-01-19T17:11:11-05:00"));
        let said = exif("2020:08:19 17:11:11", None, Some("-03:30"));
        assert_eq!(shown(said, Some("Asia/Shanghai")).as_deref(), Some("2020-08-19T17:11:11-03:30"));
    }

    #[test]
    fn other_forms() {
        let same = Some("2020-08-19T17:11:11+08:00");
        assert_eq!(shown(iso("2020-08-19T17:11:11+08:00"), None).as_deref(), same);
        assert_eq!(shown(pdf("D:20200819171111+08'00'"), None).as_deref(), same);
        assert_eq!(shown(iso("2020-08"), None).as_deref(), Some("2020-08-01T00:00:00Z"));
        assert_eq!(shown(pdf("D:2020"), None).as_deref(), Some("2020-01-01T00:00:00Z"));
        assert_eq!(
            shown(since_1904(FROM_1904.unsigned_abs() + 5), None).as_deref(),
            Some("1970-01-01T00:00:05Z")
        );
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in
            ["", "0000:00:00 00:00:00", "    :  :     :  :  ", "2020:13:01 00:00:00", "2020:01:01 25:00:00"]
        {
            assert_eq!(exif(text, None, None), None, "{text}");
        }
        assert_eq!(since_1904(0), None);
    }

    proptest! {
        #[test]
        fn any_text_does_no_harm(text in ".{0,40}", zone in ".{0,8}") {
            for when in [exif(&text, Some(&zone), Some(&zone)), iso(&text), pdf(&text)] {
                let _ = shown(when, Some("Asia/Shanghai"));
            }
        }
    }
}
