//! The language of the search operations' `query`: comparisons, `not`, `and`, `or`, parentheses.
//!
//! ```text
//! query      = [ any ]
//! any        = all { "or" all }
//! all        = one { "and" one }
//! one        = "not" one | "(" any ")" | comparison
//! comparison = name operator value
//! operator   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "prefix" | "match" | "in"
//! value      = text | number | "true" | "false" | "[" [ value { "," value } ] "]"
//! ```
//!
//! Texts stand in single or double quotes; in them `\\`, `\"` and `\'` stand for the second character, and a
//! backslash before anything else for itself. Words (`and`, `match`, `true` …) are read without case. What a name
//! means, and which values and operators go with it, is the operation's business.

mod lexer;
mod parser;
mod print;
#[cfg(test)]
mod tests;

use std::fmt;

/// A query.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// All hold; an empty list holds: that is the empty query.
    And(Vec<Query>),
    /// At least one holds.
    Or(Vec<Query>),
    /// Does not hold.
    Not(Box<Query>),
    /// A field compares so.
    Compare(Comparison),
}

/// A field, how it is compared, and with what.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The field's name, as it was written.
    pub field: String,
    /// Where the name begins, in characters from the start.
    pub field_at: usize,
    /// How it is compared.
    pub operator: Operator,
    /// Where the operator begins.
    pub operator_at: usize,
    /// With what.
    pub value: Literal,
    /// Where the value begins.
    pub value_at: usize,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `prefix`
    Prefix,
    /// `match`
    Match,
    /// `in`
    In,
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// In quotes; also times.
    Text(String),
    /// A whole number.
    Long(i64),
    /// Another number.
    Double(f64),
    /// `true` or `false`.
    Bool(bool),
    /// In brackets; no array within.
    Array(Vec<Literal>),
}

/// Why a text is not a query, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct QueryError {
    /// Where, in characters from the start.
    pub at: usize,
    /// Why.
    pub why: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}: {}", self.at, self.why)
    }
}

impl QueryError {
    /// An error at a place.
    pub fn new(at: usize, why: impl Into<String>) -> Self {
        Self { at, why: why.into() }
    }
}

impl Query {
    /// Characters of a query.
    pub const MAX_CHARS: usize = 4096;
    /// Parentheses and `not`s within each other.
    pub const MAX_DEPTH: usize = 64;
    /// Values in a query, those of arrays counted one by one.
    pub const MAX_VALUES: usize = 256;

    /// Reads a query; an empty one describes everything.
    ///
    /// # Errors
    /// Where the text stops being a query, and where it goes beyond [`Query::MAX_CHARS`], [`Query::MAX_DEPTH`] or
    /// [`Query::MAX_VALUES`].
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        parser::parse(text)
    }
}
