//! Queries over `file_columns c` as SQL, for both dialects: what clients sent is always an argument, never text.

use std::fmt::Write as _;

use assay_types::Sha1Digest;

use super::{Comparison, Condition, Direction, Field, Position, Value};

/// Whose words are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Placeholders `?1`.
    Sqlite,
    /// Placeholders `$1`; labels are an array.
    Postgres,
}

/// What stands for a placeholder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    /// A number.
    Number(i64),
    /// A number with a fraction.
    Real(f64),
    /// A text.
    Text(String),
    /// Raw bytes.
    Bytes(Vec<u8>),
    /// Texts; in PostgreSQL alone.
    Texts(Vec<String>),
}

impl From<&Value> for Argument {
    fn from(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(text.clone()),
        }
    }
}

/// A statement in the making.
#[derive(Debug)]
pub(crate) struct Sql {
    dialect: Dialect,
    /// The statement so far.
    pub(crate) text: String,
    /// What its placeholders stand for, in their order.
    pub(crate) arguments: Vec<Argument>,
}

impl Sql {
    /// Begins with this.
    pub(crate) fn new(dialect: Dialect, text: &str) -> Self {
        Self { dialect, text: text.to_owned(), arguments: Vec::new() }
    }

    /// Whose words are used.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Goes on with this.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Goes on with a placeholder.
    pub(crate) fn bind(&mut self, argument: Argument) -> &mut Self {
        self.arguments.push(argument);
        let sign = match self.dialect {
            Dialect::Sqlite => '?',
            Dialect::Postgres => '$',
        };
        // Writing to a text cannot fail.
        let _ = write!(self.text, "{sign}{}", self.arguments.len());
        self
    }

    /// Goes on with a number's placeholder.
    pub(crate) fn number(&mut self, number: i64) -> &mut Self {
        self.bind(Argument::Number(number))
    }

    /// Goes on with a condition. It is true or false, never NULL, so that its negation is its complement.
    pub(crate) fn condition(&mut self, condition: &Condition) -> &mut Self {
        match condition {
            Condition::And(all) => self.list(all, " AND ", "1 = 1"),
            Condition::Or(any) => self.list(any, " OR ", "1 = 0"),
            Condition::Not(inner) => self.push("NOT ").condition(inner),
            Condition::Compare(field, comparison, value) => self.compare(*field, *comparison, value),
            Condition::NameMatch(words) => self.words(words),
            Condition::LabelIn(labels) => self.labels(labels),
        }
    }

    fn list(&mut self, conditions: &[Condition], between: &str, none: &str) -> &mut Self {
        self.push("(");
        if conditions.is_empty() {
            self.push(none);
        }
        for (index, condition) in conditions.iter().enumerate() {
            if index > 0 {
                self.push(between);
            }
            self.condition(condition);
        }
        self.push(")")
    }

    fn compare(&mut self, field: Field, comparison: Comparison, value: &Value) -> &mut Self {
        let operator = match (comparison, value) {
            (Comparison::Eq, Value::Text(text)) if field == Field::ContentHash => return self.hash(text),
            (Comparison::Eq, _) => " = ",
            (Comparison::Lt, _) => " < ",
            (Comparison::Le, _) => " <= ",
            (Comparison::Gt, _) => " > ",
            (Comparison::Ge, _) => " >= ",
            (Comparison::Prefix, Value::Text(text)) => return self.prefix(field, text),
            // A number starts with nothing.
            (Comparison::Prefix, Value::Number(_)) => return self.push("1 = 0"),
        };
        let argument = match value {
            Value::Text(text) if field == Field::Kind => Argument::Text(text.to_lowercase()),
            value => value.into(),
        };
        self.push(self.column(field)).push(operator).bind(argument)
    }

    /// A whole digest is compared as it is kept.
    fn hash(&mut self, text: &str) -> &mut Self {
        match text.parse::<Sha1Digest>() {
            Ok(digest) => {
                self.push("(c.sha1 IS NOT NULL AND c.sha1 = ");
                self.bind(Argument::Bytes(digest.as_bytes().to_vec())).push(")")
            }
            Err(_) if text.is_empty() => self.push("c.sha1 IS NULL"),
            Err(_) => self.push("1 = 0"),
        }
    }

