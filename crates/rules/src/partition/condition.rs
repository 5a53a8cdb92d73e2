//! What a rule needs, read from its condition. Where a form of condition is not understood, nothing is needed.

use std::collections::HashMap;

use yara_x_parser::ast::{
    Expr, ForIn, ForOf, Iterable, MatchAnchor, Of, OfItems, Pattern, PatternSet, Quantifier, Rule,
};

use super::{literal::of_pattern, need::Need};
use crate::rule_set::LABELS;

/// The most bytes of a beginning that are compared.
const HEAD_BYTES: usize = 16;
/// How deeply a condition is read.
const DEPTH_MAX: usize = 64;

/// What `rule` needs; `others` are the rules before it in its namespace, by name.
pub(super) fn of_rule(rule: &Rule<'_>, others: &HashMap<String, Need>) -> Need {
    let patterns = rule.patterns.as_deref().unwrap_or_default();
    let needs = patterns
        .iter()
        .map(|pattern| of_pattern(pattern).map_or_else(Need::nothing, Need::literals))
        .collect();
    let reader = Reader { patterns, needs, others };
    reader.condition(&rule.condition, &Scope::default(), 0)
}

/// Reads one rule's condition.
struct Reader<'a> {
    patterns: &'a [Pattern<'a>],
    /// What a match of each of them needs.
    needs: Vec<Need>,
    others: &'a HashMap<String, Need>,
}

