//! Request parameters of the RPC products: pairs from the query and the form body, read by type.
//!
//! Arrays and objects come in two encodings (signing contract, section 10), both accepted everywhere:
//! flattened and one-based (`HashKeyList.1=…`, `HashKeyContextList.1.HashKey=…`), as SAS sends them, and
//! as one JSON text (`URIs=["…"]`), as IMM does. Unknown names are ignored; a value of the wrong type is
//! [`ParamError::Invalid`] and names its parameter. Every count read from a request has a cap.

use std::{borrow::Cow, collections::BTreeMap, ops::Bound};

use serde_json::Value;

/// What is wrong with a request's parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// A required parameter is absent or empty.
    #[error("The input parameter {name} that is mandatory for processing this request is not supplied.")]
    Missing {
        /// The parameter, as the API spells it.
        name: Cow<'static, str>,
    },
    /// A parameter is not of its type, or has too many elements.
    #[error("The specified parameter {name} is not valid: expected {expected}.")]
    Invalid {
        /// The parameter, as the API spells it.
        name: Cow<'static, str>,
        /// What would have been valid.
        expected: Cow<'static, str>,
    },
    /// More pairs than [`Params::PAIRS_MAX`].
    #[error("The request has more than {} parameters.", Params::PAIRS_MAX)]
    TooManyPairs,
}

impl ParamError {
    /// A parameter that is not what it should be.
    pub fn invalid(name: impl Into<Cow<'static, str>>, expected: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid { name: name.into(), expected: expected.into() }
    }

    /// A parameter that is not there.
    pub fn missing(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Missing { name: name.into() }
    }

    /// The same error about a field of an element: `HashKeyContextList.2.FileSize`.
    fn within(self, outer: &str) -> Self {
        match self {
            Self::Missing { name } => Self::missing(format!("{outer}.{name}")),
            Self::Invalid { name, expected } => Self::invalid(format!("{outer}.{name}"), expected),
            Self::TooManyPairs => Self::TooManyPairs,
        }
    }
}

/// Decoded parameters by name. Of a name that was sent twice the first value counts, and the query
/// comes before the body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params {
    pairs: BTreeMap<String, String>,
}

impl Params {
    /// Pairs that one request may have. The largest list of the contract takes 400; the rest is room.
    pub const PAIRS_MAX: usize = 4096;

    /// Reads a raw query (what stands after the `?`) and, when the request has one, a form body.
    pub fn parse(query: &str, form: Option<&[u8]>) -> Result<Self, ParamError> {
        let query = form_urlencoded::parse(query.as_bytes());
        Self::from_pairs(query.chain(form_urlencoded::parse(form.unwrap_or_default())))
    }

    /// Takes pairs that are decoded already.
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Result<Self, ParamError>
    where
        N: Into<String>,
        V: Into<String>,
    {
        let mut map = BTreeMap::new();
        for (count, (name, value)) in pairs.into_iter().enumerate() {
            if count >= Self::PAIRS_MAX {
                return Err(ParamError::TooManyPairs);
            }
            map.entry(name.into()).or_insert_with(|| value.into());
        }
        Ok(Self { pairs: map })
    }

