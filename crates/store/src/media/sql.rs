//! Guesses and orders as SQL over `media_columns c`, for both dialects.

use super::{
    FieldKind, Scalar, Sort, SortPosition,
    plan::Guess,
    terms::Terms,
    value::{cut, nanoseconds, number},
};
use crate::{
    Comparison, Direction,
    drive::sql::{Argument, Dialect, Sql, successor},
};

impl Sql {
    /// Goes on with a guess. It is true or false, never NULL, so that its negation is its complement.
    pub(crate) fn guess(&mut self, terms: Terms, guess: &Guess) -> &mut Self {
        match guess {
            Guess::Always(true) => self.push("1 = 1"),
            Guess::Always(false) => self.push("1 = 0"),
            Guess::All(all) => self.guesses(terms, all, " AND "),
            Guess::Any(any) => self.guesses(terms, any, " OR "),
            Guess::Not(inner) => self.push("NOT (").guess(terms, inner).push(")"),
            Guess::Exists(column) => self.scalar(column).push(" IS NOT NULL"),
            Guess::Column(column, comparison, value) => self.compared(column, *comparison, value),
            Guess::Box((south, north), (west, east)) => {
                self.push("(c.latitude IS NOT NULL AND c.latitude >= ").bind(Argument::Real(*south));
                self.push(" AND c.latitude <= ").bind(Argument::Real(*north));
                self.push(" AND (c.longitude >= ").bind(Argument::Real(*west));
                self.push(if west <= east { " AND " } else { " OR " });
                self.push("c.longitude <= ").bind(Argument::Real(*east)).push("))")
            }
            Guess::Terms(wanted) => {
                let number = match self.dialect() {
                    Dialect::Sqlite => "rowid",
                    Dialect::Postgres => "no",
                };
                self.push("c.no IN (SELECT ")
                    .push(number)
                    .push(" FROM media_terms WHERE ")
                    .terms(terms, wanted)
                    .push(")")
            }
        }
    }

    /// Goes on with what holds for rows of `media_terms` that have all of these terms, or too many to tell.
    pub(crate) fn terms(&mut self, terms: Terms, wanted: &[i64]) -> &mut Self {
        match self.dialect() {
            Dialect::Sqlite => self.push("media_terms MATCH ").bind(Argument::Text(matching(terms, wanted))),
            Dialect::Postgres => {
                self.push("(terms @> ")
                    .bind(Argument::Text(array(wanted)))
                    .push("::text::bigint[] OR terms @> ");
                self.bind(Argument::Text(array(&[terms.overflow()]))).push("::text::bigint[])")
            }
        }
    }

    fn guesses(&mut self, terms: Terms, guesses: &[Guess], between: &str) -> &mut Self {
        self.push("(");
        for (index, guess) in guesses.iter().enumerate() {
            if index > 0 {
                self.push(between);
            }
            self.guess(terms, guess);
        }
        self.push(")")
    }

    /// Goes on with a column; its name is one of ours.
    pub(crate) fn scalar(&mut self, name: &str) -> &mut Self {
        self.push("c.\"").push(name).push("\"")
    }

    fn compared(&mut self, column: &str, comparison: Comparison, value: &Scalar) -> &mut Self {
        let operator = match comparison {
            Comparison::Eq => " = ",
            Comparison::Lt => " < ",
            Comparison::Le => " <= ",
            Comparison::Gt => " > ",
            Comparison::Ge | Comparison::Prefix => " >= ",
        };
        self.push("(").scalar(column).push(" IS NOT NULL AND ");
        self.scalar(column).push(operator).bind(argument(value));
        if let (Comparison::Prefix, Scalar::Text(prefix)) = (comparison, value)
            && let Some(end) = successor(prefix)
        {
            self.push(" AND ").scalar(column).push(" < ").bind(Argument::Text(end));
        }
        self.push(")")
    }
}

/// Terms as a question to SQLite's index.
pub(crate) fn matching(terms: Terms, wanted: &[i64]) -> String {
    let wanted: Vec<_> = wanted.iter().map(|term| word(*term)).collect();
    format!("({}) OR {}", wanted.join(" AND "), word(terms.overflow()))
}

/// A term as a word of SQLite's index: 40 bits in 8 letters and digits.
pub(crate) fn word(term: i64) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digit = |place: i64| {
        let digit = usize::try_from((term >> (place * 5)) & 31).unwrap_or_default();
        DIGITS.get(digit).copied().map_or('a', char::from)
    };
    (0..8).rev().map(digit).collect()
}

/// Numbers as PostgreSQL writes an array of them.
pub(crate) fn array(numbers: &[i64]) -> String {
    let numbers: Vec<_> = numbers.iter().map(i64::to_string).collect();
    format!("{{{}}}", numbers.join(","))
}

/// A value as an argument.
pub(crate) fn argument(value: &Scalar) -> Argument {
    match value {
        Scalar::Text(text) => Argument::Text(text.clone()),
        Scalar::Integer(number) => Argument::Number(*number),
        Scalar::Number(number) => Argument::Real(*number),
        Scalar::Time(time) => Argument::Number(nanoseconds(*time)),
    }
}

