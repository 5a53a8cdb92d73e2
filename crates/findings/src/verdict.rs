//! From evidence to a verdict: the one place where it is weighed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Evidence;

/// How dangerous, from 0 to 100: 0–60 safe, 61–70 risky, 71–80 suspicious, 81–100 malicious.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Score(u8);

impl Score {
    /// The highest score that still counts as safe.
    pub const SAFE_MAX: Self = Self(60);
    /// The highest score.
    pub const MAX: Self = Self(100);

    /// A score; `None` above 100.
    pub const fn new(value: u8) -> Option<Self> {
        if value <= 100 { Some(Self(value)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Whether a file of this score is reported as dangerous.
    pub fn is_dangerous(self) -> bool {
        self > Self::SAFE_MAX
    }
}

impl TryFrom<u8> for Score {
    type Error = String;

    fn try_from(value: u8) -> Result<Self, Self::Error> {
        Self::new(value).ok_or_else(|| format!("a score is 0 to 100, not {value}"))
    }
}

impl From<Score> for u8 {
    fn from(score: Score) -> u8 {
        score.0
    }
}

/// Declares the threat types from one table: variant, wire name.
macro_rules! virus_types {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// The kinds of threat that the API names; the variants' names are the wire's.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum VirusType { $($(#[$doc])* $name),* }

        impl VirusType {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The wire's name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

virus_types! {
    /// Gives an outsider control of the machine.
    Backdoor,
    /// Floods other machines.
    DDoS,
    /// Fetches and starts other malware.
    Downloader,
    /// A test file made to be found, such as EICAR.
    Engtest,
    /// Abuses a flaw of a program that opens it.
    Exploit,
    /// A tool that attackers use.
    Hacktool,
    /// A malicious script.
    MalScript,
    /// Shares its base with known malware.
    Malbaseware,
    /// Malware of no finer kind.
    Malware,
    /// Mines cryptocurrency.
    Miner,
    /// Relays an attacker's traffic.
    Proxytool,
    /// Encrypts files for ransom.
    RansomWare,
    /// Legitimate software that is often misused.
    RiskWare,
    /// Hides itself and others from the system.
    Rootkit,
    /// Probes other machines.
    Scanner,
    /// Steals credentials or data.
    Stealer,
    /// Suspicious traits without a known kind.
    Suspicious,
    /// Pretends to be something else.
    Trojan,
    /// Infects other files.
    Virus,
    /// Remote control through a web page.
    WebShell,
    /// Spreads by itself.
    Worm,
}

impl fmt::Display for VirusType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What all the evidence about one file comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The combined score.
    pub score: Score,
    /// The kind of the strongest evidence; `None` exactly when the score is safe.
    pub virus_type: Option<VirusType>,
}

impl Verdict {
    /// Whether the file is reported as dangerous.
    pub fn is_dangerous(self) -> bool {
        self.score.is_dangerous()
    }

    /// Weighs all the evidence about one file.
    ///
    /// Each piece of evidence is read as the probability, in percent, that it alone means danger.
    /// Rules of one family look at the same trait, so of each family only the strongest counts; the
    /// families are taken as independent and combined as a noisy-or: `1 − Π(1 − sᵢ)`
    /// (Pearl, *Probabilistic Reasoning in Intelligent Systems*, §4.3.2). Two hints from different
    /// families can so add up to a verdict, ten variants of one hint cannot. The threat type is that
    /// of the strongest single evidence.
    ///
    /// More evidence never lowers the score; the order of the evidence does not matter.
    pub fn weigh(evidence: &[Evidence]) -> Self {
        let mut families: Vec<(&str, Score)> = Vec::new();
        for item in evidence {
            match families.iter_mut().find(|(family, _)| *family == item.family) {
                Some((_, strongest)) => *strongest = (*strongest).max(item.score),
                None => families.push((&item.family, item.score)),
            }
        }
        // Sorted, so that rounding cannot depend on the order in which rules matched.
        families.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        let doubt: f64 = families.iter().map(|(_, score)| 1.0 - f64::from(score.0) / 100.0).product();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rounded value in 0.0..=100.0"
        )]
        let score = Score(((1.0 - doubt) * 100.0).round().clamp(0.0, 100.0) as u8);
        let strongest = evidence.iter().max_by(|a, b| (a.score, &b.rule).cmp(&(b.score, &a.rule)));
        let virus_type = strongest.filter(|_| score.is_dangerous()).map(|item| item.virus_type);
        Self { score, virus_type }
    }

    /// The verdict on a container: its own or that of its worst member, whichever is worse.
    #[must_use]
    pub fn worse(self, member: Self) -> Self {
        if member.score > self.score { member } else { self }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Localized;

    fn evidence(rule: &str, family: &str, score: u8) -> Evidence {
        Evidence {
            rule: rule.to_owned(),
            family: family.to_owned(),
            score: Score::new(score).expect("a score"),
            virus_type: VirusType::Trojan,
            meaning: Localized { en: String::new(), zh: String::new() },
            ranges: Vec::new(),
        }
    }

    #[test]
    fn nothing_found_is_safe() {
        assert_eq!(Verdict::weigh(&[]), Verdict::default());
    }

    #[test]
    fn hints_of_different_families_add_up_and_variants_of_one_do_not() {
        let variants = [evidence("a1", "a", 40), evidence("a2", "a", 40), evidence("a3", "a", 40)];
        assert_eq!(Verdict::weigh(&variants).score, Score(40));
        let different = [evidence("a", "a", 40), evidence("b", "b", 40)];
        assert_eq!(
            Verdict::weigh(&different),
            Verdict { score: Score(64), virus_type: Some(VirusType::Trojan) }
        );
    }

    #[test]
    fn scores_hold_their_edges() {
        assert_eq!(Score::new(101), None);
        assert!(!Score(60).is_dangerous());
        assert!(Score(61).is_dangerous());
    }

    fn any_evidence() -> impl Strategy<Value = Evidence> {
        ("[a-d]", "[a-d]", 0_u8..=100).prop_map(|(rule, family, score)| evidence(&rule, &family, score))
    }

    proptest! {
        #[test]
        fn more_evidence_never_lowers_a_score(
            mut items in prop::collection::vec(any_evidence(), 0..8),
            more in any_evidence(),
        ) {
            let before = Verdict::weigh(&items).score;
            items.push(more.clone());
            let after = Verdict::weigh(&items);
            prop_assert!(after.score >= before);
            prop_assert!(after.score >= more.score);
            prop_assert_eq!(after.virus_type.is_some(), after.is_dangerous());
        }

        #[test]
        fn the_order_of_evidence_does_not_matter(items in prop::collection::vec(any_evidence(), 0..8)) {
            let mut reversed = items.clone();
            reversed.reverse();
            prop_assert_eq!(Verdict::weigh(&items), Verdict::weigh(&reversed));
        }
    }
}
