//! Parameters that come in a query or a form where the drive reads a JSON object.

use assay_wire::{ApiError, code};
use serde_json::{Map, Value};

/// Pairs that a query or form may have.
const MAX_PAIRS: usize = 256;

/// Writes pairs as a JSON object of texts; the first of several with the same name counts. `lists` holds names
/// whose values are comma lists, `flags` those that are true or false.
///
/// # Errors
/// `InvalidParameter` for too many pairs.
pub(crate) fn object(pairs: &[u8], lists: &[&str], flags: &[&str]) -> Result<Vec<u8>, ApiError> {
    let mut object = Map::new();
    for (count, (name, value)) in form_urlencoded::parse(pairs).enumerate() {
        if count == MAX_PAIRS {
            return Err(ApiError::new(code::INVALID_PARAMETER)
                .with_message(format!("There are more than {MAX_PAIRS} parameters.")));
        }
        if object.contains_key(&*name) {
            continue;
        }
        let value = if lists.contains(&&*name) {
            value.split(',').filter(|item| !item.is_empty()).collect()
        } else {
            match flag(&value).filter(|_| flags.contains(&&*name)) {
                Some(flag) => Value::Bool(flag),
                None => Value::String(value.into_owned()),
            }
        };
        object.insert(name.into_owned(), value);
    }
    Ok(Value::Object(object).to_string().into_bytes())
}

/// True or false, in any case: some clients write `True`.
fn flag(text: &str) -> Option<bool> {
    let is = |word| text.eq_ignore_ascii_case(word);
    if is("true") { Some(true) } else { is("false").then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &str) -> Value {
        serde_json::from_slice(&object(pairs.as_bytes(), &["l"], &["f"]).expect("few")).expect("JSON")
    }

    #[test]
    fn pairs_become_an_object() {
        let expected = serde_json::json!({ "a": "1 \"", "l": ["x", "y"], "f": true, "g": "true" });
        assert_eq!(read("a=1+%22&l=x,,y&f=True&g=true&a=2"), expected);
        assert_eq!(read("f=1&l="), serde_json::json!({ "f": "1", "l": [] }));
        assert_eq!(read(""), serde_json::json!({}));
        assert!(object("a=1&".repeat(MAX_PAIRS).as_bytes(), &[], &[]).is_ok());
        assert!(object("a=1&".repeat(MAX_PAIRS + 1).as_bytes(), &[], &[]).is_err());
    }
}
