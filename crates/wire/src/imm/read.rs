//! Reading an operation's request from its parameters, driven by the request's own types.
//!
//! A parameter is text. What it stands for is decided by the field that it is for: an integer in decimal, a truth
//! value in any case (Python sends `True`), a text as it is, and an array or an object as one JSON text or flattened
//! (`Files.1.URI=…`), as all RPC products take them (signing contract, section 10).

use std::borrow::Cow;

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor, value},
    forward_to_deserialize_any,
};
use serde_json::Value;

use crate::{ParamError, Params};

/// Elements of a flattened array that are looked for; the documents' longest has 100.
const FLAT_MAX: usize = 1000;

/// Reads a request; an empty text counts as absent.
///
/// # Errors
/// [`ParamError::Missing`] and [`ParamError::Invalid`], naming the parameter down to the field at fault.
pub fn read_params<T: DeserializeOwned>(params: &Params) -> Result<T, ParamError> {
    T::deserialize(Group { params, prefix: String::new() }).map_err(|error| error.into_param_error(""))
}

/// Why a value does not fit, and where in the request it is.
#[derive(Debug)]
struct Misfit {
    path: Vec<Cow<'static, str>>,
    what: What,
}

#[derive(Debug)]
enum What {
    Missing,
    Invalid(String),
}

impl Misfit {
    fn within(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.path.insert(0, name.into());
        self
    }

    fn into_param_error(self, root: &str) -> ParamError {
        let name = if self.path.is_empty() { root.to_owned() } else { self.path.join(".") };
        match self.what {
            What::Missing => ParamError::missing(name),
            What::Invalid(expected) => ParamError::invalid(name, expected),
        }
    }

    fn expected(what: impl Into<String>) -> Self {
        Self { path: Vec::new(), what: What::Invalid(what.into()) }
    }
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::expected(message.to_string())
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::expected(expected.to_string())
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::expected(expected.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self { path: vec![Cow::Borrowed(field)], what: What::Missing }
    }
}

/// The parameters whose names begin with a prefix, as an object or as an array.
struct Group<'p> {
    params: &'p Params,
    prefix: String,
}

impl<'p> Group<'p> {
    /// What stands at a name within this group; `None` when nothing was sent.
    fn at(&self, name: &str) -> Option<At<'p>> {
        let name = format!("{}{name}", self.prefix);
        match self.params.text(&name) {
            Some(text) if !text.is_empty() => Some(At::Text(text)),
            _ => {
                let group = Group { params: self.params, prefix: format!("{name}.") };
                self.params.any_under(&name).then_some(At::Group(group))
            }
        }
    }
}

/// What stands at a name.
enum At<'p> {
    Text(&'p str),
    Group(Group<'p>),
}

impl<'de> Deserializer<'de> for Group<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_map(Fields { group: &self, left: fields.iter(), next: None })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let names = self.params.names_under(&self.prefix);
        visitor.visit_map(Names { group: &self, left: names.into_iter(), next: None })
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_seq(Elements { group: &self, index: 1 })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct enum identifier ignored_any
    }
}

/// The fields of a known type, as far as they were sent.
struct Fields<'g, 'p> {
    group: &'g Group<'p>,
    left: std::slice::Iter<'static, &'static str>,
    next: Option<(&'static str, At<'p>)>,
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let group = self.group;
        self.next = self.left.by_ref().find_map(|name| group.at(name).map(|at| (*name, at)));
        let Some((name, _)) = &self.next else { return Ok(None) };
        let name: value::StrDeserializer<'_, Misfit> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let Some((name, at)) = self.next.take() else { return Err(Misfit::expected("a value")) };
        seed.deserialize(at).map_err(|error| error.within(name))
    }
}

/// The entries of a flattened map.
struct Names<'g, 'p> {
    group: &'g Group<'p>,
    left: std::vec::IntoIter<String>,
    next: Option<String>,
}

