//! One scan of one content.

use std::time::{Duration, Instant};

use assay_findings::{ByteRange, Evidence, Label};

use crate::{RuleSet, ScanError, rule_set::LABELS};

/// Counts changes to this module that change what a scan finds in the same bytes by the same rules.
pub(crate) const REVISION: u32 = 1;

/// The most matches kept of one pattern. Bounds memory on content made of nothing but matches, and is
/// above the counts that conditions ask for (`#a > 100` is the largest that is common).
const MATCHES_MAX: usize = 256;

/// Scans one content after the other with a [`RuleSet`].
pub struct Scanner<'r> {
    rule_set: &'r RuleSet,
    /// The engine with each part of the rules, made when the part is first run.
    engines: Vec<Option<yara_x::Scanner<'r>>>,
}

impl<'r> Scanner<'r> {
    pub(crate) fn new(rule_set: &'r RuleSet) -> Self {
        let engines = rule_set.parts().iter().map(|_| None).collect();
        Self { rule_set, engines }
    }

    /// Does once what the first scan of a process would do: starts the thread that time-outs need, and
    /// touches what is initialised on first use. Call it before system calls are filtered, in the
    /// process that scans, after any fork.
    pub fn warm_up(&mut self) {
        // The outcome of scanning nothing is of no interest; its side effects are.
        let _ = self.scan_part(0, b"", "", Duration::from_mins(1), &mut |_| {});
    }

    /// Matches all rules against `bytes`, a content that is what `labels` say.
    ///
    /// Evidence comes strongest first, each with at most `max_ranges` ranges, chosen in turn from the
    /// rule's patterns, sorted and merged. `timeout` counts in whole seconds, rounded up, of a clock
    /// that ticks once a second: the scan may be cut off up to a second early, and runs on until the
    /// engine next looks at the clock.
    ///
    /// # Errors
    /// [`ScanError::Timeout`] when out of time. The scanner can be used again after any error.
    pub fn scan(
        &mut self,
        bytes: &[u8],
        labels: &[Label],
        max_ranges: u32,
        timeout: Duration,
    ) -> Result<Vec<Evidence>, ScanError> {
        if timeout.is_zero() {
            return Err(ScanError::Timeout);
        }
        let labels = labels_text(labels);
        let deadline = Instant::now() + timeout;
        let mut found: Vec<Evidence> = Vec::new();
        let rule_set = self.rule_set;
        for (part, open) in rule_set.gate().open(bytes, &labels).into_iter().enumerate() {
            if !open {
                continue;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ScanError::Timeout);
            }
            self.scan_part(part, bytes, &labels, left, &mut |rule| {
                found.extend(rule_set.facts(rule).map(|facts| facts.evidence(ranges(rule, max_ranges))));
            })?;
        }
        found.sort_by(|a, b| (b.score, &a.rule).cmp(&(a.score, &b.rule)));
        Ok(found)
    }

    /// Shows each rule of one part that matches.
    fn scan_part(
        &mut self,
        part: usize,
        bytes: &[u8],
        labels: &str,
        timeout: Duration,
        show: &mut dyn FnMut(&yara_x::Rule<'_, '_>),
    ) -> Result<(), ScanError> {
        let (Some(engine), Some(rules)) = (self.engines.get_mut(part), self.rule_set.parts().get(part))
        else {
            return Ok(());
        };
        let engine = engine.get_or_insert_with(|| {
            let mut engine = yara_x::Scanner::new(rules);
            engine.max_matches_per_pattern(MATCHES_MAX);
            // No `fast_scan`: it keeps one match of a pattern, and the highlights need them all.
            engine
        });
        engine.set_global(LABELS, labels).map_err(|error| ScanError::Engine(error.to_string()))?;
        engine.set_timeout(timeout);
        let results = engine.scan(bytes).map_err(|error| match error {
            yara_x::ScanError::Timeout => ScanError::Timeout,
            other => ScanError::Engine(other.to_string()),
        })?;
        results.matching_rules().for_each(|rule| show(&rule));
        Ok(())
    }
}

/// All labels with a space on either side of each.
fn labels_text(labels: &[Label]) -> String {
    let mut text = String::from(" ");
    for label in labels {
        text.push_str(label.as_str());
        text.push(' ');
    }
    text
}

/// Where a rule matched: of each pattern the first match, then of each the second, and so on, so that
/// a common pattern does not crowd out a telling one.
fn ranges(rule: &yara_x::Rule<'_, '_>, max_ranges: u32) -> Vec<ByteRange> {
    let max_ranges = usize::try_from(max_ranges).unwrap_or(usize::MAX);
    let mut patterns: Vec<_> = rule.patterns().map(|pattern| pattern.matches()).collect();
    let mut found = Vec::new();
    while found.len() < max_ranges && !patterns.is_empty() {
        patterns.retain_mut(|matches| match matches.next() {
            Some(one) if found.len() < max_ranges => {
                let range = one.range();
                found.push(ByteRange { start: range.start as u64, end: range.end as u64 });
                true
            }
            _ => false,
        });
    }
    merged(found)
}

