//! Functions of the program's own: what they do with their parameters is learned where they stand and
//! used where they are called.

use std::rc::Rc;

use super::{
    Function, Machine,
    calls::CLOSURE,
    flow::Sink,
    value::{Taint, Value},
};
use crate::{lex::token::Kind, script::Language};

/// Functions that are remembered.
const FUNCTIONS_MAX: usize = 4096;
/// Parameters that are told apart.
const PARAMETERS_MAX: usize = 16;

/// No function has a name with a blank.
fn class_key(name: &[u8]) -> Rc<[u8]> {
    [b"class ".as_slice(), &name.to_ascii_lowercase()].concat().into()
}

impl Machine<'_> {
    /// `function name($a, $b = 1) {`, `Sub name(a)`, `def name(a):`.
    pub(super) fn function(&mut self) {
        self.at += 1;
        self.accept("&");
        let name = match self.token().map(|token| token.kind.clone()) {
            Some(Kind::Word(word)) => {
                self.at += 1;
                word.to_ascii_lowercase().into()
            }
            _ => Rc::from([]),
        };
        let parameters = if self.accept("(") { self.parameters() } else { Vec::new() };
        self.enter(name, &parameters);
    }

    /// A function without a name, whose body is read in place; what it is known by.
    pub(super) fn closure(&mut self) -> Value {
        let at = self.at;
        self.accept("&");
        let name: Rc<[u8]> = match self.token().map(|token| token.kind.clone()) {
            Some(Kind::Word(word)) if self.is_ahead(1, "(") => {
                self.at += 1;
                word.to_ascii_lowercase().into()
            }
            _ => [CLOSURE, at.to_string().as_bytes()].concat().into(),
        };
        let known = Value { path: Some(Rc::clone(&name)), ..Value::default() };
        let parameters = if self.accept("(") { self.parameters() } else { Vec::new() };
        if self.is_word("use") {
            while self.token().is_some_and(|token| !token.is("{") && !token.is(";")) {
                self.at += 1;
            }
        }
        if self.accept("{") {
            let seen: Vec<_> = match self.scopes.last() {
                // A closure's `use` takes what it needs; all is offered, a few variables at most.
                Some(scope) if scope.variables.len() < 64 => {
                    scope.variables.iter().map(|(name, value)| (Rc::clone(name), value.clone())).collect()
                }
                _ => Vec::new(),
            };
            self.enter(name, &parameters);
            for (name, value) in seen {
                let scope = self.scope();
                scope.variables.entry(name).or_insert(value);
            }
            self.braced();
        }
        known
    }

    /// Remembers that the program has a class of this name.
    pub(super) fn class(&mut self, name: &[u8]) {
        if self.functions.len() < FUNCTIONS_MAX {
            self.functions.entry(class_key(name)).or_default();
        }
    }

    pub(super) fn is_own_class(&self, name: &[u8]) -> bool {
        self.functions.contains_key(&class_key(name))
    }

    /// Java's and C#'s `type name(type a, type b) {`, read at the type; whether there was one.
    pub(super) fn method(&mut self, _word: &[u8]) -> bool {
        if self.language != Language::Java {
            return false;
        }
        let mut name = self.at + 1;
        while self
            .tokens
            .get(name)
            .is_some_and(|token| token.is("[") || token.is("]") || token.is("<") || token.is(">"))
        {
            name += 1;
        }
        let Some(Kind::Word(word)) = self.tokens.get(name).map(|token| token.kind.clone()) else {
            return false;
        };
        if !self.tokens.get(name + 1).is_some_and(|token| token.is("(")) {
            return false;
        }
        let start = self.at;
        self.at = name + 2;
        let parameters = self.parameters();
        while self
            .token()
            .is_some_and(|token| matches!(token.kind, Kind::Word(_) | Kind::Operator("," | ".")))
        {
            self.at += 1;
        }
        if !self.is("{") {
            self.at = start;
            return false;
        }
        let is_service = self.is_service(start);
        self.enter(word.to_ascii_lowercase().into(), &parameters);
        if is_service {
            let scope = self.scope();
            for parameter in parameters {
                scope.variables.insert(parameter, Value::tainted(Taint::REQUEST));
            }
        }
        true
    }

    /// Whether the method whose name and type begin at `start` is called by visitors: `[WebMethod]` stands before it.
    fn is_service(&self, start: usize) -> bool {
        let before = self.tokens.get(start.saturating_sub(24)..start).unwrap_or_default();
        before
            .iter()
            .rev()
            .take_while(|token| !token.is("}") && !token.is("{") && !token.is(";"))
            .any(|token| token.is_word("webmethod") || token.is_word("webmethodattribute"))
    }

    /// Parameters up to the closing parenthesis, which is taken: the last name before each comma.
    fn parameters(&mut self) -> Vec<Rc<[u8]>> {
        let mut found = Vec::new();
        let mut last: Option<Rc<[u8]>> = None;
        let mut default = false;
        let mut depth = 0_usize;
        // No list of parameters is longer; what is none must not be read to the end each time.
        for _ in 0..512 {
            let Some(token) = self.token() else { break };
            let kind = token.kind.clone();
            self.at += 1;
            match kind {
                Kind::Operator(")") if depth == 0 => break,
                Kind::Operator(")" | "]" | ">") => depth = depth.saturating_sub(1),
                Kind::Operator("(" | "[" | "<") => depth += 1,
                Kind::Operator("{" | ";") => {
                    self.at -= 1;
                    break;
                }
                Kind::Operator(",") if depth == 0 => {
                    found.extend(last.take());
                    default = false;
                }
                Kind::Operator("=") => default = true,
                Kind::Var(name) if !default => last = Some(name),
                Kind::Word(word) if !default && !self.language.has_sigils() && depth == 0 => {
                    last = Some(if self.language == Language::Vb {
                        word.to_ascii_lowercase().into()
                    } else {
                        word
                    });
                }
                _ => {}
            }
        }
        found.extend(last);
        found.truncate(PARAMETERS_MAX);
        found
    }

    fn own(&mut self) -> Option<&mut Function> {
        let name =
            self.scopes.last().and_then(|scope| scope.function.as_ref()).map(|(name, _)| Rc::clone(name))?;
        if name.is_empty() || (self.functions.len() >= FUNCTIONS_MAX && !self.functions.contains_key(&name)) {
            return None;
        }
        Some(self.functions.entry(name).or_default())
    }

    /// A parameter of the function that is being read reaches a sink.
    pub(super) fn parameter_reaches(&mut self, sink: Sink, parameters: u8) {
        let Some(function) = self.own() else { return };
        match function.sinks.iter_mut().find(|(own, _)| *own == sink) {
            Some((_, bits)) => *bits |= parameters,
            None => function.sinks.push((sink, parameters)),
        }
    }

    /// The function that is being read returns something.
    pub(super) fn returns(&mut self, value: &Value) {
        if let Some(function) = self.own() {
            let taint = function.returns.taint.and(value.taint);
            function.returns = Value { taint, path: None, ..value.clone() };
        }
    }

    /// A call of a function of the program's own; `None` when there is none of that name.
    pub(super) fn own_call(&mut self, name: &[u8], arguments: &[Value], first: usize) -> Option<Value> {
        let function = self.functions.get(name)?.clone();
        let given = |bits: u8| {
            arguments
                .iter()
                .enumerate()
                .filter(|(index, _)| bits & 1 << (*index).min(7) != 0)
                .fold(Taint::NONE, |taint, (_, argument)| taint.and(argument.taint))
        };
        for (sink, bits) in &function.sinks {
            self.reach(*sink, given(*bits), false, first);
        }
        let returned = &function.returns;
        let passed = given(returned.taint.parameters());
        let taint = (0..8).fold(returned.taint, |taint, index| taint.without(Taint::parameter(index)));
        let own_parameters = returned.taint.parameters() != 0;
        let data = if own_parameters { super::value::Data::Unknown } else { returned.data.clone() };
        Some(Value { data, taint: taint.and(passed), path: None })
    }
}
