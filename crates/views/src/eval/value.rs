//! What is known of a value without running the program.

use std::rc::Rc;

/// No known text grows beyond this.
pub(crate) const TEXT_MAX: usize = 1 << 20;
/// No known list has more items.
const LIST_MAX: usize = 4096;

/// Where a value comes from, as bits: what is joined from two values has the bits of both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Taint(u32);

impl Taint {
    pub(crate) const NONE: Self = Self(0);
    /// A request's parameter, header, cookie or body.
    pub(crate) const REQUEST: Self = Self(1);
    /// Derived from a request by code that is not in sight.
    pub(crate) const DERIVED: Self = Self(2);
    /// Fetched from another machine.
    pub(crate) const REMOTE: Self = Self(4);
    /// Unpacked from a constant.
    pub(crate) const UNPACKED: Self = Self(8);
    /// The place of an uploaded file.
    pub(crate) const UPLOAD: Self = Self(16);
    /// The object that runs commands: `WScript.Shell`, a process's start information.
    pub(crate) const RUNNER: Self = Self(32);
    /// What a decoder made of something unknown.
    pub(crate) const DECODED: Self = Self(64);

    /// A text that was put together from pieces.
    pub(crate) const PIECES: Self = Self(128);

    /// Words of the program's own stand beside it in one text.
    pub(crate) const PART: Self = Self(1 << 16);

    /// The mark of a function's parameter; those from the eighth on share one.
    pub(crate) fn parameter(index: usize) -> Self {
        Self(1 << (8 + index.min(7)))
    }

    /// The parameters among the marks, as bits.
    pub(crate) fn parameters(self) -> u8 {
        self.0.to_be_bytes()[2]
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// After code that is not in sight: a request's value may have become anything.
    pub(crate) fn through_unknown(self) -> Self {
        if self.has(Self::REQUEST) { self.without(Self::REQUEST).and(Self::DERIVED) } else { self }
    }
}

/// A constant.
#[derive(Debug, Clone, Default)]
pub(crate) enum Data {
    #[default]
    Unknown,
    Text(Rc<Vec<u8>>),
    Number(i64),
    List(Rc<Vec<Value>>),
}

/// What is known of an expression's value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Value {
    pub(crate) data: Data,
    pub(crate) taint: Taint,
    /// The name that was written, in lower case with dots: `system.diagnostics.process`. Only of values
    /// that are nothing but a name.
    pub(crate) path: Option<Rc<[u8]>>,
}

impl Value {
    pub(crate) fn text(text: Vec<u8>) -> Self {
        if text.len() > TEXT_MAX {
            return Self::default();
        }
        Self { data: Data::Text(Rc::new(text)), ..Self::default() }
    }

    pub(crate) fn number(number: i64) -> Self {
        Self { data: Data::Number(number), ..Self::default() }
    }

    pub(crate) fn list(items: Vec<Self>) -> Self {
        let taint = items.iter().fold(Taint::NONE, |taint, item| taint.and(item.taint));
        if items.len() > LIST_MAX {
            return Self::tainted(taint);
        }
        // Lists are flat: one inside the other, a million times over, could not be dropped.
        let items = items
            .into_iter()
            .map(|item| if matches!(item.data, Data::List(_)) { Self::tainted(item.taint) } else { item })
            .collect();
        Self { data: Data::List(Rc::new(items)), taint, path: None }
    }

    pub(crate) fn tainted(taint: Taint) -> Self {
        Self { taint, ..Self::default() }
    }

    pub(crate) fn with(mut self, taint: Taint) -> Self {
        self.taint = self.taint.and(taint);
        self
    }

    /// The text, when it is a known text.
    pub(crate) fn as_text(&self) -> Option<&[u8]> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<i64> {
        match &self.data {
            Data::Number(number) => Some(*number),
            Data::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        match &self.data {
            Data::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value as the text that it is printed as.
    pub(crate) fn to_text(&self) -> Option<Vec<u8>> {
        match &self.data {
            Data::Text(text) => Some(text.to_vec()),
            Data::Number(number) => Some(number.to_string().into_bytes()),
            _ => None,
        }
    }

    pub(crate) fn is_known(&self) -> bool {
        !matches!(self.data, Data::Unknown)
    }

    /// Joins texts; the left one is extended in place when nobody else holds it.
    pub(crate) fn join(self, right: &Self) -> Self {
        let mut taint = self.taint.and(right.taint).and(Taint::PIECES);
        let has_words =
            |value: &Self| value.as_text().is_some_and(|text| text.iter().any(u8::is_ascii_alphanumeric));
        if has_words(&self) != has_words(right) {
            taint = taint.and(Taint::PART);
        }
        let joined = match (self.data, right.to_text()) {
            (Data::Text(mut left), Some(right)) if left.len() + right.len() <= TEXT_MAX => {
                Rc::make_mut(&mut left).extend_from_slice(&right);
                Data::Text(left)
            }
            (Data::Number(left), Some(right)) => {
                Data::Text(Rc::new([left.to_string().into_bytes(), right].concat()))
            }
            _ => Data::Unknown,
        };
        Self { data: joined, taint, path: None }
    }

    /// Bytes that a copy of this holds.
    pub(crate) fn size(&self) -> usize {
        match &self.data {
            Data::Text(text) => text.len(),
            Data::List(items) => items.len() * 8,
            _ => 0,
        }
    }
}