    /// A range, which an index can answer.
    fn prefix(&mut self, field: Field, prefix: &str) -> &mut Self {
        let prefix = if field == Field::Kind { prefix.to_lowercase() } else { prefix.to_owned() };
        let (column, end) = (self.column(field), successor(&prefix));
        self.push("(").push(column).push(" >= ").bind(Argument::Text(prefix));
        if let Some(end) = end {
            self.push(" AND ").push(column).push(" < ").bind(Argument::Text(end));
        }
        self.push(")")
    }

    fn words(&mut self, words: &[String]) -> &mut Self {
        let contains = match self.dialect {
            Dialect::Sqlite => "instr",
            Dialect::Postgres => "strpos",
        };
        self.push("(1 = 1");
        for word in words {
            self.push(" AND ").push(contains).push("(coalesce(c.folded, c.name), ");
            self.bind(Argument::Text(word.clone())).push(") > 0");
        }
        self.push(")")
    }

    fn labels(&mut self, labels: &[String]) -> &mut Self {
        match self.dialect {
            Dialect::Postgres => self.push("c.labels && ").bind(Argument::Texts(labels.to_vec())),
            Dialect::Sqlite if labels.is_empty() => self.push("1 = 0"),
            Dialect::Sqlite => {
                self.push(
                    "(c.has_labels AND EXISTS (SELECT 1 FROM file_labels l
                      WHERE l.drive = c.drive AND l.file = c.file AND l.label IN (",
                );
                for (index, label) in labels.iter().enumerate() {
                    self.comma(index).bind(Argument::Text(label.clone()));
                }
                self.push(")))")
            }
        }
    }

    /// What a field is compared and sorted as.
    fn column(&self, field: Field) -> &'static str {
        match (field, self.dialect) {
            (Field::Name, _) => "c.name",
            (Field::Kind, Dialect::Sqlite) => "iif(c.kind = 0, 'file', 'folder')",
            (Field::Kind, Dialect::Postgres) => {
                "((CASE c.kind WHEN 0 THEN 'file' ELSE 'folder' END) COLLATE \"C\")"
            }
            (Field::Extension, _) => "c.extension",
            (Field::Category, _) => "c.category",
            (Field::MimeType, _) => "c.mime_type",
            (Field::Description, _) => "c.description",
            (Field::ContentHash, Dialect::Sqlite) => "lower(hex(c.sha1))",
            (Field::ContentHash, Dialect::Postgres) => "(coalesce(encode(c.sha1, 'hex'), '') COLLATE \"C\")",
            (Field::Parent, _) => "c.parent",
            (Field::Size, _) => "c.size_bytes",
            (Field::Hidden, Dialect::Sqlite) => "c.hidden",
            (Field::Hidden, Dialect::Postgres) => "c.hidden::bigint",
            (Field::Starred, Dialect::Sqlite) => "c.starred",
            (Field::Starred, Dialect::Postgres) => "c.starred::bigint",
            (Field::Created, _) => "c.created_at",
            (Field::Updated, _) => "c.updated_at",
        }
    }

    /// Goes on with the columns of an order, each with a comma before it.
    pub(crate) fn keys(&mut self, order: &[(Field, Direction)]) -> &mut Self {
        for (field, _) in order {
            let column = self.column(*field);
            self.push(", ").push(column);
        }
        self
    }

    /// Goes on with `ORDER BY`.
    pub(crate) fn order_by(&mut self, order: &[(Field, Direction)]) -> &mut Self {
        let way = |direction| match direction {
            Direction::Ascending => " ASC, ",
            Direction::Descending => " DESC, ",
        };
        self.push(" ORDER BY ");
        for (field, direction) in order {
            self.push(self.column(*field)).push(way(*direction));
        }
        let last = last_direction(order);
        self.push("c.file").push(way(last).trim_end_matches(", "))
    }

