//! Writing a record: a part of the stored text, then what is made.

use std::{borrow::Cow, fmt};

use assay_types::Entry;
use serde::{
    Deserializer as _, Serialize,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::fields::Stored;

/// A record's text under way: an object without its closing brace.
pub(super) struct Writer(String);

impl Writer {
    /// Begins with what is wanted of the stored text.
    ///
    /// # Errors
    /// When the stored text is not an object and must be looked into.
    pub(super) fn start(entry: &Entry, stored: &Stored) -> Result<Self, serde_json::Error> {
        Ok(Self(match stored {
            Stored::Short => entry.text.get(..entry.head).unwrap_or("{").to_owned(),
            // Room for the paths, which are what mostly follows.
            Stored::Long => {
                let mut text = String::with_capacity(entry.text.len() + 256);
                text.push_str(&entry.text);
                text
            }
            Stored::Named(names) => selected(entry, names)?,
        }))
    }

    /// Appends a field.
    pub(super) fn put(&mut self, name: &str, value: &impl Serialize) -> Result<(), serde_json::Error> {
        let value = serde_json::to_string(value)?;
        self.name(name);
        self.0.push_str(&value);
        Ok(())
    }

    /// Appends a field whose value is a text in JSON's escapes.
    pub(super) fn put_escaped(&mut self, name: &str, escaped: &str) {
        self.name(name);
        self.0.push('"');
        self.0.push_str(escaped);
        self.0.push('"');
    }

    /// The record.
    pub(super) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &str) {
        self.0.push_str(if self.0.len() > 1 { ",\"" } else { "\"" });
        self.0.push_str(name);
        self.0.push_str("\":");
    }
}

/// The fields of these names, as they are stored.
fn selected(entry: &Entry, names: &[&'static str]) -> Result<String, serde_json::Error> {
    let mut text = String::with_capacity(entry.text.len() + 1);
    text.push_str(&entry.text);
    text.push('}');
    let mut reader = serde_json::Deserializer::from_str(&text);
    let writer = reader.deserialize_map(Selection(names))?;
    Ok(writer.0)
}

struct Selection<'n>(&'n [&'static str]);

impl<'de> Visitor<'de> for Selection<'_> {
    type Value = Writer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Writer, A::Error> {
        let mut writer = Writer(String::from("{"));
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if self.0.contains(&name.as_ref()) {
                let value = map.next_value::<&RawValue>()?;
                writer.name(&name);
                writer.0.push_str(value.get());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(writer)
    }
}

#[cfg(test)]
mod tests {
    use assay_wire::pds::File;
    use serde_json::Value;

    use super::*;

    fn written(stored: &Stored) -> Value {
        let file = File {
            file_id: "0000000000000001".into(),
            name: "a \"b\"".into(),
            labels: Some(vec!["x".into()]),
            ..File::default()
        };
        let mut writer = Writer::start(&file.entry(), stored).expect("a record");
        writer.put_escaped("id_path", "root/1");
        writer.put("size", &3).expect("a number");
        serde_json::from_str(&writer.finish()).expect("JSON")
    }

    #[test]
    fn what_is_made_follows_what_is_stored() {
        let whole = written(&Stored::Long);
        assert_eq!((&whole["name"], &whole["id_path"]), (&"a \"b\"".into(), &"root/1".into()));
        let short = written(&Stored::Short);
        assert_eq!((&short["file_id"], short.get("name")), (&"0000000000000001".into(), None));
        let named = written(&Stored::Named(vec!["labels", "name"]));
        assert_eq!(
            named,
            serde_json::json!({"name": "a \"b\"", "labels": ["x"], "id_path": "root/1", "size": 3})
        );
        let none = written(&Stored::Named(Vec::new()));
        assert_eq!(none, serde_json::json!({"id_path": "root/1", "size": 3}));
    }
}
