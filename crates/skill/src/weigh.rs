//! From hits to a verdict: the one place where they are weighed.
//!
//! 1. A hit's **confidence** is its rule's weight, an estimate of the probability in percent that a package with
//!    this and nothing else is malicious, times a factor for each thing that its place says: forbidding,
//!    quoting and talking of attacks is not doing; a document beside `SKILL.md` may never be read; a block of code in a text is shown, and only perhaps run; what the
//!    package says that it is for explains what it needs for that. What people cannot see counts as if it were seen
//!    twice.
//! 2. Confidences become a verdict as any evidence does: of each family the strongest counts, and families are
//!    combined as independent ([`Verdict::weigh`]). So nothing that is added lowers a verdict, and ten
//!    wordings of one thing count once.

use assay_findings::{Evidence, Localized, Score, Verdict};

use crate::{
    hit::{Hit, Mark},
    intent::Intent,
};

/// What is below this confidence, in percent, is too weak to count or to be listed.
pub(crate) const FLOOR: u8 = 10;

/// Factors in percent.
const fn factor(mark: Mark) -> u32 {
    match mark {
        Mark::Negated => 12,
        Mark::Quoted => 45,
        Mark::Defensive => 30,
        Mark::Shown => 80,
        Mark::Reference => 70,
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
        percent = percent * factor(Mark::Declared) / 100;
    }
    // A package about security shows attacks; it does not do them unseen.
    if intent.is_about_security() && hit.marks.has(Mark::Shown) {
        percent = percent * 30 / 100;
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

/// The verdict that all evidence about a package comes to.
pub(crate) fn verdict(evidence: &[Evidence]) -> Verdict {
    Verdict::weigh(evidence)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{hit::Marks, rules};

    fn any_hit() -> impl Strategy<Value = Hit> {
        let count = rules::all().count();
        (0..count, 0..128_u8).prop_map(|(index, marks)| Hit {
            rule: rules::all().nth(index).expect("a rule"),
            start: 0,
            end: 1,
            marks: Mark::ALL
                .into_iter()
                .fold(Marks::default(), |all, mark| all.with(mark, marks & (1 << mark as u8) != 0)),
        })
    }

    fn weighed(hits: &[Hit]) -> u8 {
        let intent = Intent::default();
        let evidence: Vec<Evidence> =
            hits.iter().map(|hit| evidence(hit, confidence(hit, &intent, false))).collect();
        verdict(&evidence).score.get()
    }

    proptest! {
        #[test]
        fn more_hits_never_lower_a_verdict(mut hits in prop::collection::vec(any_hit(), 0..12), more in any_hit()) {
            let before = weighed(&hits);
            hits.push(more);
            prop_assert!(weighed(&hits) >= before);
            hits.reverse();
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
