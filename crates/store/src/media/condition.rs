//! What is asked of a dataset's files: conditions, orders, aggregations.

use super::{FieldKind, MediaField};
use crate::Direction;

/// A value to compare with.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A text; compared byte by byte.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A time, in nanoseconds since 1970; texts with other offsets are the same time.
    Time(i128),
}

/// A test of one value. A value that is missing passes none.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// `eq`
    Equal(Scalar),
    /// `gt`
    Greater(Scalar),
    /// `gte`
    AtLeast(Scalar),
    /// `lt`
    Less(Scalar),
    /// `lte`
    AtMost(Scalar),
    /// `exist`
    Exists,
    /// `prefix`: a text begins so, byte by byte.
    Prefix(String),
    /// `match-phrase`: the phrase's words stand in the text in this order and together. Words are runs of letters and
    /// digits, compared without case; where characters are words by themselves (Chinese, Japanese, Korean) each is one.
    Phrase(String),
    /// `geo-distance`: within so many metres of a point, on a sphere of the earth's mean radius.
    Near {
        /// Degrees.
        latitude: f64,
        /// Degrees.
        longitude: f64,
        /// Metres.
        radius: f64,
    },
    /// `geo-bounding-box`: within a box, its edges included; one whose `west` is larger than its `east` spans the
    /// date line.
    Within {
        /// Degrees.
        north: f64,
        /// Degrees.
        west: f64,
        /// Degrees.
        south: f64,
        /// Degrees.
        east: f64,
    },
}

/// A condition on a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these hold; true when there are none.
    All(Vec<Self>),
    /// One of these holds; false when there are none.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// For one and the same element of the array at `array` this holds; the fields in it name their whole paths.
    Nested {
        /// The array, such as `Labels`.
        array: String,
        /// What holds for the element.
        condition: Box<Self>,
    },
    /// A value at the field passes the test; where the path leads through an array, that of some element.
    Leaf {
        /// The field.
        field: MediaField,
        /// The test.
        test: Test,
    },
}

/// One key of an order. Texts are in the order of their bytes, of which the first 512 count.
#[derive(Debug, Clone, PartialEq)]
pub struct Sort {
    /// The field: a scalar that does not lie in an array ([`MediaField::is_sortable`]).
    pub field: MediaField,
    /// The direction. Files without a value come last in either.
    pub direction: Direction,
}

/// The place after which a page goes on: the sort keys of the last file, and its URI.
#[derive(Debug, Clone, PartialEq)]
pub struct SortPosition {
    /// One for each sort key; `None` where the file has no value.
    pub keys: Vec<Option<Scalar>>,
    /// The file's URI, which decides between equals, ascending.
    pub uri: String,
}

impl SortPosition {
    /// Whether it is one of this order: it has as many keys, of the right kinds.
    pub fn suits(&self, sort: &[Sort]) -> bool {
        let is_kind = |(sort, key): (&Sort, &Option<Scalar>)| {
            matches!(
                (sort.field.kind(), key),
                (_, None)
                    | (FieldKind::Text | FieldKind::Place, Some(Scalar::Text(_)))
                    | (FieldKind::Integer, Some(Scalar::Integer(_)))
                    | (FieldKind::Number, Some(Scalar::Number(_)))
                    | (FieldKind::Time, Some(Scalar::Time(_)))
            )
        };
        sort.len() == self.keys.len() && sort.iter().zip(&self.keys).all(is_kind)
    }
}

/// A page of files that is asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Select {
    /// What must hold; everything when `None`.
    pub condition: Option<Condition>,
    /// The order; then by URI.
    pub sort: Vec<Sort>,
    /// Where to go on: a position that [suits](SortPosition::suits) the order, or the answer is
    /// [`crate::StoreError::Corrupt`].
    pub after: Option<SortPosition>,
    /// The most files that are wanted; 0 is allowed and gives the total alone.
    pub limit: usize,
    /// Whether files are counted in all.
    pub total: bool,
}

/// What is to be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateOp {
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// The mean.
    Average,
    /// The sum.
    Sum,
    /// How many values there are.
    Count,
    /// How many different values there are.
    Distinct,
    /// The values, and how many files have each; most frequent first, then by value. Texts are told apart by their
    /// first 512 bytes.
    Group,
}

/// An aggregation.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// What.
    pub op: AggregateOp,
    /// Of which field.
    pub field: MediaField,
    /// The most groups.
    pub max_groups: usize,
}

/// What an aggregation came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Aggregated {
    /// The number; `None` where there was no value to compute it from. Times are in milliseconds since 1970.
    pub value: Option<f64>,
    /// The groups: value as text, and files.
    pub groups: Vec<(String, u64)>,
}
