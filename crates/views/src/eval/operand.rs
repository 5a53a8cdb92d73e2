//! What stands between operators: constants, names, brackets, and what follows them.

use std::rc::Rc;

use super::{
    DEPTH_MAX, Fold, Machine,
    expression::Operand,
    flow::Sink,
    value::{Data, Taint, Value},
};
use crate::{codec, lex::token::Kind, script::Language};

/// The place of a variable whose name is not known.
pub(super) const ANY_VARIABLE: &[u8] = b"$$";
/// A name with all its members is no longer than this.
const PATH_MAX: usize = 96;

impl Machine<'_> {
    /// An operand with its prefixes and everything that follows it.
    pub(super) fn operand(&mut self) -> Operand {
        let first = self.at;
        let operand = self.primary();
        self.follow(operand, first)
    }

    /// An operand's beginning. All that recurs passes here or through a block: here depth ends.
    fn primary(&mut self) -> Operand {
        if self.depth >= DEPTH_MAX || !self.pay(1) {
            self.at += 1;
            return Operand::default();
        }
        self.depth += 1;
        let operand = self.beginning();
        self.depth -= 1;
        operand
    }

    fn beginning(&mut self) -> Operand {
        let Some(token) = self.token().cloned() else { return Operand::default() };
        self.at += 1;
        match token.kind {
            Kind::Text(text) => {
                self.pay(text.len());
                Value::text(text.to_vec()).into()
            }
            Kind::Number(number) => Value::number(number).into(),
            Kind::Var(name) => self.named(&name),
            Kind::Word(word) => self.word(&word),
            Kind::Command => {
                let first = self.at - 1;
                let value = self.expression();
                while self.token().is_some_and(|token| token.kind != Kind::CommandEnd && !token.is(";")) {
                    self.at += 1;
                }
                self.at += usize::from(self.token().is_some_and(|token| token.kind == Kind::CommandEnd));
                self.reach(Sink::Command, value.taint, false, first);
                Value::default().into()
            }
            Kind::Operator(operator) => self.prefixed(operator),
            Kind::Html | Kind::Line | Kind::CommandEnd => {
                self.at -= 1;
                Operand::default()
            }
        }
    }

    fn prefixed(&mut self, operator: &str) -> Operand {
        match operator {
            "(" => self.parenthesis(),
            "[" => self.bracket(),
            "{" if matches!(
                self.language,
                Language::JavaScript | Language::Python | Language::PowerShell
            ) =>
            {
                self.braced();
                Operand::default()
            }
            // `String[] a = { … }`.
            "{" if self.language == Language::Java
                && self.tokens.get(self.at.wrapping_sub(2)).is_some_and(|token| token.is("=")) =>
            {
                Value::list(self.items("}")).into()
            }
            "$" => self.variable_variable(),
            "~" => {
                let value = self.operand().value;
                match &value.data {
                    Data::Text(text) => {
                        Value::text(text.iter().map(|byte| !byte).collect()).with(value.taint).into()
                    }
                    Data::Number(number) => Value::number(!number).into(),
                    _ => Value::tainted(value.taint).into(),
                }
            }
            "-" => {
                let value = self.operand().value;
                value.as_number().and_then(i64::checked_neg).map_or_else(Value::default, Value::number).into()
            }
            "!" => {
                self.operand();
                Operand::default()
            }
            "&" | "." if self.language == Language::PowerShell => self.invoked(),
            "@" | "+" | "&" | "*" | "..." | "++" | "--" | "%" | "\\" | "#" => self.operand(),
            _ => {
                // Nothing begins so: whoever asked sees the token himself.
                self.at -= 1;
                Operand::default()
            }
        }
    }

    /// `( … )`: a cast, or what stands inside.
    fn parenthesis(&mut self) -> Operand {
        let first = self.at;
        let mut values = Vec::new();
        while self.token().is_some() && !self.is(")") {
            let before = self.at;
            values.push(self.expression());
            if !self.accept(",") && !self.accept(";") && self.at == before {
                break;
            }
        }
        let one_word = self.at == first + 1 && self.is(")");
        let closed = self.accept(")");
        let last = values.pop().unwrap_or_default();
        let path = last.path.clone();
        if let Some(path) = path.filter(|_| closed && !self.language_joins_words()) {
            let begins = self.token().is_some_and(|token| match &token.kind {
                Kind::Text(_) | Kind::Var(_) | Kind::Number(_) => true,
                Kind::Word(word) => {
                    !matches!(&**word, b"and" | b"or" | b"AND" | b"OR" | b"instanceof" | b"as")
                }
                Kind::Operator(operator) => {
                    *operator == "(" && self.language != Language::JavaScript
                        || *operator == "@"
                        || *operator == "~"
                }
                _ => false,
            });
            if begins && (one_word || self.language == Language::Java) {
                let value = self.operand().value;
                return cast(&path, value).into();
            }
        }
        if values.is_empty() {
            return Operand { value: last, place: None };
        }
        values.push(last);
        Value::list(values).into()
    }

    /// Languages in which a word after a parenthesis begins something else.
    fn language_joins_words(&self) -> bool {
        matches!(self.language, Language::Vb | Language::Python | Language::PowerShell | Language::JavaScript)
    }

    /// `[ … ]`: a list, or PowerShell's type.
    fn bracket(&mut self) -> Operand {
        if self.language == Language::PowerShell {
            let mut path = Vec::new();
            while let Some(token) = self.token() {
                match &token.kind {
                    Kind::Word(word) if path.len() < PATH_MAX => {
                        path.extend_from_slice(&word.to_ascii_lowercase());
                    }
                    Kind::Operator("." | "[") => path.push(b'.'),
                    _ => break,
                }
                self.at += 1;
            }
            while self.accept("]") {}
            if self.is("::") {
                return Value { path: Some(path.into()), ..Value::default() }.into();
            }
            let value = self.operand().value;
            return cast(&path, value).into();
        }
        Value::list(self.items("]")).into()
    }

    /// Items up to the closing bracket, which is taken. Keys are passed over.
    pub(super) fn items(&mut self, close: &str) -> Vec<Value> {
        let mut values = Vec::new();
        while let Some(token) = self.token() {
            if token.is(close) {
                self.at += 1;
                break;
            }
            if token.is(",") || token.kind == Kind::Line {
                self.at += 1;
                continue;
            }
            if token.is("{") && close != "}" {
                self.at += 1;
                self.braced();
                continue;
            }
            let before = self.at;
            self.at_statement = false;
            let mut value = self.expression();
            if self.accept("=>") || self.accept(":") {
                if self.is("{") {
                    continue;
                }
                value = self.expression();
            }
            values.push(value);
            if self.at == before {
                if token_closes(self.token().map(|token| &token.kind)) {
                    break;
                }
                self.at += 1;
            }
        }
        values
    }

    /// `${ … }`, `$$name`, Perl's `${ … }`.
    fn variable_variable(&mut self) -> Operand {
        let value = if self.accept("{") {
            let value = self.expression();
            self.accept("}");
            value
        } else if self.language == Language::PowerShell && self.is("(") {
            return self.operand();
        } else {
            let operand = self.primary();
            operand.value
        };
        match value.as_text() {
            Some(name) if name.len() < PATH_MAX => {
                let name: Rc<[u8]> = name.into();
                self.named(&name)
            }
            // Any variable at all: whatever is stored there may be in every variable from now on.
            _ => Operand { value: Value::tainted(value.taint), place: Some(Rc::from(ANY_VARIABLE)) },
        }
    }

    /// A variable by its name.
    fn named(&mut self, name: &Rc<[u8]>) -> Operand {
        let name: Rc<[u8]> = if matches!(self.language, Language::Vb | Language::PowerShell) {
            name.to_ascii_lowercase().into()
        } else {
            Rc::clone(name)
        };
        let unknown = self.scope().unknown;
        let source = self.source_variable(&name);
        let mut value = self.variable(&name).unwrap_or_else(|| Value::tainted(unknown));
        value.taint = value.taint.and(source);
        value.path = Some([b"$", &*name].concat().into());
        Operand { value, place: Some(name) }
    }

    fn word(&mut self, word: &Rc<[u8]>) -> Operand {
        let lower: Rc<[u8]> = word.to_ascii_lowercase().into();
        match (self.language, &*lower) {
            (_, b"true" | b"false" | b"null" | b"nothing" | b"none") => return Operand::default(),
            (_, b"new") => return self.created(),
            (Language::JavaScript, b"await" | b"typeof" | b"void" | b"async" | b"delete" | b"yield")
            | (_, b"clone") => {
                return self.operand();
            }
            (Language::Vb | Language::Python, b"not") => {
                self.operand();
                return Operand::default();
            }
            (Language::Php | Language::JavaScript, b"function" | b"fn") => {
                return self.closure().into();
            }
            (Language::Php, b"static") => return self.operand(),
            (Language::PowerShell, b"-join") => {
                let value = self.operand().value;
                return self.powershell(&value, "-join", &Value::text(Vec::new())).unwrap_or_default().into();
            }
            _ => {}
        }
        if let Some(value) = self.prefix_call(&lower) {
            return value.into();
        }
        let key: Rc<[u8]> = if self.language == Language::Vb { Rc::clone(&lower) } else { Rc::clone(word) };
        let source = if self.language.has_sigils() { Taint::NONE } else { self.source_variable(&lower) };
        let known = match self.language {
            Language::Php => {
                let constant: Vec<u8> = [b"const ".as_slice(), word].concat();
                self.scopes.first().and_then(|scope| scope.variables.get(constant.as_slice())).cloned()
            }
            Language::Perl | Language::PowerShell => None,
            _ => self.variable(&key),
        };
        let mut value = known.unwrap_or_default();
        value.taint = value.taint.and(source);
        value.path = Some(lower);
        Operand { value, place: Some(key) }
    }

    /// `new Name(…)`, `new byte[] {…}`.
    fn created(&mut self) -> Operand {
        let first = self.at;
        let mut path = Vec::new();
        while let Some(token) = self.token() {
            match &token.kind {
                Kind::Word(word) => path.extend_from_slice(&word.to_ascii_lowercase()),
                Kind::Operator("." | "\\") => path.push(b'.'),
                Kind::Operator("<") => {
                    // Type parameters.
                    while self.token().is_some_and(|token| !token.is(">") && !token.is("(") && !token.is(";"))
                    {
                        self.at += 1;
                    }
                }
                _ => break,
            }
            if path.len() > PATH_MAX {
                break;
            }
            self.at += 1;
        }
        if path.is_empty() {
            let class = self.operand().value;
            self.reach(Sink::Callee, class.taint, true, first);
            return Value::tainted(class.taint.through_unknown()).into();
        }
        if self.is("[") {
            while self.accept("[") {
                self.items("]");
            }
            if self.accept("{") {
                return Value::list(self.items("}")).into();
            }
            return Operand::default();
        }
        let arguments = if self.accept("(") { self.items(")") } else { Vec::new() };
        if matches!(self.language, Language::Java) && self.is("{") {
            self.at += 1;
            self.braced();
        }
        self.construct(&path, &arguments, first).into()
    }

    /// Calls, members and indices after an operand.
    fn follow(&mut self, mut operand: Operand, first: usize) -> Operand {
        while let Some(token) = self.token() {
            let Kind::Operator(operator) = token.kind else { break };
            if !self.pay(1) {
                break;
            }
            operand = match operator {
                "(" if self.at > first => {
                    // What a call returned is called: it has no name.
                    if self.tokens.get(self.at - 1).is_some_and(|token| token.is(")"))
                        && self.language == Language::Php
                    {
                        operand.value.path = None;
                    }
                    self.at += 1;
                    self.at_statement &= self.language == Language::Vb;
                    let was = std::mem::replace(&mut self.at_statement, false);
                    let arguments = self.items(")");
                    self.at_statement = was;
                    self.called(operand, &arguments, first)
                }
                "[" => {
                    self.at += 1;
                    let empty = self.is("]");
                    let index = self.items("]");
                    self.indexed(&operand, index.first().filter(|_| !empty))
                }
                "{" if self.language == Language::Php && self.is_offset() => {
                    self.at += 1;
                    let index = self.items("}");
                    self.indexed(&operand, index.first())
                }
                "{" if self.language == Language::Perl && operand.place.is_some() => {
                    self.at += 1;
                    let index = self.items("}");
                    self.indexed(&operand, index.first())
                }
                "." if matches!(self.language, Language::Php | Language::Perl) => break,
                "." | "->" | "?->" | "::" => {
                    self.at += 1;
                    self.member(operand, operator)
                }
                "++" | "--" => {
                    self.at += 1;
                    Operand::from(Value::tainted(operand.value.taint))
                }
                _ => break,
            };
        }
        operand
    }

    /// Whether a brace after a variable is an old way of indexing: `$s{3}`, `$_POST{'x'}`.
    fn is_offset(&self) -> bool {
        let is_variable = self
            .tokens
            .get(self.at.wrapping_sub(1))
            .is_some_and(|token| matches!(token.kind, Kind::Var(_)) || token.is("}"));
        let constant = self
            .tokens
            .get(self.at + 1)
            .is_some_and(|token| matches!(token.kind, Kind::Number(_) | Kind::Text(_) | Kind::Var(_)));
        is_variable && constant && (self.is_ahead(2, "}") || self.is_ahead(3, "}"))
    }

    pub(super) fn indexed(&mut self, operand: &Operand, index: Option<&Value>) -> Operand {
        let value = &operand.value;
        let key = index.and_then(Value::to_text).filter(|key| key.len() < PATH_MAX);
        let place: Option<Rc<[u8]>> = operand.place.as_ref().map(|place| match (&key, index) {
            (Some(key), _) => [place, b"[".as_slice(), key].concat().into(),
            (None, None) => [place, b"[]".as_slice()].concat().into(),
            (None, Some(_)) => [place, b"[?".as_slice()].concat().into(),
        });
        // `$GLOBALS['x']` is `$x`.
        if operand.place.as_deref() == Some(b"GLOBALS")
            && let Some(key) = &key
        {
            return self.named(&key.as_slice().into());
        }
        let source = self.source_index(operand.place.as_deref(), key.as_deref());
        let stored = place.as_ref().and_then(|place| self.variable(place));
        let number = index.and_then(Value::as_number).and_then(|number| usize::try_from(number).ok());
        let known = match (&value.data, number) {
            (Data::Text(text), Some(at)) => text.get(at).map(|byte| Value::text(vec![*byte])),
            (Data::List(items), Some(at)) => items.get(at).cloned(),
            _ => None,
        };
        let mut value = stored
            .or(known.map(|known| known.with(value.taint)))
            .unwrap_or_else(|| Value::tainted(value.taint));
        value.taint = value.taint.without(Taint::REQUEST).and(source);
        value.path = None;
        Operand { value, place }
    }

    /// `.name`, `->name`, `->{…}`, `->[…]`.
    fn member(&mut self, operand: Operand, operator: &str) -> Operand {
        let Some(token) = self.token().cloned() else { return operand };
        let name: Vec<u8> = match token.kind {
            Kind::Word(word) => word.to_ascii_lowercase(),
            Kind::Var(name) if operator == "::" => return self.named_after(&name),
            Kind::Var(name) => {
                self.at += 1;
                let method = self.named(&name).value;
                return self.dynamic_member(&operand, &method);
            }
            Kind::Operator("{") if operator != "." && self.language == Language::Php => {
                self.at += 1;
                let method = self.items("}").pop().unwrap_or_default();
                return self.dynamic_member(&operand, &method);
            }
            _ => return operand,
        };
        self.at += 1;
        self.member_named(&operand, &name)
    }

    fn named_after(&mut self, name: &Rc<[u8]>) -> Operand {
        self.at += 1;
        self.named(name)
    }

    fn dynamic_member(&mut self, operand: &Operand, method: &Value) -> Operand {
        match method.as_text().map(<[u8]>::to_ascii_lowercase) {
            Some(name) => self.member_named(operand, &name),
            None => Value::tainted(operand.value.taint.and(method.taint)).into(),
        }
    }

    fn member_named(&mut self, operand: &Operand, name: &[u8]) -> Operand {
        let place: Option<Rc<[u8]>> =
            operand.place.as_ref().map(|place| [place, b".".as_slice(), name].concat().into());
        let before: &[u8] = operand.value.path.as_deref().unwrap_or(b"?");
        let keep = before.len().saturating_sub(PATH_MAX);
        let path: Rc<[u8]> = [before.get(keep..).unwrap_or_default(), b".", name].concat().into();
        let source = self.source_member(&path, name);
        let stored = place.as_ref().and_then(|place| self.variable(place));
        let mut value = stored.unwrap_or_else(|| Value {
            data: operand.value.data.clone(),
            taint: operand.value.taint,
            path: None,
        });
        value.taint = value.taint.and(source);
        // What is set from outside is used within.
        if path.starts_with(b"$this.") && self.properties.contains(name) {
            value.taint = value.taint.and(Taint::DERIVED);
        }
        value.path = Some(path);
        Operand { value, place }
    }

    /// Writes a name in place of what was called by a variable or by pieces.
    pub(super) fn fold_name(&mut self, first: usize, end: usize, name: &[u8]) {
        let is_name = !name.is_empty()
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\\' | b':'));
        if is_name && end > first {
            self.folds.push(Fold {
                first,
                end,
                text: Rc::new(name.to_vec()),
                unpacked: false,
                is_name: true,
            });
        }
    }
}

fn token_closes(kind: Option<&Kind>) -> bool {
    matches!(kind, None | Some(Kind::Html | Kind::CommandEnd | Kind::Operator(")" | "]" | "}" | ";")))
}

/// What a cast to a type leaves of a value.
fn cast(path: &[u8], value: Value) -> Value {
    let name = path.rsplit(|&byte| byte == b'.').find(|part| !part.is_empty()).unwrap_or(path);
    match name {
        b"int" | b"integer" | b"float" | b"double" | b"bool" | b"boolean" | b"real" | b"long" | b"short" => {
            Value { taint: Taint::NONE, path: None, ..value }
        }
        b"char" => {
            let code = value.as_number().map(|code| {
                let mut text = Vec::new();
                codec::push_code(&mut text, code);
                Value::text(text)
            });
            code.unwrap_or_else(|| match value.as_list() {
                Some(items) => {
                    let mut text = Vec::new();
                    for code in items.iter().filter_map(Value::as_number) {
                        codec::push_code(&mut text, code);
                    }
                    Value::text(text)
                }
                None => value.clone(),
            })
            .with(value.taint)
        }
        _ => Value { path: None, ..value },
    }
}