impl<'de> MapAccess<'de> for Names<'_, '_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.next = self.left.next();
        let Some(name) = &self.next else { return Ok(None) };
        let name: value::StrDeserializer<'_, Misfit> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let name = self.next.take().unwrap_or_default();
        // Sent, and empty.
        let at = self.group.at(&name).unwrap_or(At::Text(""));
        seed.deserialize(at).map_err(|error| error.within(name))
    }
}

/// The elements of a flattened array.
struct Elements<'g, 'p> {
    group: &'g Group<'p>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Elements<'_, '_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let index = self.index.to_string();
        if self.index > FLAT_MAX {
            return Err(Misfit::expected(format!("at most {FLAT_MAX} elements")));
        }
        let Some(at) = self.group.at(&index) else { return Ok(None) };
        self.index += 1;
        seed.deserialize(at).map(Some).map_err(|error| error.within(index))
    }
}

/// The value of a JSON text.
fn json<'de, T: Deserialize<'de>>(text: &str, expected: &str) -> Result<T, Misfit> {
    serde_json::from_str::<Value>(text)
        .map_err(|_| Misfit::expected(format!("{expected} as JSON")))
        .and_then(|value| T::deserialize(value).map_err(|error| Misfit::expected(error.to_string())))
}

impl<'de> Deserializer<'de> for At<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            At::Text(text) => visitor.visit_str(text),
            At::Group(group) => group.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            At::Text(text) if text.eq_ignore_ascii_case("true") => visitor.visit_bool(true),
            At::Text(text) if text.eq_ignore_ascii_case("false") => visitor.visit_bool(false),
            _ => Err(Misfit::expected("true or false")),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            At::Text(text) => match text.parse() {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => Err(Misfit::expected("an integer of 64 bits at most")),
            },
            At::Group(_) => Err(Misfit::expected("an integer")),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            At::Text(text) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => visitor.visit_f64(number),
                _ => Err(Misfit::expected("a number")),
            },
            At::Group(_) => Err(Misfit::expected("a number")),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            At::Text(text) => nested(json::<Value>(text, "an array")?, visitor, Shape::Array),
            At::Group(group) => group.deserialize_seq(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            At::Text(text) => nested(json::<Value>(text, "an object")?, visitor, Shape::Object),
            At::Group(group) => group.deserialize_map(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self {
            At::Text(text) => nested(json::<Value>(text, "an object")?, visitor, Shape::Object),
            At::Group(group) => group.deserialize_struct(name, fields, visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u32 u64 u128 f32 char str string bytes byte_buf unit unit_struct newtype_struct
        tuple tuple_struct enum identifier ignored_any
    }
}

/// What a JSON text has to be.
#[derive(Clone, Copy)]
enum Shape {
    Array,
    Object,
}

/// Reads a value of a JSON text. A null within an object is absent, as everywhere.
fn nested<'de, V: Visitor<'de>>(value: Value, visitor: V, shape: Shape) -> Result<V::Value, Misfit> {
    let mut track = serde_path_to_error::Track::new();
    let json = without_nulls(value);
    let reader = serde_path_to_error::Deserializer::new(json, &mut track);
    let read = match shape {
        Shape::Array => reader.deserialize_seq(visitor),
        Shape::Object => reader.deserialize_map(visitor),
    };
    read.map_err(|error| misfit(&error, &track.path()))
}

/// What serde_json says, as a misfit: it has only words for it.
fn misfit(error: &serde_json::Error, path: &serde_path_to_error::Path) -> Misfit {
    use serde_path_to_error::Segment;

    let mut names: Vec<Cow<'static, str>> = path
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Cow::Owned((index + 1).to_string())),
            Segment::Map { key } => Some(Cow::Owned(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let words = error.to_string();
    if let Some(field) = words.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        names.push(Cow::Owned(field.to_owned()));
        return Misfit { path: names, what: What::Missing };
    }
    let expected = words.split_once(", expected ").map_or(words.as_str(), |(_, expected)| expected);
    Misfit { path: names, what: What::Invalid(expected.to_owned()) }
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imm::{
        BatchGetFileMetaRequest, BatchIndexFileMetaRequest, GetTaskRequest, SimpleQueryRequest,
        UpdateFileMetaRequest,
    };

    fn params(pairs: &[(&str, &str)]) -> Params {
        Params::from_pairs(pairs.iter().map(|(name, value)| (*name, *value))).expect("few")
    }

    fn refusal<T: DeserializeOwned + std::fmt::Debug>(pairs: &[(&str, &str)]) -> ParamError {
        read_params::<T>(&params(pairs)).expect_err("refused")
    }

    #[test]
    fn arrays_and_objects_come_as_json_or_flattened() {
        let json: BatchIndexFileMetaRequest = read_params(&params(&[
            ("ProjectName", "p"),
            ("DatasetName", "d"),
            ("Files", r#"[{"URI":"oss://b/k","CustomLabels":{"a":"1"},"Labels":[],"Title":null}]"#),
        ]))
        .expect("reads");
        let flat: BatchIndexFileMetaRequest = read_params(&params(&[
            ("ProjectName", "p"),
            ("DatasetName", "d"),
            ("Files.1.URI", "oss://b/k"),
            ("Files.1.CustomLabels.a", "1"),
        ]))
        .expect("reads");
        assert_eq!(json.files[0].uri.as_deref(), Some("oss://b/k"));
        assert_eq!(json.files[0].custom_labels, flat.files[0].custom_labels);
        assert_eq!(json.files[0].title, None);
        assert_eq!(json.files[0].labels.as_deref(), Some(&[][..]));
        assert_eq!(flat.files[0].labels, None);
    }

    #[test]
    fn scalars_are_read_by_their_fields_type() {
        let query: SimpleQueryRequest = read_params(&params(&[
            ("ProjectName", "1"),
            ("DatasetName", "true"),
            ("MaxResults", "20"),
            ("WithoutTotalHits", "True"),
            ("NextToken", ""),
            ("Query", r#"{"Operation":"and","SubQueries":[{"Field":"Size","Operation":"gt","Value":"3"}]}"#),
        ]))
        .expect("reads");
        assert_eq!((query.project_name.as_str(), query.dataset_name.as_str()), ("1", "true"));
        assert_eq!((query.max_results, query.without_total_hits), (Some(20), Some(true)));
        assert_eq!(query.next_token, None);
        let inner = query.query.and_then(|query| query.sub_queries).expect("subqueries");
        assert_eq!(inner[0].field.as_deref(), Some("Size"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let missing = ParamError::missing("URIs");
        assert_eq!(
            refusal::<BatchGetFileMetaRequest>(&[("ProjectName", "p"), ("DatasetName", "d")]),
            missing
        );
        let wrong = refusal::<BatchGetFileMetaRequest>(&[
            ("ProjectName", "p"),
            ("DatasetName", "d"),
            ("URIs", r#"["a",3]"#),
        ]);
        assert_eq!(wrong, ParamError::invalid("URIs.2", "a string"));
        let wrong = refusal::<UpdateFileMetaRequest>(&[
            ("ProjectName", "p"),
            ("DatasetName", "d"),
            ("File", r#"{"URI":"x","Labels":[{"LabelLevel":"high"}]}"#),
        ]);
        assert_eq!(wrong, ParamError::invalid("File.Labels.1.LabelLevel", "i64"));
        let wrong = refusal::<GetTaskRequest>(&[
            ("ProjectName", "p"),
            ("TaskId", "t"),
            ("TaskType", "x"),
            ("RequestDefinition", "yes"),
        ]);
        assert_eq!(wrong, ParamError::invalid("RequestDefinition", "true or false"));
        let wrong =
            refusal::<BatchGetFileMetaRequest>(&[("ProjectName", "p"), ("DatasetName", "d"), ("URIs", "a")]);
        assert_eq!(wrong, ParamError::invalid("URIs", "an array as JSON"));
    }
}
