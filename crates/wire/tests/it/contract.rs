//! A product's contract, and a value of each of its types.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
pub(crate) struct Contract {
    pub(crate) operations: BTreeMap<String, Entry>,
    pub(crate) models: BTreeMap<String, ModelEntry>,
}

#[derive(Deserialize)]
pub(crate) struct Entry {
    pub(crate) params: Vec<Field>,
    pub(crate) response: Field,
}

#[derive(Deserialize)]
pub(crate) struct ModelEntry {
    pub(crate) fields: Vec<Field>,
}

/// A parameter, a field, or the type of an element.
#[derive(Deserialize)]
pub(crate) struct Field {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(rename = "ref")]
    pub(crate) model: Option<String>,
    pub(crate) items: Option<Box<Field>>,
    pub(crate) values: Option<Box<Field>>,
    #[serde(rename = "enum")]
    words: Option<Vec<Value>>,
}

impl Contract {
    pub(crate) fn pds() -> Self {
        serde_json::from_str(include_str!("../../contract/pds.json")).expect("the contract is JSON")
    }

    pub(crate) fn imm() -> Self {
        serde_json::from_str(include_str!("../../contract/imm.json")).expect("the contract is JSON")
    }

    pub(crate) fn iqs() -> Self {
        serde_json::from_str(include_str!("../../contract/iqs.json")).expect("the contract is JSON")
    }

    /// The fields of the model that a field refers to.
    pub(crate) fn fields_of(&self, field: &Field) -> &[Field] {
        let model = field.model.as_ref().and_then(|name| self.models.get(name));
        model.map_or(&[], |model| &model.fields)
    }

    /// An object with all of these fields.
    pub(crate) fn object(&self, fields: &[Field]) -> Value {
        self.inner_object(fields, &mut Vec::new())
    }

    /// A value of a field's type: numbers as large as they get, of words the first, of lists one element.
    pub(crate) fn value(&self, field: &Field) -> Value {
        self.inner_value(field, &mut Vec::new())
    }

    fn inner_object<'c>(&'c self, fields: &'c [Field], inside: &mut Vec<&'c str>) -> Value {
        let pairs = fields.iter().map(|field| (field.name.clone(), self.inner_value(field, inside)));
        pairs.collect::<Map<_, _>>().into()
    }

    /// `inside` are the models around it: a list of one of them has no elements, or there would be no end.
    fn inner_value<'c>(&'c self, field: &'c Field, inside: &mut Vec<&'c str>) -> Value {
        if let Some(word) = field.words.as_ref().and_then(|words| words.first()) {
            return word.clone();
        }
        match field.kind.as_str() {
            "string" => json!("text"),
            "bool" => json!(true),
            "int32" | "int" => json!(i32::MAX),
            "int64" => json!(i64::MAX),
            "float32" | "float64" => json!(0.5),
            "any" => json!({ "any": [1] }),
            "none" => json!({}),
            "ref" => {
                inside.push(field.model.as_deref().unwrap_or_default());
                let object = self.inner_object(self.fields_of(field), inside);
                inside.pop();
                object
            }
            "array" => {
                let item = field.items.as_deref();
                let item =
                    item.filter(|item| item.model.as_deref().is_none_or(|name| !inside.contains(&name)));
                Value::Array(item.map(|item| self.inner_value(item, inside)).into_iter().collect())
            }
            "map" => {
                let value =
                    field.values.as_ref().map_or(json!("text"), |value| self.inner_value(value, inside));
                json!({ "key": value })
            }
            other => panic!("{} has the unknown type {other}", field.name),
        }
    }
}

/// A value that is not of a field's type; `None` where everything is.
pub(crate) fn wrong_value(field: &Field) -> Option<Value> {
    match field.kind.as_str() {
        "any" => None,
        "string" => Some(json!(7)),
        _ => Some(json!("neither number nor list")),
    }
}
