//! Scripts, seen through their disguises: the rules look at a script's views as they look at the script.

use std::time::Instant;

use assay_findings::{ByteRange, Evidence, ExamineLimits, IncompleteReason, Label};
use assay_rules::Scanner;
use assay_views::{How, Limits, View};

use crate::examine::scan;

/// What is longer is no script of a person's making, and is scanned as it stands.
const VIEWED_BYTES: usize = 4 << 20;
/// What a script that was read in part only is labelled.
const PARTLY_READ: Label = Label::new("PartlyReadScript");

/// Adds what the views and the flows of a script say to what was found in it as it stands.
///
/// A rule that fired on the script already counts once. Ranges are of the script's own bytes. What was too
/// long or too deep to be read in full is labelled so.
pub(crate) fn see_through(
    bytes: &[u8],
    labels: &mut Vec<Label>,
    evidence: &mut Vec<Evidence>,
    scanner: &mut Scanner<'_>,
    limits: &ExamineLimits,
    deadline: Instant,
) -> Result<(), IncompleteReason> {
    let kinds = assay_checks::kinds(bytes, labels);
    if kinds.is_empty() {
        return Ok(());
    }
    let mut complete = bytes.len() <= VIEWED_BYTES;
    if complete {
        let max_ranges = usize::try_from(limits.max_ranges).unwrap_or(usize::MAX);
        for kind in kinds {
            let reading = assay_views::read(bytes, kind, &Limits::default());
            complete &= reading.complete;
            for found in assay_checks::script(kind, &reading.flows, bytes.len(), max_ranges) {
                add(evidence, found);
            }
            for view in &reading.views {
                if view.text == bytes {
                    continue;
                }
                for mut found in scan(scanner, &view.text, labels, limits, deadline)? {
                    found.ranges = traced(view, &found.ranges);
                    let (en, zh) = told(view);
                    found.meaning.en.push_str(en);
                    found.meaning.zh.push_str(zh);
                    add(evidence, found);
                }
            }
        }
    }
    if !complete {
        labels.push(PARTLY_READ);
        labels.sort_unstable();
    }
    Ok(())
}

/// Adds evidence, unless the same rule spoke before.
fn add(evidence: &mut Vec<Evidence>, found: Evidence) {
    match evidence.iter_mut().find(|item| item.rule == found.rule) {
        Some(item) if item.score < found.score => *item = found,
        Some(_) => {}
        None => evidence.push(found),
    }
}

/// The script's bytes from which these stretches of a view were made.
fn traced(view: &View, ranges: &[ByteRange]) -> Vec<ByteRange> {
    let index = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    let mut origins: Vec<ByteRange> = ranges
        .iter()
        .filter_map(|range| view.origin(index(range.start)..index(range.end)))
        .map(|origin| ByteRange { start: origin.start as u64, end: origin.end as u64 })
        .filter(|range| range.start < range.end)
        .collect();
    origins.sort_unstable();
    origins.dedup_by(|next, kept| {
        let joins = next.start <= kept.end;
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
    origins
}

/// How the view was made, for a person.
fn told(view: &View) -> (&'static str, &'static str) {
    if view.how.iter().any(|how| matches!(how, How::Unpacked | How::Guessed)) {
        (" Seen in text that the script unpacks.", "（见于脚本解码后的内容）")
    } else if view.how.contains(&How::Decoded) {
        (" Seen after decoding the script.", "（见于脚本解码后的文本）")
    } else {
        (" Seen after putting the script's pieces together.", "（见于脚本还原拼接后的文本）")
    }
}