    /// The text as it was sent, which may be empty; `None` when the name was not sent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.get(name).map(String::as_str)
    }

    /// A text that must be there and not be empty.
    pub fn required_text(&self, name: &'static str) -> Result<&str, ParamError> {
        self.filled(name).ok_or_else(|| ParamError::missing(name))
    }

    /// A text that may be absent, owned; an empty one counts as absent.
    pub fn optional_text(&self, name: &str) -> Option<String> {
        self.filled(name).map(str::to_owned)
    }

    /// A 32-bit integer in plain decimal; empty counts as absent.
    pub fn int32(&self, name: &'static str) -> Result<Option<i32>, ParamError> {
        self.parsed(name, "a 32-bit integer", decimal)
    }

    /// A 64-bit integer in plain decimal; empty counts as absent.
    pub fn int64(&self, name: &'static str) -> Result<Option<i64>, ParamError> {
        self.parsed(name, "a 64-bit integer", decimal)
    }

    /// A 32-bit integer that must be there.
    pub fn required_int32(&self, name: &'static str) -> Result<i32, ParamError> {
        self.int32(name)?.ok_or_else(|| ParamError::missing(name))
    }

    /// `true` or `false` in any case (Python sends `True`); empty counts as absent.
    pub fn boolean(&self, name: &'static str) -> Result<Option<bool>, ParamError> {
        self.parsed(name, "true or false", |text| {
            if text.eq_ignore_ascii_case("true") {
                Some(true)
            } else if text.eq_ignore_ascii_case("false") {
                Some(false)
            } else {
                None
            }
        })
    }

    /// An array of texts of at most `max` elements, in order; empty when nothing was sent. An empty
    /// element stays, so that positions keep their meaning.
    pub fn texts(&self, name: &'static str, max: usize) -> Result<Vec<String>, ParamError> {
        let expected = || ParamError::invalid(name, format!("an array of at most {max} strings"));
        if let Some(text) = self.filled(name) {
            let Ok(Value::Array(items)) = serde_json::from_str(text) else { return Err(expected()) };
            if items.len() > max {
                return Err(expected());
            }
            return items
                .into_iter()
                .map(|item| if let Value::String(text) = item { Ok(text) } else { Err(expected()) })
                .collect();
        }
        let mut found = BTreeMap::new();
        for (rest, value) in self.under(name) {
            if let Some(index) = index(rest) {
                found.insert(index, value.to_owned());
            }
        }
        if found.len() > max || found.contains_key(&0) {
            return Err(expected());
        }
        Ok(found.into_values().collect())
    }

    /// An array of objects of at most `max` elements, in order, each read by `read`; empty when nothing
    /// was sent. An error inside an element names it: `HashKeyContextList.2.FileSize`.
    pub fn objects<T>(
        &self,
        name: &'static str,
        max: usize,
        read: impl Fn(&Params) -> Result<T, ParamError>,
    ) -> Result<Vec<T>, ParamError> {
        let expected = || ParamError::invalid(name, format!("an array of at most {max} objects"));
        let mut elements: Vec<(usize, Params)> = Vec::new();
        if let Some(text) = self.filled(name) {
            let Ok(Value::Array(items)) = serde_json::from_str(text) else { return Err(expected()) };
            if items.len() > max {
                return Err(expected());
            }
            for (index, item) in items.into_iter().enumerate() {
                elements.push((index + 1, Self::from_json(item).ok_or_else(expected)?));
            }
        } else {
            let mut found: BTreeMap<usize, Params> = BTreeMap::new();
            for (rest, value) in self.under(name) {
                let Some((digits, field)) = rest.split_once('.') else { continue };
                if let Some(index) = index(digits) {
                    let element = found.entry(index).or_default();
                    element.pairs.insert(field.to_owned(), value.to_owned());
                }
            }
            if found.len() > max || found.contains_key(&0) {
                return Err(expected());
            }
            elements.extend(found);
        }
        elements
            .iter()
            .map(|(index, element)| read(element).map_err(|error| error.within(&format!("{name}.{index}"))))
            .collect()
    }

    /// One object, as a JSON text or flattened (`Name.Field=…`); `None` when nothing was sent.
    pub fn object(&self, name: &'static str) -> Result<Option<Params>, ParamError> {
        if let Some(text) = self.filled(name) {
            let value = serde_json::from_str(text).ok().and_then(Self::from_json);
            return value.map(Some).ok_or_else(|| ParamError::invalid(name, "an object"));
        }
        let pairs: BTreeMap<_, _> =
            self.under(name).map(|(field, value)| (field.to_owned(), value.to_owned())).collect();
        Ok((!pairs.is_empty()).then_some(Self { pairs }))
    }

    /// The fields of a JSON object as parameters: texts as they are, numbers and booleans as the text
    /// that a query would have, arrays and objects as JSON texts, and a null is absent.
    fn from_json(value: Value) -> Option<Self> {
        let Value::Object(fields) = value else { return None };
        let pairs = fields
            .into_iter()
            .filter_map(|(name, value)| match value {
                Value::Null => None,
                Value::String(text) => Some((name, text)),
                other => Some((name, other.to_string())),
            })
            .collect();
        Some(Self { pairs })
    }

    /// Whether something was sent below a name: `Name.…`.
    pub(crate) fn any_under(&self, name: &str) -> bool {
        self.under(name).next().is_some()
    }

    /// The first parts of the names that begin with `prefix`, each once; all of them when it is empty.
    pub(crate) fn names_under(&self, prefix: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .pairs
            .keys()
            .filter_map(|name| name.strip_prefix(prefix))
            .map(|rest| rest.split_once('.').map_or(rest, |(first, _)| first).to_owned())
            .collect();
        names.dedup();
        names
    }

    fn filled(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|text| !text.is_empty())
    }

    fn parsed<T>(
        &self,
        name: &'static str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ParamError> {
        match self.filled(name) {
            None => Ok(None),
            Some(text) => parse(text).map(Some).ok_or_else(|| ParamError::invalid(name, expected)),
        }
    }

    /// The pairs whose name starts with `name.`, with what follows.
    fn under<'a>(&'a self, name: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let prefix = format!("{name}.");
        self.pairs
            .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
            .map_while(move |(name, value)| Some((name.strip_prefix(&prefix)?, value.as_str())))
            .collect::<Vec<_>>()
            .into_iter()
    }
}