    /// Goes on with what comes after a position in an order.
    pub(crate) fn after(&mut self, order: &[(Field, Direction)], position: &Position) -> &mut Self {
        let last = last_direction(order);
        let sign = |direction| match direction {
            Direction::Ascending => " > ",
            Direction::Descending => " < ",
        };
        let keys: Vec<_> = order
            .iter()
            .zip(&position.values)
            .map(|((field, direction), value)| (self.column(*field), *direction, Argument::from(value)))
            .chain([("c.file", last, Argument::Number(position.file.0))])
            .collect();
        if keys.iter().all(|(_, direction, _)| *direction == last) {
            // One comparison of rows, which an index can answer.
            self.push("(");
            for (index, (column, ..)) in keys.iter().enumerate() {
                self.comma(index).push(column);
            }
            self.push(")").push(sign(last)).push("(");
            for (index, (.., argument)) in keys.into_iter().enumerate() {
                self.comma(index).bind(argument);
            }
            return self.push(")");
        }
        self.push("(");
        for (index, (column, direction, argument)) in keys.iter().enumerate() {
            if index > 0 {
                self.push(" OR ");
            }
            self.push("(");
            for (column, _, argument) in keys.iter().take(index) {
                self.push(column).push(" = ").bind(argument.clone()).push(" AND ");
            }
            self.push(column).push(sign(*direction)).bind(argument.clone()).push(")");
        }
        self.push(")")
    }

    fn comma(&mut self, index: usize) -> &mut Self {
        if index > 0 { self.push(", ") } else { self }
    }
}

/// The way the ids go in an order.
fn last_direction(order: &[(Field, Direction)]) -> Direction {
    order.last().map_or(Direction::Ascending, |(_, direction)| *direction)
}

/// The first text, by bytes, that comes after all that start so; `None` when there is none.
pub(crate) fn successor(prefix: &str) -> Option<String> {
    let mut chars: Vec<_> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        // The step over the surrogates is the range's.
        if let Some(next) = (last..=char::MAX).nth(1) {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use assay_types::FileId;
    use proptest::prelude::*;

    use super::*;

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    #[test]
    fn conditions_are_text_with_arguments() {
        let condition = Condition::And(vec![
            Condition::Compare(Field::Name, Comparison::Eq, text("'; DROP TABLE files; --")),
            Condition::Not(Box::new(Condition::Or(vec![]))),
            Condition::NameMatch(vec!["a".to_owned(), "b".to_owned()]),
        ]);
        let mut sql = Sql::new(Dialect::Postgres, "");
        sql.condition(&condition);
        assert_eq!(
            sql.text,
            "(c.name = $1 AND NOT (1 = 0) AND (1 = 1 AND strpos(coalesce(c.folded, c.name), $2) > 0 \
             AND strpos(coalesce(c.folded, c.name), $3) > 0))"
        );
        assert_eq!(sql.arguments[0], Argument::Text("'; DROP TABLE files; --".to_owned()));
    }

    #[test]
    fn positions_are_compared_as_rows_where_all_goes_one_way() {
        let position = Position { values: vec![Value::Number(7), text("x")], file: FileId(9) };
        let mut sql = Sql::new(Dialect::Sqlite, "");
        let order = [(Field::Size, Direction::Descending), (Field::Name, Direction::Descending)];
        sql.after(&order, &position).order_by(&order);
        assert_eq!(
            sql.text,
            "(c.size_bytes, c.name, c.file) < (?1, ?2, ?3) ORDER BY c.size_bytes DESC, c.name DESC, c.file DESC"
        );
        let mut sql = Sql::new(Dialect::Sqlite, "");
        let order = [(Field::Size, Direction::Ascending), (Field::Name, Direction::Descending)];
        sql.after(&order, &position);
        assert_eq!(
            sql.text,
            "((c.size_bytes > ?1) OR (c.size_bytes = ?2 AND c.name < ?3) \
             OR (c.size_bytes = ?4 AND c.name = ?5 AND c.file < ?6))"
        );
    }

    #[test]
    fn the_end_of_a_prefix() {
        assert_eq!(successor("ab").as_deref(), Some("ac"));
        assert_eq!(successor("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(successor("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(successor("\u{10ffff}"), None);
        assert_eq!(successor(""), None);
    }

    proptest! {
        #[test]
        fn what_starts_so_is_before_the_end(prefix: String, rest: String, other: String) {
            let inside = |text: &str| {
                prefix.as_str() <= text && successor(&prefix).is_none_or(|end| text < end.as_str())
            };
            let longer = format!("{prefix}{rest}");
            prop_assert!(inside(&longer));
            prop_assert_eq!(inside(&other), other.starts_with(&prefix));
        }
    }
}