/// What names mean within loops.
#[derive(Debug, Clone, Default)]
struct Scope<'a> {
    /// The pattern that `$` is.
    own: Option<usize>,
    /// Names that are no rules here.
    variables: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    /// What is needed for this to be true.
    fn condition(&self, expr: &'a Expr<'a>, scope: &Scope<'a>, depth: usize) -> Need {
        if depth > DEPTH_MAX {
            return Need::nothing();
        }
        let each = |exprs: &'a [Expr<'a>]| -> Vec<Need> {
            exprs.iter().map(|expr| self.condition(expr, scope, depth + 1)).collect()
        };
        match expr {
            Expr::False { .. } => Need::impossible(),
            Expr::And(all) => each(&all.operands).into_iter().fold(Need::nothing(), Need::and),
            Expr::Or(any) => Need::at_least(1, each(&any.operands)),
            Expr::Ident(name) if !scope.variables.contains(&name.name) => {
                self.others.get(name.name).cloned().unwrap_or_else(Need::nothing)
            }
            Expr::PatternMatch(matched) => {
                let Some(index) = self.index(matched.identifier.name, scope) else {
                    return Need::nothing();
                };
                let need = self.need(index);
                match &matched.anchor {
                    Some(MatchAnchor::At(at)) if integer(&at.expr) == Some(0) => {
                        need.and(self.at_start(index))
                    }
                    _ => need,
                }
            }
            // As a condition of its own it asks for one or more.
            Expr::PatternCount(count) => self.named(count.identifier.name, scope),
            Expr::FieldAccess(_) | Expr::FuncCall(_) => module_head(expr, false),
            Expr::Gt(pair)
            | Expr::Ge(pair)
            | Expr::Eq(pair)
            | Expr::Ne(pair)
            | Expr::Lt(pair)
            | Expr::Le(pair) => self.comparison(expr, &pair.lhs, &pair.rhs, scope),
            Expr::Contains(pair) => match label(expr) {
                Some(text) => Need::label(text),
                None => self.defined(&pair.lhs, scope),
            },
            Expr::Not(not) => label(&not.operand).map_or_else(Need::nothing, Need::without),
            Expr::IContains(pair)
            | Expr::StartsWith(pair)
            | Expr::IStartsWith(pair)
            | Expr::EndsWith(pair)
            | Expr::IEndsWith(pair)
            | Expr::IEquals(pair)
            | Expr::Matches(pair) => self.defined(&pair.lhs, scope),
            Expr::Of(of) => self.of(of, scope, depth),
            Expr::ForOf(of) => self.for_of(of, scope, depth),
            Expr::ForIn(of) => self.for_in(of, scope, depth),
            Expr::With(with) => {
                let mut scope = scope.clone();
                scope.variables.extend(with.declarations.iter().map(|declared| declared.identifier.name));
                self.condition(&with.body, &scope, depth + 1)
            }
            _ => Need::nothing(),
        }
    }

    fn comparison(&self, expr: &Expr<'_>, left: &Expr<'_>, right: &Expr<'_>, scope: &Scope<'_>) -> Need {
        let mut need = self.defined(left, scope).and(self.defined(right, scope));
        if matches!(expr, Expr::Eq(_)) {
            for (side, value) in [(left, right), (right, left)] {
                if let (Some((width, big)), Some(value)) = (integer_at_start(side), integer(value)) {
                    need = need.and(head_of_integer(width, big, value));
                }
            }
        }
        need = need.and(match (expr, left, right) {
            (Expr::Lt(_), Expr::Filesize { .. }, most) | (Expr::Gt(_), most, Expr::Filesize { .. }) => {
                integer(most).map_or_else(Need::nothing, |most| Need::size(most.saturating_sub(1)))
            }
            (Expr::Le(_) | Expr::Eq(_), Expr::Filesize { .. }, most)
            | (Expr::Ge(_) | Expr::Eq(_), most, Expr::Filesize { .. }) => {
                integer(most).map_or_else(Need::nothing, Need::size)
            }
            _ => Need::nothing(),
        });
        // At least one match: `#a > n`, `#a >= 1`, `#a == 1`, and the other way round.
        let counted = match expr {
            Expr::Gt(_) => at_least_one(left, right, 0, self, scope),
            Expr::Ge(_) => at_least_one(left, right, 1, self, scope),
            Expr::Lt(_) => at_least_one(right, left, 0, self, scope),
            Expr::Le(_) => at_least_one(right, left, 1, self, scope),
            Expr::Eq(_) => at_least_one(left, right, 1, self, scope)
                .or_else(|| at_least_one(right, left, 1, self, scope)),
            _ => None,
        };
        need.and(counted.unwrap_or_else(Need::nothing))
    }

    /// What is needed for this to have a value: a comparison with none is not true.
    fn defined(&self, expr: &Expr<'_>, scope: &Scope<'_>) -> Need {
        match expr {
            Expr::PatternOffset(place) | Expr::PatternLength(place) => {
                self.named(place.identifier.name, scope)
            }
            Expr::Add(all) | Expr::Sub(all) | Expr::Mul(all) => all
                .operands
                .iter()
                // One level: sums of places.
                .filter_map(|part| match part {
                    Expr::PatternOffset(place) | Expr::PatternLength(place) => {
                        Some(self.named(place.identifier.name, scope))
                    }
                    _ => None,
                })
                .fold(Need::nothing(), Need::and),
            Expr::FieldAccess(_) | Expr::Lookup(_) | Expr::FuncCall(_) => module_head(expr, true),
            _ => Need::nothing(),
        }
    }

    fn of(&self, of: &'a Of<'a>, scope: &Scope<'a>, depth: usize) -> Need {
        let needs: Vec<Need> = match &of.items {
            OfItems::PatternSet(set) => self.set(set).into_iter().map(|index| self.need(index)).collect(),
            OfItems::BoolExprTuple(exprs) => {
                exprs.iter().map(|expr| self.condition(expr, scope, depth + 1)).collect()
            }
        };
        quantified(&of.quantifier, needs)
    }

    fn for_of(&self, of: &'a ForOf<'a>, scope: &Scope<'a>, depth: usize) -> Need {
        let body = |index| {
            let scope = Scope { own: Some(index), ..scope.clone() };
            self.condition(&of.body, &scope, depth + 1)
        };
        quantified(&of.quantifier, self.set(&of.pattern_set).into_iter().map(body).collect())
    }

    fn for_in(&self, of: &'a ForIn<'a>, scope: &Scope<'a>, depth: usize) -> Need {
        let once = match &of.quantifier {
            Quantifier::Any { .. } => true,
            // Of nothing, all are true.
            Quantifier::All { .. } => matches!(&of.iterable, Iterable::ExprTuple(exprs) if !exprs.is_empty()),
            Quantifier::Expr(count) => integer(count).is_some_and(|count| count > 0),
            Quantifier::None { .. } | Quantifier::Percentage(_) => false,
        };
        if !once {
            return Need::nothing();
        }
        let mut scope = scope.clone();
        scope.variables.extend(of.variables.iter().map(|variable| variable.name));
        self.condition(&of.body, &scope, depth + 1)
    }

    /// The patterns that a set names.
    fn set(&self, set: &PatternSet<'_>) -> Vec<usize> {
        let named = |pattern: &Pattern<'_>| match set {
            PatternSet::Them { .. } => true,
            PatternSet::Set(items) => items.iter().any(|item| item.matches(pattern.identifier())),
        };
        (0..self.patterns.len()).filter(|index| self.patterns.get(*index).is_some_and(named)).collect()
    }

    fn index(&self, name: &str, scope: &Scope<'_>) -> Option<usize> {
        match name.get(1..) {
            None | Some("") => scope.own,
            // `#a`, `@a` and `!a` speak of `$a`.
            Some(rest) => self
                .patterns
                .iter()
                .position(|pattern| pattern.identifier().name.get(1..).is_some_and(|known| known == rest)),
        }
    }

    fn need(&self, index: usize) -> Need {
        self.needs.get(index).cloned().unwrap_or_else(Need::nothing)
    }

    fn named(&self, name: &str, scope: &Scope<'_>) -> Need {
        self.index(name, scope).map_or_else(Need::nothing, |index| self.need(index))
    }

    /// The beginning of a content at whose first byte a plain text stands.
    fn at_start(&self, index: usize) -> Need {
        match self.patterns.get(index) {
            Some(Pattern::Text(text)) => {
                let modifiers = &text.modifiers;
                let plain = modifiers
                    .iter()
                    .all(|modifier| matches!(modifier.as_text(), "ascii" | "private" | "fullword"));
                let bytes: &[u8] = &text.text.value;
                if plain { Need::head(bytes.get(..HEAD_BYTES).unwrap_or(bytes)) } else { Need::nothing() }
            }
            _ => Need::nothing(),
        }
    }
}

