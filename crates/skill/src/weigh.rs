//! From hits to a verdict: the one place where they are weighed.
//!
//! 1. A hit's **confidence** is its rule's weight, an estimate of the probability in percent that a package with
//!    this and nothing else is malicious, times a factor for each thing that its place says: forbidding,
//!    quoting and talking of attacks is not doing; a document beside `SKILL.md` may never be read; a block of code in a text is shown, and only perhaps run; what the
//!    package says that it is for explains what it needs for that. What people cannot see counts as if it were seen
//!    twice.
//! 2. Confidences become a verdict as any evidence does: of each family the strongest counts, and families are
//!    combined as independent ([`Verdict::weigh`]). So ten wordings of one thing count once.
//! 3. What is weak adds up only where it stands together ([`Scales`]): an attack is told in one place, while a manual
//!    of a thousand pages has a little of everything. What is strong adds up over the whole package. Nothing that is
//!    added lowers a verdict.

use std::collections::BTreeMap;

use assay_findings::{Evidence, Localized, Score, Verdict};

use crate::{
    hit::{Hit, Mark, Marks},
    intent::Intent,
    rules::{self, Rule},
};

/// What is below this confidence, in percent, is too weak to count or to be listed.
pub(crate) const FLOOR: u8 = 10;

/// Factor in percent for what a script about security does itself.
const DONE: u32 = 70;
/// Factor in percent for what a skill's description mentions, but its name does not.
const MENTIONED: u32 = 45;

/// Factors in percent.
const fn factor(mark: Mark) -> u32 {
    match mark {
        Mark::Negated => 12,
        Mark::Quoted => 45,
        Mark::Defensive => 30,
        Mark::Shown => 90,
        Mark::Reference => 60,
        Mark::Declared => 25,
        Mark::Hidden => 100,
    }
}

/// How sure a hit is, in percent, after its context was considered.
pub(crate) fn confidence(hit: &Hit, intent: &Intent, sample: bool) -> u8 {
    let mut percent = u32::from(hit.rule.weight);
    for mark in Mark::ALL {
        if hit.marks.has(mark) {
            percent = percent * factor(mark) / 100;
        }
    }
    if !hit.marks.has(Mark::Declared) && intent.explains(hit.rule.family) {
        // Who is about security talks of attacks; that is no reason for its own scripts to make them.
        let done = intent.explains_as_talk(hit.rule.family)
            && !hit.marks.has(Mark::Shown)
            && !hit.marks.has(Mark::Quoted)
            && rules::code::ALL.iter().any(|rule| rule.id == hit.rule.id);
        let factor = match () {
            () if done => DONE,
            () if intent.is_named_for(hit.rule.family) => factor(Mark::Declared),
            () => MENTIONED,
        };
        percent = percent * factor / 100;
    }
    // A package about security shows attacks; it does not do them unseen.
    if intent.is_about_security() && hit.marks.has(Mark::Shown) && !intent.explains(hit.rule.family) {
        percent = percent * if intent.is_named_security() { 30 } else { 60 } / 100;
    }
    if sample {
        percent = percent * 60 / 100;
    }
    if hit.marks.has(Mark::Hidden) {
        percent += percent * (100 - percent.min(100)) / 100;
    }
    u8::try_from(percent.min(100)).unwrap_or(100)
}

/// A hit as evidence of the common kind.
pub(crate) fn evidence(hit: &Hit, confidence: u8) -> Evidence {
    let offset = |at: usize| u64::try_from(at).unwrap_or(u64::MAX);
    Evidence {
        rule: format!("skill.{}", hit.rule.id),
        family: format!("skill.{}", hit.rule.family),
        score: Score::new(confidence).unwrap_or(Score::MAX),
        virus_type: hit.rule.virus_type,
        meaning: Localized { en: hit.rule.en.to_owned(), zh: hit.rule.zh.to_owned() },
        ranges: vec![assay_findings::ByteRange { start: offset(hit.start), end: offset(hit.end) }],
    }
}

/// From this confidence on, in percent, a finding adds up with those of other places and files.
const STRONG: u8 = 50;
/// Places of weak findings that are kept of a package, the weightiest.
const PLACES_MAX: usize = 4_096;

/// Of each family of rules the strongest.
type Strongest = BTreeMap<&'static str, (u8, &'static Rule)>;

/// Weighs what was found in the files of a package.
#[derive(Debug, Default)]
pub(crate) struct Scales {
    strong: Strongest,
    /// What stands together at one place.
    places: Vec<Strongest>,
}

