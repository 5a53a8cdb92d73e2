//! A query as text, which reads back as the same query.

use std::fmt::{self, Display, Formatter, Write as _};

use super::{Comparison, Literal, Operator, Query};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => joined(f, parts, " and "),
            Self::Or(parts) => joined(f, parts, " or "),
            Self::Not(part) => {
                f.write_str("not ")?;
                within(f, part)
            }
            Self::Compare(comparison) => comparison.fmt(f),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Query], word: &str) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(word)?;
        }
        within(f, part)?;
    }
    Ok(())
}

/// In parentheses where something might be taken for a part of what is around it.
fn within(f: &mut Formatter<'_>, part: &Query) -> fmt::Result {
    match part {
        Query::And(_) | Query::Or(_) => write!(f, "({part})"),
        Query::Not(_) | Query::Compare(_) => part.fmt(f),
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.field, self.operator, self.value)
    }
}

impl Display for Operator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Prefix => "prefix",
            Self::Match => "match",
            Self::In => "in",
        })
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                f.write_char('"')?;
                for c in text.chars() {
                    if matches!(c, '"' | '\\') {
                        f.write_char('\\')?;
                    }
                    f.write_char(c)?;
                }
                f.write_char('"')
            }
            Self::Long(number) => number.fmt(f),
            // Always with a point or an exponent, so that it is not read as a whole number.
            Self::Double(number) => write!(f, "{number:?}"),
            Self::Bool(flag) => flag.fmt(f),
            Self::Array(values) => {
                f.write_char('[')?;
                for (number, value) in values.iter().enumerate() {
                    if number > 0 {
                        f.write_str(", ")?;
                    }
                    value.fmt(f)?;
                }
                f.write_char(']')
            }
        }
    }
}