/// Plain decimal text: an optional minus and digits. `str::parse` alone would also take a plus sign.
fn decimal<T: std::str::FromStr>(text: &str) -> Option<T> {
    if text.starts_with('+') { None } else { text.parse().ok() }
}

/// The index of a flattened element; text that is not a number is the name of something unknown.
fn index(digits: &str) -> Option<usize> {
    if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Params {
        Params::parse(query, None).expect("few pairs")
    }

    #[test]
    fn query_and_form_are_merged_and_the_query_comes_first() {
        let params = Params::parse("A=1&B=a+b%2Bc", Some(b"A=2&C=%C3%A4")).expect("few pairs");
        assert_eq!(params.text("A"), Some("1"));
        assert_eq!(params.text("B"), Some("a b+c"));
        assert_eq!(params.text("C"), Some("ä"));
        assert_eq!(params.text("D"), None);
    }

    #[test]
    fn integers_hold_their_edges() {
        let params = params("A=2147483647&B=2147483648&C=-1&D=1.0&E=&F=%2B1&G=9223372036854775807&H=0x1");
        assert_eq!(params.int32("A"), Ok(Some(i32::MAX)));
        assert_eq!(params.int32("B"), Err(ParamError::invalid("B", "a 32-bit integer")));
        assert_eq!(params.int64("B"), Ok(Some(2_147_483_648)));
        assert_eq!(params.int32("C"), Ok(Some(-1)));
        assert!(params.int32("D").is_err());
        assert_eq!(params.int32("E"), Ok(None));
        assert!(params.int32("F").is_err());
        assert_eq!(params.int64("G"), Ok(Some(i64::MAX)));
        assert!(params.int64("H").is_err());
        assert_eq!(params.required_int32("E"), Err(ParamError::missing("E")));
    }

    #[test]
    fn booleans_are_compared_without_case() {
        let params = params("A=True&B=false&C=TRUE&D=1&E=yes");
        assert_eq!(params.boolean("A"), Ok(Some(true)));
        assert_eq!(params.boolean("B"), Ok(Some(false)));
        assert_eq!(params.boolean("C"), Ok(Some(true)));
        assert!(params.boolean("D").is_err());
        assert!(params.boolean("E").is_err());
        assert_eq!(params.boolean("F"), Ok(None));
    }

    #[test]
    fn arrays_come_in_two_encodings() {
        let flattened = params("L.2=b&L.10=c&L.1=a&L.x=ignored&LL.1=other&L.0001234=ignored");
        let json = params("L=%5B%22a%22,%22b%22,%22c%22%5D");
        assert_eq!(flattened.texts("L", 3), json.texts("L", 3));
        assert_eq!(json.texts("L", 3), Ok(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
        assert!(flattened.texts("L", 2).is_err());
        assert!(json.texts("L", 2).is_err());
        assert!(params("L.0=a").texts("L", 2).is_err(), "indexes start at one");
        for wrong in ["L=a", "L={}", "L=[1]", "L=[[\"a\"]]", "L=[\"a\""] {
            assert!(params(wrong).texts("L", 2).is_err(), "{wrong}");
        }
        assert_eq!(params("").texts("L", 2), Ok(vec![]));
    }

    #[test]
    fn objects_come_in_two_encodings() {
        let read = |item: &Params| Ok((item.required_text("K")?.to_owned(), item.int32("S")?));
        let flattened = params("C.1.K=a&C.1.S=5&C.2.K=b");
        let json = params(r#"C=[{"K":"a","S":5},{"K":"b","S":null,"Unknown":{}}]"#);
        let expected = Ok(vec![("a".to_owned(), Some(5)), ("b".to_owned(), None)]);
        assert_eq!(flattened.objects("C", 2, read), expected);
        assert_eq!(json.objects("C", 2, read), expected);
        assert!(flattened.objects("C", 1, read).is_err());
        assert_eq!(params("C.1.K=a&C.7.S=x").objects("C", 9, read), Err(ParamError::missing("C.7.K")),);
        assert_eq!(
            params(r#"C=[{"K":"a","S":"x"}]"#).objects("C", 9, read),
            Err(ParamError::invalid("C.1.S", "a 32-bit integer")),
        );
        assert!(params("C=[1]").objects("C", 9, read).is_err());
    }

    #[test]
    fn objects_nest() {
        for query in [r#"O={"P":{"Q":["a"]}}"#, "O.P.Q.1=a"] {
            let outer = params(query).object("O").expect("an object").expect("present");
            let inner = outer.object("P").expect("an object").expect("present");
            assert_eq!(inner.texts("Q", 1), Ok(vec!["a".to_owned()]), "{query}");
        }
        assert_eq!(params("").object("O"), Ok(None));
        assert!(params("O=[]").object("O").is_err());
    }

    #[test]
    fn the_number_of_pairs_is_capped() {
        let many = "a=&".repeat(Params::PAIRS_MAX);
        assert!(Params::parse(&many, None).is_ok());
        assert_eq!(Params::parse(&many, Some(b"b=")), Err(ParamError::TooManyPairs));
    }

    proptest::proptest! {
        #[test]
        fn no_request_panics(query: String, form: Vec<u8>) {
            if let Ok(params) = Params::parse(&query, Some(&form)) {
                for name in params.pairs.keys().map(String::as_str).chain(["L"]) {
                    proptest::prop_assert!(params.text(name).is_some() || name == "L");
                }
                let _ = (params.int64("L"), params.texts("L", 3), params.object("L"));
            }
        }

        #[test]
        fn both_encodings_of_a_list_read_the_same(items in proptest::collection::vec(".+", 0..20)) {
            let flat = Params::from_pairs(
                items.iter().enumerate().map(|(at, item)| (format!("L.{}", at + 1), item.clone())),
            ).expect("few pairs");
            let json = Params::from_pairs([("L", serde_json::to_string(&items).expect("texts"))])
                .expect("one pair");
            proptest::prop_assert_eq!(flat.texts("L", 20), Ok(items.clone()));
            proptest::prop_assert_eq!(json.texts("L", 20), Ok(items));
        }
    }
}
