//! Where a page ended, as a `NextToken` carries it.

use assay_store::{Scalar, SortPosition};
use serde::{Deserialize, Serialize};

/// A [`SortPosition`] that survives the journey bit by bit.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Position {
    keys: Vec<Option<Key>>,
    uri: String,
}

/// A [`Scalar`]. Numbers travel as their bits, times as texts: JSON would round the ones and not hold the others.
#[derive(Debug, Serialize, Deserialize)]
enum Key {
    Text(String),
    Integer(i64),
    Number(u64),
    Time(String),
}

impl From<SortPosition> for Position {
    fn from(position: SortPosition) -> Self {
        let key = |scalar| match scalar {
            Scalar::Text(text) => Key::Text(text),
            Scalar::Integer(number) => Key::Integer(number),
            Scalar::Number(number) => Key::Number(number.to_bits()),
            Scalar::Time(time) => Key::Time(time.to_string()),
        };
        let keys = position.keys.into_iter().map(|scalar| scalar.map(key)).collect();
        Self { keys, uri: position.uri }
    }
}

impl Position {
    /// The same for the store.
    pub(super) fn into_sort_position(self) -> SortPosition {
        let scalar = |key| match key {
            Key::Text(text) => Scalar::Text(text),
            Key::Integer(number) => Scalar::Integer(number),
            Key::Number(bits) => Scalar::Number(f64::from_bits(bits)),
            // Tokens are sealed: no text but one of ours comes here.
            Key::Time(time) => Scalar::Time(time.parse().unwrap_or_default()),
        };
        let keys = self.keys.into_iter().map(|key| key.map(scalar)).collect();
        SortPosition { keys, uri: self.uri }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_scalar() -> impl Strategy<Value = Scalar> {
        prop_oneof![
            any::<String>().prop_map(Scalar::Text),
            any::<i64>().prop_map(Scalar::Integer),
            prop::num::f64::NORMAL.prop_map(Scalar::Number),
            any::<i128>().prop_map(Scalar::Time),
        ]
    }

    proptest! {
        #[test]
        fn a_position_comes_back_as_it_went(
            keys in prop::collection::vec(prop::option::of(any_scalar()), 0..5),
            uri: String,
        ) {
            let position = SortPosition { keys, uri };
            let json = serde_json::to_string(&Position::from(position.clone())).expect("JSON");
            let back: Position = serde_json::from_str(&json).expect("a position");
            prop_assert_eq!(back.into_sort_position(), position);
        }
    }
}