/// What `quantifier` of these need.
fn quantified(quantifier: &Quantifier<'_>, needs: Vec<Need>) -> Need {
    let count = match quantifier {
        Quantifier::Any { .. } => 1,
        Quantifier::All { .. } if needs.is_empty() => 0,
        Quantifier::All { .. } => needs.len(),
        Quantifier::Expr(count) => integer(count).and_then(|count| usize::try_from(count).ok()).unwrap_or(0),
        Quantifier::Percentage(share) => usize::from(integer(share).is_some_and(|share| share > 0)),
        Quantifier::None { .. } => 0,
    };
    if count > needs.len() { Need::impossible() } else { Need::at_least(count, needs) }
}

/// What `#count` needs when it is more than `number`, or as many where `from` is 1.
fn at_least_one(
    count: &Expr<'_>,
    number: &Expr<'_>,
    from: i64,
    reader: &Reader<'_>,
    scope: &Scope<'_>,
) -> Option<Need> {
    let Expr::PatternCount(count) = count else { return None };
    (integer(number)? >= from).then(|| reader.named(count.identifier.name, scope))
}

/// The text that is asked for among the labels.
fn label<'e>(expr: &'e Expr<'_>) -> Option<&'e str> {
    match expr {
        Expr::Contains(pair) => match (&pair.lhs, &pair.rhs) {
            (Expr::Ident(name), Expr::LiteralString(text)) if name.name == LABELS => {
                str::from_utf8(&text.value).ok()
            }
            _ => None,
        },
        _ => None,
    }
}

fn integer(expr: &Expr<'_>) -> Option<i64> {
    match expr {
        Expr::LiteralInteger(literal) => Some(literal.value),
        _ => None,
    }
}

/// Bytes and order of the integer that is read from the content's first byte.
fn integer_at_start(expr: &Expr<'_>) -> Option<(usize, bool)> {
    let Expr::FuncCall(call) = expr else { return None };
    let [place] = call.args.as_slice() else { return None };
    if call.object.is_some() || integer(place) != Some(0) {
        return None;
    }
    match call.identifier.name {
        "uint8" | "uint8be" => Some((1, false)),
        "uint16" => Some((2, false)),
        "uint32" => Some((4, false)),
        "uint16be" => Some((2, true)),
        "uint32be" => Some((4, true)),
        _ => None,
    }
}

fn head_of_integer(width: usize, big: bool, value: i64) -> Need {
    let Ok(value) = u32::try_from(value) else { return Need::impossible() };
    let (little, wide) = (value.to_le_bytes(), value.to_be_bytes());
    let (bytes, beyond) = if big {
        (wide.get(4 - width..), wide.get(..4 - width))
    } else {
        (little.get(..width), little.get(width..))
    };
    match (bytes, beyond) {
        (Some(bytes), Some(beyond)) if beyond.iter().all(|byte| *byte == 0) => Need::head(bytes),
        _ => Need::impossible(),
    }
}

/// The beginning of the contents of which a module tells something, when this asks one for something.
///
/// Of other contents these modules have no values, and what is compared with no value is not true; only whether it is
/// such a content they tell of all, and constants are the same for all.
fn module_head(expr: &Expr<'_>, compared: bool) -> Need {
    let (mut first, mut asked) = (expr, "");
    loop {
        first = match first {
            Expr::FieldAccess(fields) => {
                if let (Some(Expr::Ident(field)), "") = (fields.operands.last(), asked) {
                    asked = field.name;
                }
                match fields.operands.first() {
                    Some(operand) => operand,
                    None => return Need::nothing(),
                }
            }
            Expr::Lookup(lookup) => &lookup.primary,
            Expr::FuncCall(call) => {
                // What a function answers of other contents may be a number, such as none.
                if compared && call.identifier.name != "imphash" {
                    return Need::nothing();
                }
                asked = call.identifier.name;
                match &call.object {
                    Some(object) => object,
                    None => return Need::nothing(),
                }
            }
            Expr::Ident(module) => {
                let constant = !asked.contains(|c: char| c.is_ascii_lowercase());
                if constant || compared && asked.starts_with("is_") {
                    return Need::nothing();
                }
                return match module.name {
                    "pe" | "dotnet" => Need::head(b"MZ"),
                    "elf" => Need::head(b"\x7fELF"),
                    // The number of bytes that the header has: [MS-SHLLINK], 2.1.
                    "lnk" => Need::head(b"L\0\0\0"),
                    _ => Need::nothing(),
                };
            }
            _ => return Need::nothing(),
        };
    }
}

#[cfg(test)]
mod tests;
