//! The language of `order_by`: `name ASC, updated_at DESC`.

use assay_store::{Direction, Field};

use crate::DriveError;

/// Characters of the parameter.
const MAX_CHARS: usize = 128;

/// `type` is not in the documents; clients send it to have folders first.
const FIELDS: [(&str, Field); 5] = [
    ("name", Field::Name),
    ("size", Field::Size),
    ("created_at", Field::Created),
    ("updated_at", Field::Updated),
    ("type", Field::Kind),
];

/// What results are sorted by; empty is the order in which files were made.
///
/// # Errors
/// `InvalidParameter.order_by`.
pub(super) fn order(text: &str) -> Result<Vec<(Field, Direction)>, DriveError> {
    let refused = |why: String| DriveError::invalid("order_by", why);
    if text.chars().count() > MAX_CHARS {
        return Err(refused(format!("it has more than {MAX_CHARS} characters")));
    }
    let mut order: Vec<(Field, Direction)> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let mut words = part.split_whitespace();
        let name = words.next().unwrap_or_default();
        let known = FIELDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let (_, field) = known.ok_or_else(|| refused(format!("nothing is sorted by '{name}'")))?;
        let direction = match words.next() {
            None => Direction::Ascending,
            Some(word) if word.eq_ignore_ascii_case("asc") => Direction::Ascending,
            Some(word) if word.eq_ignore_ascii_case("desc") => Direction::Descending,
            Some(word) => return Err(refused(format!("'{word}' is neither ASC nor DESC"))),
        };
        if words.next().is_some() {
            return Err(refused(format!("'{part}' is not a field and a direction")));
        }
        // What is sorted by a field already is not sorted by it once more.
        if order.iter().all(|(earlier, _)| earlier != field) {
            order.push((*field, direction));
        }
    }
    // Ids grow with the time of making, and every file has its own.
    if order == [(Field::Created, Direction::Ascending)] {
        order.clear();
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fields_and_directions_are_read_without_case() {
        let (up, down) = (Direction::Ascending, Direction::Descending);
        assert_eq!(order("").expect("none"), []);
        assert_eq!(order("created_at").expect("ids"), []);
        assert_eq!(
            order("created_at desc,name ASC").expect("two"),
            [(Field::Created, down), (Field::Name, up)]
        );
        assert_eq!(
            order("type ASC,updated_at DESC").expect("two"),
            [(Field::Kind, up), (Field::Updated, down)]
        );
        assert_eq!(order(" size , SIZE DESC ").expect("one"), [(Field::Size, up)]);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["owner", "name UP", "name ASC DESC", "name;size", "汇 ASC"] {
            assert!(order(text).is_err(), "{text}");
        }
        let long = |n: usize| format!("name{}", " ".repeat(n - 4));
        assert!(order(&long(128)).is_ok() && order(&long(129)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = order(&text);
        }
    }
}