impl Scales {
    /// Adds the findings of one file with their confidences; findings within `reach` bytes stand together. Gives the
    /// verdict on the file alone.
    pub(crate) fn add(&mut self, found: &[(Hit, u8)], reach: usize) -> Verdict {
        let mut strong = Strongest::new();
        let mut places: BTreeMap<usize, Strongest> = BTreeMap::new();
        for (hit, confidence) in found {
            let one = (*confidence, hit.rule);
            if *confidence >= STRONG {
                note(&mut strong, one);
            }
            // Places overlap by half, so that none is cut in two.
            let place = hit.start / reach.max(1);
            note(places.entry(place).or_default(), one);
            note(places.entry(place + 1).or_default(), one);
        }
        let verdict = heaviest(&strong, places.values());
        for one in strong.into_values() {
            note(&mut self.strong, one);
        }
        self.places.extend(places.into_values());
        if self.places.len() > PLACES_MAX {
            self.places.sort_by_key(|place| std::cmp::Reverse(weight(place)));
            self.places.truncate(PLACES_MAX / 2);
        }
        verdict
    }

    /// The verdict on the package.
    pub(crate) fn verdict(&self) -> Verdict {
        heaviest(&self.strong, self.places.iter())
    }
}

fn note(known: &mut Strongest, (confidence, rule): (u8, &'static Rule)) {
    let best = known.entry(rule.family).or_insert((confidence, rule));
    // Of equal ones the first by name, whatever the order in which they are met.
    if (best.0, rule.id) < (confidence, best.1.id) {
        *best = (confidence, rule);
    }
}

/// The worst verdict that what is strong, or one of the places, comes to.
fn heaviest<'a>(strong: &'a Strongest, places: impl Iterator<Item = &'a Strongest>) -> Verdict {
    let worst = std::iter::once(strong).chain(places).max_by_key(|place| weight(place));
    let evidence: Vec<Evidence> = worst
        .into_iter()
        .flat_map(Strongest::values)
        .map(|(confidence, rule)| {
            evidence(&Hit { rule, start: 0, end: 0, marks: Marks::default() }, *confidence)
        })
        .collect();
    Verdict::weigh(&evidence)
}

/// One minus the doubt that is left, in parts of a million.
fn weight(place: &Strongest) -> u64 {
    let mut doubts: Vec<u64> = place.values().map(|(confidence, _)| 100 - u64::from(*confidence)).collect();
    doubts.sort_unstable();
    1_000_000_000 - doubts.iter().fold(1_000_000_000, |doubt, one| doubt * one / 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_hit() -> impl Strategy<Value = Hit> {
        let count = rules::all().count();
        (0..count, 0..128_u8, 0..10_000_usize).prop_map(|(index, marks, start)| Hit {
            rule: rules::all().nth(index).expect("a rule"),
            start,
            end: start + 1,
            marks: Mark::ALL
                .into_iter()
                .fold(Marks::default(), |all, mark| all.with(mark, marks & (1 << mark as u8) != 0)),
        })
    }

    fn weighed(hits: &[Hit]) -> u8 {
        let intent = Intent::default();
        let mut scales = Scales::default();
        // Every third file is a new one, so that both nearness and distance are met.
        for file in hits.chunks(3) {
            let found: Vec<(Hit, u8)> =
                file.iter().map(|hit| (*hit, confidence(hit, &intent, false))).collect();
            scales.add(&found, 2_048);
        }
        scales.verdict().score.get()
    }

    proptest! {
        #[test]
        fn more_hits_never_lower_a_verdict(mut hits in prop::collection::vec(any_hit(), 0..12), more in any_hit()) {
            let before = weighed(&hits);
            hits.push(more);
            prop_assert!(weighed(&hits) >= before);
        }

        #[test]
        fn forbidding_and_quoting_never_raise(hit in any_hit()) {
            let intent = Intent::default();
            let plain = confidence(&hit, &intent, false);
            for mark in [Mark::Negated, Mark::Quoted, Mark::Defensive, Mark::Declared] {
                let marked = Hit { marks: hit.marks.with(mark, true), ..hit };
                prop_assert!(confidence(&marked, &intent, false) <= plain);
            }
            let hidden = Hit { marks: hit.marks.with(Mark::Hidden, true), ..hit };
            prop_assert!(confidence(&hidden, &intent, false) >= plain);
        }
    }
}
