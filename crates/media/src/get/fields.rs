//! `WithFields`: the members of a record that are wanted, cut out of its text without looking into their values.

use std::{borrow::Cow, fmt};

use assay_store::{MediaField, MediaFile};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::MediaError;

/// Members of a record that are no scalars, or that nobody can ask by: the rest of the wire's `File`.
const OTHERS: &[&str] = &[
    "Addresses",
    "AudioCovers",
    "AudioStreams",
    "CroppingSuggestions",
    "CustomLabels",
    "DatasetName",
    "Elements",
    "Figures",
    "ImageScore",
    "Insights",
    "Labels",
    "OCRContents",
    "OSSDeleteMarker",
    "OSSTagging",
    "OSSUserMeta",
    "ProjectName",
    "SceneElements",
    "SemanticTypes",
    "Subtitles",
    "VideoStreams",
];

/// The members that are wanted; all when there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WithFields(Vec<String>);

impl WithFields {
    /// Reads the parameter `WithFields`: names of the wire's `File`.
    ///
    /// # Errors
    /// `InvalidArgument` that says the first name which is none.
    pub(crate) fn read(fields: Option<Vec<String>>) -> Result<Self, MediaError> {
        let fields = fields.unwrap_or_default();
        let is_known =
            |name: &str| OTHERS.contains(&name) || MediaField::top().any(|(known, _)| known == name);
        match fields.iter().find(|name| !is_known(name)) {
            Some(unknown) => {
                Err(MediaError::invalid("WithFields", format_args!("{unknown:.100} is not a field of File")))
            }
            None => Ok(Self(fields)),
        }
    }

    /// The answer for each of the files.
    pub(crate) fn answer(
        &self,
        files: impl IntoIterator<Item = MediaFile>,
    ) -> Result<Vec<Box<RawValue>>, MediaError> {
        files.into_iter().map(|file| self.cut(file.entry)).collect()
    }

    /// The wanted members of a record, in the record's order.
    pub(crate) fn cut(&self, entry: String) -> Result<Box<RawValue>, MediaError> {
        let corrupt = |error: serde_json::Error| MediaError::Corrupt { what: "file", why: error.to_string() };
        if self.0.is_empty() {
            return RawValue::from_string(entry).map_err(corrupt);
        }
        let members: Members<'_> = serde_json::from_str(&entry).map_err(corrupt)?;
        let mut cut = String::from("{");
        for (name, value) in members.0.into_iter().filter(|(name, _)| self.0.iter().any(|one| one == name)) {
            if cut.len() > 1 {
                cut.push(',');
            }
            // Names of the wire need no escapes.
            cut.push('"');
            cut.push_str(&name);
            cut.push_str("\":");
            cut.push_str(value.get());
        }
        cut.push('}');
        RawValue::from_string(cut).map_err(corrupt)
    }
}

/// The members of an object, in order.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    fn fields(names: &[&str]) -> WithFields {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        WithFields::read(Some(names)).expect("fields")
    }

    #[test]
    fn members_are_cut_as_they_are_written() {
        let entry = r#"{"URI":"oss://a/b","Size":1e2,"Labels":[{"LabelName":"x, \"}y"}],"Title":"t"}"#;
        let cut = fields(&["Labels", "Size", "Duration"]).cut(entry.to_owned()).expect("cut");
        assert_eq!(cut.get(), r#"{"Size":1e2,"Labels":[{"LabelName":"x, \"}y"}]}"#);
        assert_eq!(fields(&["Duration"]).cut(entry.to_owned()).expect("cut").get(), "{}");
        assert_eq!(fields(&[]).cut(entry.to_owned()).expect("whole").get(), entry);
    }

    #[test]
    fn unknown_names_are_named() {
        for unknown in ["Siez", "", "Labels.LabelName", "size"] {
            let error =
                WithFields::read(Some(vec!["Size".to_owned(), unknown.to_owned()])).expect_err(unknown);
            assert!(error.to_string().contains(&format!("{unknown} is not a field")), "{error}");
        }
        assert!(WithFields::read(None).is_ok());
    }

    #[test]
    fn every_member_of_a_file_is_known() {
        // A record with something in each member that is no scalar.
        let file: assay_wire::imm::File = serde_json::from_value(json!({
            "OSSDeleteMarker": "true", "ProjectName": "p", "DatasetName": "d", "Size": 1, "ETag": "e",
            "CustomLabels": {}, "OSSTagging": {}, "OSSUserMeta": {}, "Labels": [], "Insights": {}, "ImageScore": {},
        }))
        .expect("a file");
        let Ok(Value::Object(record)) = serde_json::to_value(&file) else { panic!("an object") };
        assert!(WithFields::read(Some(record.keys().cloned().collect())).is_ok());
    }

    proptest! {
        #[test]
        fn a_cut_is_what_a_parser_would_keep(
            title: String, labels in prop::collection::vec(any::<String>(), 0..3), keep in prop::sample::subsequence(
                vec!["Title", "Labels", "Size", "CustomLabels"], 1..4),
        ) {
            let record = json!({
                "Title": title, "Labels": labels, "Size": 3, "CustomLabels": { "k": title }, "URI": "u",
            });
            let cut = fields(&keep).cut(record.to_string()).expect("cut");
            let cut: Value = serde_json::from_str(cut.get()).expect("JSON");
            let kept: Map<String, Value> = record.as_object().expect("an object").clone().into_iter()
                .filter(|(name, _)| keep.contains(&name.as_str())).collect();
            prop_assert_eq!(cut, Value::Object(kept));
        }
    }
}
