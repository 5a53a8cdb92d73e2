//! What a rule's metadata says about a match.

use assay_findings::{ByteRange, Evidence, Localized, Score, VirusType};
use yara_x::MetaValue;

/// The score of a rule that states none: the default that the authors of public collections write for
/// (`score` in THOR and signature-base), and suspicious on our scale too.
const DEFAULT_SCORE: u8 = 75;

/// Everything about a rule's match that does not depend on the scanned bytes.
#[derive(Debug, Clone)]
pub(crate) struct RuleFacts {
    name: String,
    family: String,
    score: Score,
    virus_type: VirusType,
    meaning: Localized,
}

impl RuleFacts {
    /// Reads a rule's metadata.
    ///
    /// # Errors
    /// A sentence when `virus_type` is a text that is no threat type. It is our own word: a rule that
    /// has it means it. `score` is everybody's word, so values off our scale are clamped instead.
    pub(crate) fn of(rule: &yara_x::Rule<'_, '_>) -> Result<Self, String> {
        let name = rule_name(rule);
        let mut facts = Self {
            family: name.clone(),
            name,
            score: Score::new(DEFAULT_SCORE).unwrap_or_default(),
            virus_type: VirusType::Suspicious,
            meaning: Localized { en: String::new(), zh: String::new() },
        };
        let mut description = None;
        for (key, value) in rule.metadata() {
            match (key, value) {
                ("score", MetaValue::Integer(value)) => {
                    let value = u8::try_from(value.clamp(0, 100)).unwrap_or(DEFAULT_SCORE);
                    facts.score = Score::new(value).unwrap_or(Score::MAX);
                }
                ("virus_type", MetaValue::String(value)) => {
                    facts.virus_type =
                        VirusType::ALL.iter().copied().find(|kind| kind.name() == value).ok_or_else(
                            || format!("rule {}: no such virus_type: {value:?}", rule.identifier()),
                        )?;
                }
                ("family", MetaValue::String(value)) => value.clone_into(&mut facts.family),
                ("meaning_en", MetaValue::String(value)) => value.clone_into(&mut facts.meaning.en),
                ("meaning_zh", MetaValue::String(value)) => value.clone_into(&mut facts.meaning.zh),
                ("description", MetaValue::String(value)) => description = Some(value.to_owned()),
                _ => {}
            }
        }
        if facts.meaning.en.is_empty() {
            facts.meaning.en = description.unwrap_or_else(|| format!("Matched the rule {}.", facts.name));
        }
        if facts.meaning.zh.is_empty() {
            facts.meaning.zh = format!("命中规则 {}。", facts.name);
        }
        Ok(facts)
    }

    /// What a match of the rule at these places comes to.
    pub(crate) fn evidence(&self, ranges: Vec<ByteRange>) -> Evidence {
        Evidence {
            rule: self.name.clone(),
            family: self.family.clone(),
            score: self.score,
            virus_type: self.virus_type,
            meaning: self.meaning.clone(),
            ranges,
        }
    }
}

/// A rule's name over all namespaces: `namespace/identifier`.
pub(crate) fn rule_name(rule: &yara_x::Rule<'_, '_>) -> String {
    format!("{}/{}", rule.namespace(), rule.identifier())
}
