//! Which clusters are wanted, and how a page of them is cut.

use std::collections::BTreeMap;

use assay_types::Timestamp;
use assay_wire::imm::TimeRange;
use serde::{Deserialize, Serialize};

use crate::{MediaError, time::read_time};

/// A span of time, its ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: Option<Timestamp>,
    end: Option<Timestamp>,
}

impl Span {
    /// Reads a range of the request's; everything where there is none.
    pub(super) fn read(parameter: &str, range: Option<&TimeRange>) -> Result<Self, MediaError> {
        let end = |member: &str, text: Option<&String>| match text.map(String::as_str) {
            None | Some("") => Ok(None),
            Some(text) => read_time(&format!("{parameter}.{member}"), text).map(Some),
        };
        let range = range.map(|range| (range.start.as_ref(), range.end.as_ref())).unwrap_or_default();
        Ok(Self { start: end("Start", range.0)?, end: end("End", range.1)? })
    }

    /// Whether a record's time lies in it. One that is missing lies in everything alone.
    pub(super) fn has(&self, time: Option<&str>) -> bool {
        match time.and_then(stored_time) {
            Some(time) => {
                self.start.is_none_or(|start| start <= time) && self.end.is_none_or(|end| time <= end)
            }
            None => *self == Self::default(),
        }
    }
}

/// `CustomLabels` as a condition: a JSON object, or a comma list of `key=value` and `key`; all must be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LabelFilter(Vec<(String, Option<String>)>);

impl LabelFilter {
    /// Reads the parameter.
    pub(super) fn read(text: Option<&str>) -> Result<Self, MediaError> {
        let text = text.unwrap_or_default().trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        if text.starts_with('{') {
            let labels: BTreeMap<String, String> = serde_json::from_str(text)
                .map_err(|_| MediaError::invalid("CustomLabels", "it must be an object of texts"))?;
            return Ok(Self(labels.into_iter().map(|(key, value)| (key, Some(value))).collect()));
        }
        let one = |part: &str| match part.split_once('=') {
            Some((key, value)) => (key.trim().to_owned(), Some(value.trim().to_owned())),
            None => (part.trim().to_owned(), None),
        };
        let labels: Vec<_> = text.split(',').map(one).collect();
        if labels.iter().any(|(key, _)| key.is_empty()) {
            return Err(MediaError::invalid("CustomLabels", "it must be key=value, or several with commas"));
        }
        Ok(Self(labels))
    }

    /// Whether all labels that are wanted are among these.
    pub(super) fn has(&self, labels: Option<&BTreeMap<String, String>>) -> bool {
        self.0.iter().all(|(key, wanted)| {
            let found = labels.and_then(|labels| labels.get(key));
            found.is_some_and(|found| wanted.as_ref().is_none_or(|wanted| wanted == found))
        })
    }
}

/// Bytes that a text of a client's about a cluster may have.
const TEXT_BYTES_MAX: usize = 1024;
/// Labels of a client's that a cluster may have.
const LABELS_MAX: usize = 100;

/// What clients say about a cluster: texts of 1024 bytes at most, 100 labels at most.
pub(super) fn check_texts(
    texts: &[(&str, Option<&str>)],
    labels: Option<&BTreeMap<String, String>>,
) -> Result<(), MediaError> {
    let is_long = |text: &str| text.len() > TEXT_BYTES_MAX;
    if let Some((name, _)) = texts.iter().find(|(_, text)| text.is_some_and(is_long)) {
        return Err(MediaError::invalid(name, "it has at most 1024 bytes"));
    }
    let Some(labels) = labels else { return Ok(()) };
    if labels.len() > LABELS_MAX || labels.iter().any(|(key, value)| is_long(key) || is_long(value)) {
        let why = "it has at most 100 labels, with keys and values of up to 1024 bytes";
        return Err(MediaError::invalid("CustomLabels", why));
    }
    Ok(())
}

/// What clusters are sorted by; what is missing comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum SortKey {
    /// Nothing: the id alone decides.
    None,
    /// A number, or a time.
    Number(i64),
    /// A text.
    Text(String),
}

impl SortKey {
    /// A record's time.
    pub(super) fn time(time: Option<&str>) -> Self {
        time.and_then(stored_time).map_or(Self::None, |time| Self::Number(time.as_millis()))
    }
}

