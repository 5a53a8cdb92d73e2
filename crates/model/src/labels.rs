//! From a network's numbers to labels.

use assay_findings::media::Label;

use crate::{
    manifest::{Activation, LabelOutput},
    network::Output,
    number::confidence,
};

/// The most labels of a model.
const NAMES_MAX: usize = 100_000;
/// The longest name, in characters.
const NAME_MAX: usize = 256;

/// What a number of a network stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Name {
    english: String,
    chinese: Option<String>,
    parent: Option<String>,
}

/// Reads a file of names.
pub(crate) fn names(text: &str) -> Result<Vec<Name>, String> {
    let names: Vec<_> = text.lines().map(name).collect();
    let is_long = |name: &Name| {
        let parts = [Some(&name.english), name.chinese.as_ref(), name.parent.as_ref()];
        parts.into_iter().flatten().any(|part| part.chars().count() > NAME_MAX)
    };
    if names.is_empty() || names.len() > NAMES_MAX {
        return Err(format!("it has {} lines; a model has 1 to {NAMES_MAX} labels", names.len()));
    }
    if let Some(at) = names.iter().position(is_long) {
        return Err(format!("line {}: a name is longer than {NAME_MAX} characters", at + 1));
    }
    Ok(names)
}

fn name(line: &str) -> Name {
    let mut parts = line.split('\t').map(str::trim);
    let mut next = || parts.next().filter(|part| !part.is_empty()).map(ToOwned::to_owned);
    Name { english: next().unwrap_or_default(), chinese: next(), parent: next() }
}

/// The labels that a network is sure of, surest first: in English, with the Chinese name as the alias.
pub(crate) fn labels(output: &Output, names: &[Name], asked: &LabelOutput) -> Result<Vec<Label>, String> {
    if output.numbers.len() != names.len() {
        return Err(format!("it answers {} numbers for {} labels", output.numbers.len(), names.len()));
    }
    let confidences = activate(&output.numbers, asked.activation);
    let mut found: Vec<_> = confidences
        .into_iter()
        .zip(names)
        .filter(|(sure, name)| *sure >= asked.threshold && !name.english.is_empty())
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(asked.most);
    Ok(found.into_iter().map(|(sure, name)| label(sure, name)).collect())
}

fn label(sure: f32, name: &Name) -> Label {
    Label {
        label_name: Some(name.english.clone()),
        label_alias: name.chinese.clone(),
        parent_label_name: name.parent.clone(),
        label_level: name.parent.as_ref().map(|_| 2).or(Some(1)),
        label_confidence: Some(confidence(sure)),
        language: Some("en".to_owned()),
        ..Label::default()
    }
}

fn activate(numbers: &[f32], activation: Activation) -> Vec<f32> {
    match activation {
        Activation::None => numbers.to_vec(),
        Activation::Sigmoid => numbers.iter().map(|number| 1.0 / (1.0 + (-number).exp())).collect(),
        Activation::Softmax => {
            // Relative to the largest, so that nothing overflows.
            let largest = numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let powers: Vec<_> = numbers.iter().map(|number| (number - largest).exp()).collect();
            let sum: f32 = powers.iter().sum();
            powers.into_iter().map(|power| power / sum).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(activation: Activation) -> LabelOutput {
        LabelOutput { output: None, names: String::new(), activation, threshold: 0.3, most: 2 }
    }

    fn output(numbers: &[f32]) -> Output {
        Output { shape: vec![1, numbers.len()], numbers: numbers.to_vec() }
    }

    #[test]
    fn names_have_a_language_and_a_parent() {
        let names = names("cat\t猫\tanimal\n\ndog").expect("names");
        let found = labels(&output(&[9.0, 9.0, 0.5]), &names, &asked(Activation::None)).expect("labels");
        assert_eq!(found.len(), 2, "the second number has no label");
        assert_eq!(found[0].label_name.as_deref(), Some("cat"));
        assert_eq!(found[0].label_alias.as_deref(), Some("猫"));
        assert_eq!((found[0].parent_label_name.as_deref(), found[0].label_level), (Some("animal"), Some(2)));
        assert_eq!(found[0].label_confidence, Some(1.0));
        assert_eq!(found[1].label_confidence, Some(0.5));
    }

    #[test]
    fn the_surest_come_first_and_the_unsure_not_at_all() {
        let names = names("a\nb\nc\nd").expect("names");
        let told = |numbers: &[f32], activation| {
            let found = labels(&output(numbers), &names, &asked(activation)).expect("labels");
            found.into_iter().filter_map(|label| label.label_name).collect::<Vec<_>>()
        };
        assert_eq!(told(&[0.0, 3.0, 0.0, 0.0], Activation::Softmax), ["b"]);
        assert_eq!(told(&[1.0, 3.0, 2.0, -9.0], Activation::Sigmoid), ["b", "c"]);
        assert!(labels(&output(&[1.0]), &names, &asked(Activation::None)).is_err());
    }

    proptest! {
        #[test]
        fn any_numbers_give_confidences(numbers in prop::collection::vec(any::<f32>(), 4)) {
            let names = names("a\nb\nc\nd").expect("names");
            for activation in [Activation::None, Activation::Sigmoid, Activation::Softmax] {
                for label in labels(&output(&numbers), &names, &asked(activation)).expect("labels") {
                    let sure = label.label_confidence.expect("one");
                    prop_assert!((0.0..=1.0).contains(&sure));
                }
            }
        }
    }
}
