//! Expressions: precedence climbing, with a value at every node.

use std::rc::Rc;

use super::{
    DEPTH_MAX, Fold, Machine, VARIABLES_MAX,
    operand::ANY_VARIABLE,
    value::{Data, Taint, Value},
};
use crate::{lex::token::Kind, script::Language};

/// How tightly operators bind; higher is tighter.
const ASSIGN: u8 = 1;
const TERNARY: u8 = 2;
const LOGIC: u8 = 3;
const COMPARE: u8 = 4;
const BITS: u8 = 5;
const ADD: u8 = 6;
const MULTIPLY: u8 = 7;

/// A value, and the variable that it can be assigned to.
#[derive(Debug, Clone, Default)]
pub(super) struct Operand {
    pub(super) value: Value,
    pub(super) place: Option<Rc<[u8]>>,
}

impl From<Value> for Operand {
    fn from(value: Value) -> Self {
        Self { value, place: None }
    }
}

impl Machine<'_> {
    /// Reads an expression, assignments and all.
    pub(super) fn expression(&mut self) -> Value {
        self.binary(ASSIGN)
    }

    pub(super) fn binary(&mut self, minimum: u8) -> Value {
        if self.depth >= DEPTH_MAX || !self.pay(1) {
            self.at += 1;
            return Value::default();
        }
        self.depth += 1;
        let first = self.at;
        let mut left = self.operand();
        // An assignment is no constant, though its value may be one.
        let mut assigned = false;
        while let Some((operator, binding)) = self.operator() {
            if binding < minimum || !self.pay(1) {
                break;
            }
            self.at += 1;
            assigned |= binding == ASSIGN;
            left = match binding {
                ASSIGN => self.assign(left, operator).into(),
                TERNARY => self.ternary(&left.value, operator).into(),
                _ => {
                    self.at_statement = false;
                    let mut right = self.binary(binding + 1);
                    if matches!(operator, "-f" | "-replace") && self.is(",") {
                        let mut items = vec![right];
                        while self.accept(",") {
                            items.push(self.binary(binding + 1));
                        }
                        right = Value::list(items);
                    }
                    self.combine(left.value, operator, &right).into()
                }
            };
        }
        self.depth -= 1;
        if !assigned {
            self.fold(first, &left.value);
        }
        left.value
    }

    /// Remembers that the tokens since `first` stand for a known text.
    fn fold(&mut self, first: usize, value: &Value) {
        if self.at <= first + 1 {
            return;
        }
        // Long lists of folds inside folds cost their tokens only: texts are shared.
        let text = match &value.data {
            Data::Text(text) => Rc::clone(text),
            _ => return,
        };
        let unpacked = value.taint.has(Taint::UNPACKED);
        self.folds.push(Fold { first, end: self.at, text, unpacked, is_name: false });
    }

    /// The operator here and how it binds, if it goes on with an expression.
    fn operator(&self) -> Option<(&'static str, u8)> {
        let token = self.token()?;
        if let Kind::Word(word) = &token.kind {
            return self.word_operator(word);
        }
        let Kind::Operator(operator) = token.kind else { return None };
        let binding = match operator {
            "=" if self.language == Language::Vb => {
                if self.at_statement {
                    ASSIGN
                } else {
                    COMPARE
                }
            }
            "=" | ".=" | "+=" | "-=" | "*=" | "/=" | "%=" | "|=" | "^=" | "??=" | "&=" | "<<=" | ">>="
            | "**=" | "||=" | "&&=" => ASSIGN,
            "&" if self.language == Language::Vb => ADD,
            "?" | "??" => TERNARY,
            "&&" | "||" => LOGIC,
            "=~" | "==" | "===" | "!=" | "!==" | "<" | ">" | "<=" | ">=" | "<=>" | "<>" => COMPARE,
            "&" | "|" | "^" => BITS,
            "+" | "-" | "<<" | ">>" => ADD,
            "." if matches!(self.language, Language::Php | Language::Perl) => ADD,
            "*" | "/" | "%" | "**" => MULTIPLY,
            // A line that begins with an operator goes on in VB only by its joint, which the lexer took.
            _ => return None,
        };
        Some((operator, binding))
    }

    fn word_operator(&self, word: &[u8]) -> Option<(&'static str, u8)> {
        let lower = word.to_ascii_lowercase();
        Some(match (self.language, lower.as_slice()) {
            (_, b"and" | b"or") => ("&&", LOGIC),
            (Language::Vb, b"mod") => ("%", MULTIPLY),
            (Language::PowerShell, b"-join") => ("-join", COMPARE),
            (Language::PowerShell, b"-f") => ("-f", COMPARE),
            (Language::PowerShell, b"-replace" | b"-creplace" | b"-ireplace") => ("-replace", COMPARE),
            (Language::PowerShell, b"-split") => ("-split", COMPARE),
            (Language::Vb, b"xor") | (Language::PowerShell, b"-bxor") => ("^", BITS),
            (
                Language::PowerShell,
                b"-eq" | b"-ne" | b"-gt" | b"-lt" | b"-match" | b"-like" | b"-and" | b"-or",
            )
            | (Language::Vb, b"is" | b"like")
            | (Language::Python, b"in" | b"is" | b"not")
            | (Language::Perl, b"eq" | b"ne" | b"x") => ("==", COMPARE),
            _ => return None,
        })
    }

    fn assign(&mut self, left: Operand, operator: &'static str) -> Value {
        self.at_statement = false;
        let first = self.at;
        let joins = operator.strip_suffix('=').filter(|own| !own.is_empty());
        let mut right = self.binary(ASSIGN);
        let before = left.value.taint;
        if let (Language::Php, None, "=", Some(targets)) =
            (self.language, &left.place, operator, left.value.as_list())
        {
            self.spread(targets, &right);
        }
        // Something extended in place is taken out, so that its text is held once.
        if let (Some(join), Some(place)) = (joins, &left.place) {
            if self.language.joins(join) {
                let mut old = left.value;
                if let Some(kept) = self.scope().variables.get_mut(place) {
                    kept.data = Data::Unknown;
                    old.path = None;
                }
                let cost = right.size();
                right = if self.pay(cost) {
                    old.join(&right)
                } else {
                    Value::tainted(old.taint.and(right.taint))
                };
            } else {
                right = Value::tainted(left.value.taint.and(right.taint));
            }
        }
        if let Some(place) = left.place {
            self.store(&place, &right, first);
        } else if !right.is_known() {
            right.taint = right.taint.and(before);
        }
        right
    }

    /// PHP's `list($a, $b) = …` and `[$a, $b] = …`.
    fn spread(&mut self, targets: &[Value], from: &Value) {
        for (index, target) in targets.iter().enumerate() {
            let Some(name) = target.path.as_ref().and_then(|path| path.strip_prefix(b"$")) else { continue };
            let item = from.as_list().and_then(|items| items.get(index)).cloned();
            if self.pay(1) && !name.contains(&b'.') {
                self.set(name.into(), item.unwrap_or_else(|| Value::tainted(from.taint)));
            }
        }
    }

    /// Sets a variable, and marks what contains it.
    pub(super) fn store(&mut self, place: &Rc<[u8]>, value: &Value, first: usize) {
        if **place == *ANY_VARIABLE {
            let scope = self.scope();
            scope.unknown = scope.unknown.and(value.taint);
            return;
        }
        self.assigned(place, value, first);
        if self.language == Language::Php
            && let Some(property) = place.rsplit(|&byte| byte == b'.').next().filter(|name| *name != &**place)
            && value.taint.has(Taint::REQUEST)
            && self.properties.len() < VARIABLES_MAX
        {
            self.properties.insert(property.into());
        }
        if let Some(inner) = place.iter().position(|&byte| matches!(byte, b'[' | b'.')) {
            let outer: Rc<[u8]> = place.get(..inner).unwrap_or_default().into();
            let pushed = place.ends_with(b"[]");
            let mut whole = self.variable(&outer).unwrap_or_default();
            match &mut whole.data {
                Data::List(items) if pushed && !matches!(value.data, Data::List(_)) => {
                    let cost = if Rc::strong_count(items) > 2 { items.len() } else { 1 };
                    if items.len() < 4096 && self.pay(cost) {
                        Rc::make_mut(items).push(Value { path: None, ..value.clone() });
                    }
                }
                Data::List(_) => {}
                data => *data = Data::Unknown,
            }
            whole.taint = whole.taint.and(value.taint);
            self.set(outer, whole);
            if pushed {
                return;
            }
        }
        self.set(Rc::clone(place), value.clone());
    }

    fn ternary(&mut self, condition: &Value, operator: &str) -> Value {
        if operator == "??" {
            let other = self.binary(TERNARY);
            return either(condition.clone(), other);
        }
        if self.accept(":") {
            let other = self.binary(TERNARY);
            return either(condition.clone(), other);
        }
        let yes = self.binary(ASSIGN);
        if self.accept(":") {
            let no = self.binary(TERNARY);
            return either(yes, no);
        }
        yes
    }

    fn combine(&mut self, left: Value, operator: &'static str, right: &Value) -> Value {
        let taint = left.taint.and(right.taint);
        let numbers = left.as_number().zip(right.as_number());
        let texts = matches!(left.data, Data::Text(_)) || matches!(right.data, Data::Text(_));
        let is_sum = operator == "+" && !texts && numbers.is_some();
        if self.language.joins(operator) && !is_sum {
            if operator == "+" && (left.as_list().is_some() || right.as_list().is_some()) {
                return Value::tainted(taint);
            }
            let cost = right.size() + 1;
            return if self.pay(cost) { left.join(right) } else { Value::tainted(taint) };
        }
        if matches!(operator, "^" | "&" | "|")
            && let (Some(a), Some(b)) = (left.as_text(), right.as_text())
        {
            let length = a.len().min(b.len());
            if !self.pay(length) {
                return Value::tainted(taint);
            }
            let bytes = a.iter().zip(b).map(|(a, b)| match operator {
                "^" => a ^ b,
                "&" => a & b,
                _ => a | b,
            });
            return Value::text(bytes.collect()).with(taint).with(Taint::PIECES);
        }
        if let Some(powershell) = self.powershell(&left, operator, right) {
            return powershell.with(taint);
        }
        let known = numbers.and_then(|(a, b)| match operator {
            "+" => a.checked_add(b),
            "-" => a.checked_sub(b),
            "*" => a.checked_mul(b),
            "/" => a.checked_div(b),
            "%" => a.checked_rem(b),
            "^" => Some(a ^ b),
            "&" => Some(a & b),
            "|" => Some(a | b),
            "<<" => u32::try_from(b).ok().and_then(|b| a.checked_shl(b)),
            ">>" => u32::try_from(b).ok().and_then(|b| a.checked_shr(b)),
            _ => None,
        });
        match known {
            Some(number) => Value::number(number).with(taint),
            // A comparison's outcome carries nothing of what was compared.
            None if matches!(
                operator,
                "&&" | "==" | "===" | "!=" | "!==" | "<" | ">" | "<=" | ">=" | "<>" | "<=>" | "||"
            ) =>
            {
                if operator == "||" && self.language == Language::JavaScript {
                    Value::tainted(taint)
                } else {
                    Value::default()
                }
            }
            None if matches!(operator, "+" | "|" | "^") => Value::tainted(taint),
            None => Value::default(),
        }
    }
}

/// One of two values.
fn either(yes: Value, no: Value) -> Value {
    let taint = yes.taint.and(no.taint);
    match (yes.is_known(), no.is_known()) {
        // `isset($x) ? $x : ""`: what comes from outside is what matters.
        (true, _) if yes.as_text().is_some_and(|text| !text.is_empty()) => {
            Value { path: None, ..yes }.with(taint)
        }
        (_, true) => Value { path: None, ..no }.with(taint),
        _ => Value::tainted(taint),
    }
}