/// A time as a record has it.
fn stored_time(text: &str) -> Option<Timestamp> {
    read_time("", text).ok()
}

/// Reads `Order`; ascending where there is none. Whether it is descending.
pub(super) fn is_descending(order: Option<&str>) -> Result<bool, MediaError> {
    match order {
        None | Some("" | "asc") => Ok(false),
        Some("desc") => Ok(true),
        Some(_) => Err(MediaError::invalid("Order", "it must be asc or desc")),
    }
}

/// Sorts by key, then id, and cuts a page out that begins after a position. The page, and the position that the next
/// one begins after.
pub(super) fn page<T>(
    mut all: Vec<(SortKey, String, T)>,
    descending: bool,
    after: Option<&(SortKey, String)>,
    limit: usize,
) -> (Vec<T>, Option<(SortKey, String)>) {
    all.sort_by(|(key, id, _), (other, other_id, _)| {
        let order = (key, id).cmp(&(other, other_id));
        if descending { order.reverse() } else { order }
    });
    let is_after = |key: &SortKey, id: &String| match after {
        None => true,
        Some((last, last_id)) if descending => (key, id) < (last, last_id),
        Some((last, last_id)) => (key, id) > (last, last_id),
    };
    let mut rest = all.into_iter().filter(|(key, id, _)| is_after(key, id)).peekable();
    let (mut found, mut last) = (Vec::new(), None);
    while found.len() < limit
        && let Some((key, id, one)) = rest.next()
    {
        found.push(one);
        last = Some((key, id));
    }
    (found, last.filter(|_| rest.peek().is_some()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_include_their_ends() {
        let range = TimeRange {
            start: Some("2024-01-01T00:00:00Z".to_owned()),
            end: Some("2024-01-02T00:00:00+08:00".to_owned()),
        };
        let span = Span::read("CreateTimeRange", Some(&range)).expect("a span");
        assert!(span.has(Some("2024-01-01T00:00:00Z")) && span.has(Some("2024-01-01T16:00:00Z")));
        assert!(!span.has(Some("2024-01-01T16:00:00.001Z")) && !span.has(None));
        assert!(Span::default().has(None));
        let ill = TimeRange { start: Some("yesterday".to_owned()), end: None };
        assert!(Span::read("CreateTimeRange", Some(&ill)).is_err());
    }

    #[test]
    fn labels_are_found_by_key_and_value() {
        let labels = BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())]);
        let has = |text: &str| LabelFilter::read(Some(text)).expect("a filter").has(Some(&labels));
        assert!(has("") && has("a=1") && has("a") && has("a=1, b=2") && has(r#"{"b":"2"}"#));
        assert!(!has("a=2") && !has("c") && !has("a=1,c") && !has(r#"{"a":"1","c":"3"}"#));
        assert!(LabelFilter::read(Some("=1")).is_err() && LabelFilter::read(Some("{1}")).is_err());
    }

    #[test]
    fn times_before_1970_sort_first() {
        let key = |text| SortKey::time(Some(text));
        assert!(key("1900-01-01T00:00:00Z") < key("1970-01-01T00:00:00Z"));
        assert!(key("1970-01-01T00:00:00Z") < key("2500-01-01T00:00:00Z"));
        assert!(SortKey::time(None) < key("-009998-01-01T00:00:00Z"));
    }

    proptest! {
        #[test]
        fn pages_together_are_everything_in_order(
            keys in prop::collection::vec(0_i64..5, 0..30), descending: bool, limit in 1_usize..7,
        ) {
            let all: Vec<_> = keys.iter().enumerate()
                .map(|(id, key)| (SortKey::Number(*key), format!("{id:03}"), (*key, id))).collect();
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let (page, next) = page(all.clone(), descending, after.as_ref(), limit);
                prop_assert!(page.len() == limit || next.is_none());
                found.extend(page);
                after = next;
                if after.is_none() { break; }
            }
            let mut wanted: Vec<_> = keys.iter().enumerate().map(|(id, key)| (*key, id)).collect();
            wanted.sort_unstable();
            if descending { wanted.reverse(); }
            prop_assert_eq!(found, wanted);
        }
    }
}
