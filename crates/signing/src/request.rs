//! A request as a verifier sees it: borrowed from whatever HTTP library received it.

use std::borrow::Cow;

/// A view of one HTTP request.
#[derive(Debug, Clone)]
pub struct SignedRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(crate) headers: Vec<(&'a str, &'a [u8])>,
    pub(crate) body: &'a [u8],
}

impl<'a> SignedRequest<'a> {
    /// `path` and `raw_query` are as they were on the wire, still percent-encoded, without the `?`
    /// between them; an empty path counts as `/`. The query is decoded as a form, as clients mean it and
    /// as the parameters are read afterwards. `headers` have lower-case names and may repeat.
    pub fn new(
        method: &'a str,
        path: &'a str,
        raw_query: &'a str,
        headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        body: &'a [u8],
    ) -> Self {
        Self {
            method,
            path: if path.is_empty() { "/" } else { path },
            query: form_urlencoded::parse(raw_query.as_bytes()).collect(),
            headers: headers.into_iter().collect(),
            body,
        }
    }

    /// The decoded query, in the order of the wire.
    pub fn query(&self) -> &[(Cow<'a, str>, Cow<'a, str>)] {
        &self.query
    }

    /// The values of a header.
    pub(crate) fn header_values<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a [u8]> + 's {
        self.headers.iter().filter(move |(have, _)| *have == name).map(|(_, value)| value.trim_ascii())
    }

    /// A header's value as signatures see it: trimmed, and values of a repeated header sorted and joined
    /// by commas, so that none of them goes unsigned. Empty when absent.
    pub(crate) fn header_joined(&self, name: &str) -> Cow<'a, [u8]> {
        let mut values = self.header_values(name);
        let Some(first) = values.next() else { return Cow::Borrowed(b"") };
        let mut all: Vec<&[u8]> = values.collect();
        if all.is_empty() {
            return Cow::Borrowed(first);
        }
        all.push(first);
        all.sort_unstable();
        Cow::Owned(all.join(&b","[..]))
    }

    /// A header that may be there once, as text, and not empty.
    pub(crate) fn header_text(&self, name: &'static str) -> HeaderText<'a> {
        let mut values = self.header_values(name);
        match (values.next(), values.next()) {
            (None | Some(b""), None) => HeaderText::Absent,
            (Some(value), None) => {
                std::str::from_utf8(value).map_or(HeaderText::Unreadable, HeaderText::Text)
            }
            _ => HeaderText::Unreadable,
        }
    }

    /// The names of all `x-acs-*` headers, sorted, each once: what ROA and ACS4 sign.
    pub(crate) fn acs_header_names(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> =
            self.headers.iter().map(|(name, _)| *name).filter(|name| name.starts_with("x-acs-")).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The first value of a query parameter.
    pub(crate) fn query_text(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_ref())
    }

    /// The fields of a form body; none when the body is not a form.
    pub(crate) fn form(&self) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)> {
        const FORM: &[u8] = b"application/x-www-form-urlencoded";
        let content_type = self.header_values("content-type").next().unwrap_or_default();
        let is_form = content_type.get(..FORM.len()).is_some_and(|start| start.eq_ignore_ascii_case(FORM));
        form_urlencoded::parse(if is_form { self.body } else { b"" })
    }
}

/// What stands in a header that is expected once.
pub(crate) enum HeaderText<'a> {
    /// Nothing.
    Absent,
    /// A text.
    Text(&'a str),
    /// Not UTF-8, or there more than once.
    Unreadable,
}