/// Sorted, and those that overlap or touch made one.
fn merged(mut ranges: Vec<ByteRange>) -> Vec<ByteRange> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_unstable();
    ranges.dedup_by(|next, kept| {
        let joins = next.start <= kept.end;
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
    ranges
}

#[cfg(test)]
mod tests {
    use assay_findings::{Score, VirusType};

    use super::*;
    use crate::RuleSource;

    const MINUTE: Duration = Duration::from_mins(1);

    fn rules(text: &str) -> RuleSet {
        let source = RuleSource { name: "t.yar".into(), namespace: "t".into(), text: text.into() };
        RuleSet::compile(&[source]).expect("the test's rules compile")
    }

    fn names(evidence: &[Evidence]) -> Vec<&str> {
        evidence.iter().map(|item| item.rule.as_str()).collect()
    }

    fn pairs(evidence: &Evidence) -> Vec<(u64, u64)> {
        evidence.ranges.iter().map(|range| (range.start, range.end)).collect()
    }

    #[test]
    fn metadata_becomes_evidence() {
        let rules = rules(
            r#"rule full {
                 meta:
                   score = 90
                   family = "f"
                   virus_type = "WebShell"
                   meaning_en = "English."
                   meaning_zh = "中文。"
                 strings: $a = "needle"
                 condition: $a
               }
               rule bare { meta: description = "A needle." strings: $a = "needle" condition: $a }"#,
        );
        let found = rules.scanner().scan(b"a needle, a needle", &[], 16, MINUTE).expect("scanned");
        assert_eq!(names(&found), ["t/full", "t/bare"]);
        assert_eq!(found[0].score, Score::new(90).expect("a score"));
        assert_eq!((found[0].family.as_str(), found[0].virus_type), ("f", VirusType::WebShell));
        assert_eq!((found[0].meaning.en.as_str(), found[0].meaning.zh.as_str()), ("English.", "中文。"));
        assert_eq!(pairs(&found[0]), [(2, 8), (12, 18)]);
        assert_eq!((found[1].family.as_str(), found[1].virus_type), ("t/bare", VirusType::Suspicious));
        assert_eq!(found[1].score.get(), 75);
        assert_eq!(found[1].meaning.en, "A needle.");
    }

    #[test]
    fn labels_are_set_for_each_scan() {
        let rules = rules(r#"rule pe { condition: labels contains " PE32 " }"#);
        let mut scanner = rules.scanner();
        let mut fires =
            |labels: &[Label]| !scanner.scan(b"x", labels, 1, MINUTE).expect("scanned").is_empty();
        assert!(fires(&[Label::new("DLL"), Label::new("PE32")]));
        assert!(!fires(&[Label::new("PE32+")]));
        assert!(!fires(&[]));
        assert!(fires(&[Label::new("PE32")]));
    }

    #[test]
    fn ranges_are_taken_in_turn_merged_and_capped() {
        let rules =
            rules(r#"rule r { strings: $a = "a" $b = "bb" $c = "c" private condition: any of them }"#);
        let mut scanner = rules.scanner();
        let mut ranges = |text: &str, max| {
            let found = scanner.scan(text.as_bytes(), &[], max, MINUTE).expect("scanned");
            found.first().map(pairs).unwrap_or_default()
        };
        assert_eq!(ranges("a.a.a.a.a.bb.c", 3), [(0, 1), (2, 3), (10, 12)]);
        assert_eq!(ranges("aabbb", 16), [(0, 5)]);
        assert_eq!(ranges("c", 16), []);
        assert_eq!(ranges(&"a.".repeat(1000), u32::MAX).len(), MATCHES_MAX);
        assert_eq!(ranges("a", 0), []);
    }

    #[test]
    fn a_scan_that_takes_too_long_ends_and_the_scanner_lives_on() {
        let rules = rules(
            r#"rule slow {
                 condition:
                   for all i in (0..filesize - 1) : (for all j in (0..filesize - 1) : (uint8(i) + uint8(j) < 1000))
                   and filesize > 100
               }
               rule quick { strings: $a = "needle" condition: $a }"#,
        );
        let mut scanner = rules.scanner();
        scanner.warm_up();
        let bytes = vec![0; 1 << 20];
        let start = Instant::now();
        let slow = scanner.scan(&bytes, &[], 1, Duration::from_secs(1));
        assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
        assert_eq!(slow, Err(ScanError::Timeout));
        let found = scanner.scan(b"needle", &[], 1, MINUTE).expect("scanned");
        assert_eq!(names(&found), ["t/quick"]);
        assert_eq!(scanner.scan(b"needle", &[], 1, Duration::ZERO), Err(ScanError::Timeout));
    }

    proptest::proptest! {
        #[test]
        fn merging_keeps_every_byte_and_leaves_gaps(
            ranges in proptest::collection::vec((0_u64..200, 0_u64..8), 0..32),
            offset in 0_u64..220,
        ) {
            let ranges: Vec<_> =
                ranges.into_iter().map(|(start, len)| ByteRange { start, end: start + len }).collect();
            let holds = |ranges: &[ByteRange]| ranges.iter().any(|r| r.start <= offset && offset < r.end);
            let before = holds(&ranges);
            let out = merged(ranges);
            proptest::prop_assert_eq!(before, holds(&out));
            proptest::prop_assert!(out.windows(2).all(|pair| pair[0].end < pair[1].start));
        }
    }
}
