//! IPTC-IIM 4.2: the title, the author and the day of a picture.

use crate::{
    bytes::u16_be,
    found::{Found, first},
    time,
};

/// The most datasets that are read.
const DATASETS_MAX: usize = 1000;

/// Fills what is still empty.
pub(crate) fn give(mut bytes: &[u8], found: &mut Found) {
    let (mut day, mut clock) = (None, None);
    for _ in 0..DATASETS_MAX {
        let &[0x1c, record, number, ..] = bytes else { break };
        let Some(len) = u16_be(bytes, 3).map(usize::from) else { break };
        let Some(value) = bytes.get(5..5 + len) else { break };
        // Few name their character set, and those name UTF-8.
        let text = || crate::bytes::text(value);
        match (record, number) {
            (2, 5) => first(&mut found.metadata.title, text()),
            (2, 80) => first(&mut found.metadata.artist, text()),
            (2, 55) => day = text(),
            (2, 60) => clock = text(),
            _ => {}
        }
        bytes = bytes.get(5 + len..).unwrap_or_default();
    }
    // 20200819 and 171111+0800: PDF's form without its mark.
    let when = day.and_then(|day| time::pdf(&(day + &clock.unwrap_or_default())));
    first(&mut found.when, when);
}
