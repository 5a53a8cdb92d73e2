//! The SQL of a page of links, the same in both dialects but for its placeholders and one function.

use std::fmt::Write as _;

use super::{ShareCondition, ShareField, ShareOrder, ShareSpec, ShareUse};
use crate::{Comparison, Direction, Value, row::limit_column};

/// What of a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PagePart {
    /// Its rows.
    Rows,
    /// How many there are in all.
    Count,
}

/// Builds a statement: its text, and the values for `$1`, `$2` and so on (PostgreSQL) or `?1`, `?2` (SQLite).
pub(crate) fn page_sql(
    spec: &ShareSpec,
    part: PagePart,
    columns: &str,
    is_postgres: bool,
) -> (String, Vec<Value>) {
    let what = if part == PagePart::Count { "count(*)" } else { columns };
    let mut builder = Builder {
        sql: format!("SELECT {what} FROM share_links WHERE domain = "),
        values: Vec::new(),
        is_postgres,
    };
    builder.value(Value::Text(spec.domain.to_string()));
    if let Some(creators) = &spec.creators {
        builder.sql.push_str(" AND creator IN (");
        for (index, creator) in creators.iter().enumerate() {
            builder.sql.push_str(if index == 0 { "" } else { ", " });
            builder.value(Value::Text(creator.clone()));
        }
        // An empty list is none, and not a syntax error.
        builder.sql.push_str(if creators.is_empty() { "NULL)" } else { ")" });
    }
    builder.sql.push_str(" AND ");
    builder.condition(&spec.condition);
    if part == PagePart::Rows {
        builder.rest_of_page(spec);
    }
    (builder.sql, builder.values)
}

struct Builder {
    sql: String,
    values: Vec<Value>,
    is_postgres: bool,
}

impl Builder {
    fn value(&mut self, value: Value) {
        let number = matches!(value, Value::Number(_));
        self.values.push(value);
        let at = self.values.len();
        // Writing to a text cannot fail. A cast, because PostgreSQL would guess another width for a number.
        let _ = match (self.is_postgres, number) {
            (false, _) => write!(self.sql, "?{at}"),
            (true, true) => write!(self.sql, "${at}::bigint"),
            (true, false) => write!(self.sql, "${at}::text"),
        };
    }

    fn rest_of_page(&mut self, spec: &ShareSpec) {
        let column = match spec.order {
            ShareOrder::Created => "created_at",
            ShareOrder::Updated => "updated_at",
            ShareOrder::Name => "name",
            ShareOrder::Description => "description",
        };
        let (beyond, word) = match spec.direction {
            Direction::Ascending => (">", "ASC"),
            Direction::Descending => ("<", "DESC"),
        };
        if let Some(after) = &spec.after {
            let _ = write!(self.sql, " AND ({column}, share_id) {beyond} (");
            self.value(after.value.clone());
            self.sql.push_str(", ");
            self.value(Value::Text(after.id.clone()));
            self.sql.push(')');
        }
        let _ = write!(self.sql, " ORDER BY {column} {word}, share_id {word} LIMIT ");
        self.value(Value::Number(limit_column(spec.limit)));
    }

    fn condition(&mut self, condition: &ShareCondition) {
        match condition {
            ShareCondition::And(parts) => self.joined(parts, " AND ", "1 = 1"),
            ShareCondition::Or(parts) => self.joined(parts, " OR ", "1 = 0"),
            ShareCondition::Not(part) => {
                self.sql.push_str("NOT ");
                self.condition(part);
            }
            ShareCondition::Compare(field, comparison, value) => {
                let _ = write!(self.sql, "({} {} ", column(*field), operator(*comparison));
                self.value(value.clone());
                self.sql.push(')');
            }
            ShareCondition::NameContains(text) => {
                self.sql.push_str(if self.is_postgres {
                    "(strpos(folded_name, "
                } else {
                    "(instr(folded_name, "
                });
                self.value(Value::Text(text.clone()));
                self.sql.push_str(") > 0)");
            }
        }
    }

    fn joined(&mut self, parts: &[ShareCondition], word: &str, of_none: &str) {
        self.sql.push('(');
        for (index, part) in parts.iter().enumerate() {
            self.sql.push_str(if index == 0 { "" } else { word });
            self.condition(part);
        }
        self.sql.push_str(if parts.is_empty() { of_none } else { "" });
        self.sql.push(')');
    }
}

fn column(field: ShareField) -> &'static str {
    match field {
        ShareField::Created => "created_at",
        ShareField::Updated => "updated_at",
        ShareField::Expires => "expires_at",
        ShareField::Name => "name",
        ShareField::Description => "description",
        ShareField::Enabled => "enabled",
    }
}

fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        // Links' fields have no prefixes: the service does not ask for that.
        Comparison::Eq | Comparison::Prefix => "=",
        Comparison::Lt => "<",
        Comparison::Le => "<=",
        Comparison::Gt => ">",
        Comparison::Ge => ">=",
    }
}

/// The statement that counts a use of the link whose id is bound at `place`, if there is room for it.
pub(crate) fn count_use_sql(used: ShareUse, place: &str) -> String {
    let (counter, room) = match used {
        ShareUse::Access => ("access_count", ""),
        ShareUse::Preview => ("preview_count", "AND (preview_limit = 0 OR preview_count < preview_limit)"),
        ShareUse::Download => {
            ("download_count", "AND (download_limit = 0 OR download_count < download_limit)")
        }
        ShareUse::Save => ("save_count", "AND (save_limit = 0 OR save_count < save_limit)"),
    };
    format!(
        "UPDATE share_links SET {counter} = {counter} + 1 WHERE share_id = {place} AND enabled = 1 {room}"
    )
}