/// A column that files are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// Its name.
    pub(crate) column: &'static str,
    /// What it holds.
    pub(crate) kind: FieldKind,
    direction: Direction,
}

/// An order by columns, then by URI. It is walked in two stretches: files that have a value in the first column,
/// which an index may have in order, then files that have none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    /// The columns.
    pub(crate) keys: Vec<Key>,
}

/// A part of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// Files that have a value in the first column; all where there is none.
    Valued,
    /// Files that have none there.
    Missing,
}

impl Order {
    /// An order by columns; `None` where something else is sorted by.
    pub(crate) fn new(sort: &[Sort]) -> Option<Self> {
        let key = |sort: &Sort| {
            let (column, kind) = super::MediaField::top().nth(sort.field.column()?)?;
            Some(Key { column, kind, direction: sort.direction })
        };
        Some(Self { keys: sort.iter().map(key).collect::<Option<_>>()? })
    }

    /// The stretches that come after a position.
    pub(crate) fn stretches(&self, after: Option<&SortPosition>) -> &'static [Stretch] {
        let is_missing = after.is_some_and(|after| after.keys.first().is_some_and(Option::is_none));
        match (self.keys.is_empty(), is_missing) {
            (true, _) => &[Stretch::Valued],
            (false, false) => &[Stretch::Valued, Stretch::Missing],
            (false, true) => &[Stretch::Missing],
        }
    }

    /// Goes on with what is selected: number, URI, keys.
    pub(crate) fn select(&self, sql: &mut Sql) {
        sql.push("SELECT c.no, c.place");
        for key in &self.keys {
            sql.push(", ").scalar(key.column);
        }
    }

    /// Goes on with what holds in a stretch for files after a position, and with the order.
    pub(crate) fn walk(&self, sql: &mut Sql, stretch: Stretch, after: Option<&SortPosition>) {
        let (first, rest) = match self.keys.split_first() {
            Some((first, rest)) => (Some(first), rest),
            None => (None, &self.keys[..]),
        };
        if let Some(first) = first {
            let is = if stretch == Stretch::Valued { " IS NOT NULL" } else { " IS NULL" };
            sql.push(" AND ").scalar(first.column).push(is);
        }
        // What comes after a value is all of the stretch without.
        let is_in = |after: &&SortPosition| {
            stretch == Stretch::Valued || after.keys.first().is_some_and(Option::is_none)
        };
        if let Some(after) = after.filter(is_in) {
            if let (Some(first), Some(Some(value))) = (first, after.keys.first()) {
                let operator = if first.direction == Direction::Ascending { " >= " } else { " <= " };
                sql.push(" AND ").scalar(first.column).push(operator).bind(key_argument(value));
            }
            self.after(sql, after);
        }
        sql.push(" ORDER BY ");
        if let (Some(first), Stretch::Valued) = (first, stretch) {
            sql.scalar(first.column).push(direction(first)).push(", ");
        }
        for key in rest {
            sql.push("(").scalar(key.column).push(" IS NULL), ");
            sql.scalar(key.column).push(direction(key)).push(", ");
        }
        sql.push("c.place");
    }

    fn after(&self, sql: &mut Sql, after: &SortPosition) {
        sql.push(" AND (");
        for place in 0..=self.keys.len() {
            // At a file without a value nothing comes later by that key.
            let later = match (self.keys.get(place), after.keys.get(place)) {
                (None, _) => None,
                (Some(key), Some(Some(value))) => Some((key, value)),
                (Some(_), _) => continue,
            };
            sql.push("(");
            for (key, value) in self.keys.iter().zip(&after.keys).take(place) {
                sql.scalar(key.column);
                match value {
                    Some(value) => sql.push(" = ").bind(key_argument(value)),
                    None => sql.push(" IS NULL"),
                };
                sql.push(" AND ");
            }
            match later {
                Some((key, value)) => {
                    let operator = if key.direction == Direction::Ascending { " > " } else { " < " };
                    sql.push("(").scalar(key.column).push(operator).bind(key_argument(value));
                    sql.push(" OR ").scalar(key.column).push(" IS NULL)) OR ");
                }
                None => {
                    sql.push("c.place > ").bind(Argument::Text(after.uri.clone())).push("))");
                }
            }
        }
    }
}

fn direction(key: &Key) -> &'static str {
    match key.direction {
        Direction::Ascending => " ASC",
        Direction::Descending => " DESC",
    }
}

/// A key as an argument: whoever made the position may have cut it less.
fn key_argument(value: &Scalar) -> Argument {
    match value {
        Scalar::Text(text) => Argument::Text(cut(text).to_owned()),
        Scalar::Number(value) => argument(&number(*value).unwrap_or(Scalar::Number(0.0))),
        value => argument(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_eight_letters_or_digits() {
        assert_eq!(word(0), "aaaaaaaa");
        assert_eq!(word((1 << 40) - 1), "77777777");
        assert_eq!(word(1 << 35), "baaaaaaa");
    }
}
