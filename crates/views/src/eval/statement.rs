//! Statements: keywords passed over, functions entered and left, loops over a request's values.

use std::rc::Rc;

use super::{
    DEPTH_MAX, Machine, Scope,
    flow::Sink,
    value::{Taint, Value},
};
use crate::{lex::token::Kind, script::Language};

impl Machine<'_> {
    /// Reads everything.
    pub(super) fn program(&mut self) {
        while self.at < self.tokens.len() && self.pay(1) {
            let before = self.at;
            self.statement();
            if self.at == before {
                self.at += 1;
            }
        }
    }

    /// A block's statements up to its closing brace, which is taken; the opening one was.
    pub(super) fn braced(&mut self) {
        self.braces += 1;
        let outside = self.braces - 1;
        if self.depth >= DEPTH_MAX {
            return;
        }
        self.depth += 1;
        while self.at < self.tokens.len() && self.pay(1) {
            let before = self.at;
            self.statement();
            if self.braces <= outside {
                break;
            }
            if self.at == before {
                self.at += 1;
            }
        }
        self.depth -= 1;
    }

    fn statement(&mut self) {
        let Some(token) = self.token().cloned() else { return };
        self.at_statement = true;
        match &token.kind {
            Kind::Operator("{") => {
                self.at += 1;
                self.braces += 1;
            }
            Kind::Operator("}") => {
                self.at += 1;
                self.braces = self.braces.saturating_sub(1);
                self.leave();
            }
            Kind::Operator(";" | "," | ":" | ")" | "]" | "=>" | "?")
            | Kind::Html
            | Kind::Line
            | Kind::CommandEnd => {
                self.at += 1;
            }
            Kind::Word(word) => {
                let lower = word.to_ascii_lowercase();
                if !self.keyword(&lower) && !self.method(&lower) {
                    self.plain(&lower);
                }
            }
            _ => {
                self.expression();
            }
        }
    }

    /// An expression, or a command with its arguments after a space.
    fn plain(&mut self, lower: &[u8]) {
        let first = self.at;
        let begins = |kind: Option<&Kind>| {
            matches!(
                kind,
                Some(Kind::Text(_) | Kind::Number(_) | Kind::Var(_) | Kind::Word(_) | Kind::Command)
            )
        };
        let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
        let by_space = match self.language {
            Language::PowerShell => {
                self.command(first);
                return;
            }
            Language::Vb => begins(next) && !matches!(next, Some(Kind::Word(word)) if is_vb_operator(word)),
            Language::Java | Language::JavaScript => {
                // A declaration: the type is of no interest.
                if begins(next) && matches!(next, Some(Kind::Word(_))) {
                    self.at += 1;
                    return;
                }
                false
            }
            _ => false,
        };
        if by_space {
            self.at += 1;
            self.at_statement = false;
            let arguments = self.arguments();
            let callee = Value { path: Some(lower.into()), ..Value::default() };
            self.called(callee.into(), &arguments, first);
            return;
        }
        let value = self.expression();
        // VB's `object.method argument`.
        if self.language == Language::Vb
            && value.path.is_some()
            && begins(self.token().map(|token| &token.kind))
            && !self
                .token()
                .is_some_and(|token| matches!(&token.kind, Kind::Word(word) if is_vb_operator(word)))
        {
            self.at_statement = false;
            let arguments = self.arguments();
            self.called(value.into(), &arguments, first);
        }
    }

    /// Arguments with commas between them, up to the line's end.
    fn arguments(&mut self) -> Vec<Value> {
        let mut values = vec![self.expression()];
        while self.accept(",") {
            values.push(self.expression());
        }
        values
    }

    /// Passes over a keyword, or does what it says. Whether there was one.
    fn keyword(&mut self, lower: &[u8]) -> bool {
        match lower {
            b"function" | b"sub" | b"def" | b"property" => self.function(),
            b"foreach" | b"for" => self.each(),
            b"global" => self.global(),
            b"end" | b"exit" if self.language == Language::Vb => {
                self.at += 1;
                if self.is_word("function") || self.is_word("sub") || self.is_word("property") {
                    self.at += 1;
                    self.leave_function();
                }
            }
            b"return" => {
                self.at += 1;
                let value = self.expression();
                self.returns(&value);
            }
            b"echo" | b"print" if self.language == Language::Php => {
                self.at += 1;
                self.expression();
                while self.accept(",") {
                    self.expression();
                }
            }
            b"if" | b"elseif" | b"elsif" | b"else" | b"while" | b"do" | b"try" | b"switch" | b"case"
            | b"default" | b"finally" | b"elif" | b"throw" | b"var" | b"let" | b"const" | b"my" | b"our"
            | b"local" | b"set" | b"dim" | b"public" | b"private" | b"protected" | b"static" | b"final"
            | b"abstract" | b"redim" | b"call" | b"then" | b"loop" | b"wend" | b"next" | b"unless"
            | b"with" | b"until" | b"catch" | b"synchronized" | b"override" | b"byval" | b"byref"
            | b"endif" | b"endwhile" | b"endforeach" | b"process" | b"begin" | b"param" => {
                // A function or a variable may have the name.
                if self.is_ahead(1, "=") || self.is_ahead(1, ".") {
                    return false;
                }
                self.at += 1;
                if self.language == Language::Vb
                    && matches!(lower, b"if" | b"elseif" | b"while" | b"until" | b"case" | b"loop")
                {
                    self.at_statement = false;
                    self.expression();
                }
            }
            b"import" | b"use" | b"namespace" | b"package" | b"using" | b"from" => {
                while self
                    .token()
                    .is_some_and(|token| !token.is(";") && !token.is("{") && token.kind != Kind::Line)
                {
                    self.at += 1;
                }
            }
            b"class" | b"interface" | b"trait" | b"extends" | b"implements" => {
                self.at += 1;
                if let Some(Kind::Word(name)) = self.token().map(|token| token.kind.clone()) {
                    self.at += 1;
                    if lower == b"class" {
                        self.class(&name);
                    }
                }
            }
            _ => return false,
        }
        true
    }

    /// `foreach ($_POST as $k => $v)`, `for (String s : list)`, `for x in list`, `For Each x In list`.
    fn each(&mut self) {
        self.at += 1;
        self.accept("(");
        while ["each", "var", "let", "const", "my"].iter().any(|word| self.is_word(word)) {
            self.at += 1;
        }
        let named = |machine: &mut Self| -> Option<Rc<[u8]>> {
            let found = machine.token().and_then(|token| match &token.kind {
                Kind::Var(name) => Some(Rc::clone(name)),
                Kind::Word(word) if !machine.language.has_sigils() => Some(word.clone()),
                _ => None,
            });
            machine.at += usize::from(found.is_some());
            found.map(
                |name| if machine.language == Language::Vb { name.to_ascii_lowercase().into() } else { name },
            )
        };
        if self.language == Language::Php {
            let value = self.expression();
            if !self.is_word("as") {
                return;
            }
            self.at += 1;
            // Of a constant list the first item stands for all, but for codes: which they are is seen at run time only.
            let first = match value.as_list() {
                Some([first, second, ..]) if first.as_number().is_some() && second.as_number().is_some() => {
                    None
                }
                Some([first, ..]) => Some(first.clone()),
                _ => None,
            };
            let item = first.unwrap_or_default().with(value.taint);
            self.accept("&");
            for _ in 0..2 {
                if let Some(name) = named(self) {
                    self.set(name, item.clone());
                }
                if !self.accept("=>") {
                    break;
                }
                self.accept("&");
            }
            return;
        }
        let start = self.at;
        if self.language == Language::Perl {
            let name = named(self);
            if self.is("(")
                && let Some(name) = name
            {
                let value = self.expression();
                self.set(name, Value::tainted(value.taint));
            }
            return;
        }
        let Some(mut name) = named(self) else { return };
        // A type before the name.
        if let Some(second) = named(self).filter(|second| !matches!(&**second, b"in" | b"of" | b"In" | b"IN"))
        {
            name = second;
        } else if self.at > start + 1 {
            self.at -= 1;
        }
        if self.is_word("in") || self.is_word("of") || self.is(":") {
            self.at += 1;
            self.at_statement = false;
            let value = self.expression();
            self.set(name, Value::tainted(value.taint));
        } else {
            self.at = start;
        }
    }

    fn global(&mut self) {
        self.at += 1;
        while let Some(Kind::Var(name)) = self.token().map(|token| token.kind.clone()) {
            self.at += 1;
            let value = self.scopes.first().and_then(|scope| scope.variables.get(&name)).cloned();
            if let Some(value) = value {
                self.set(name, value);
            }
            if !self.accept(",") {
                break;
            }
        }
    }

    /// PowerShell: `iex $x`, `$x | iex`, `powershell -enc …`.
    fn command(&mut self, first: usize) {
        let Some(Kind::Word(word)) = self.token().map(|token| token.kind.clone()) else { return };
        if self.is_ahead(1, "=") || self.is_ahead(1, "(") && !is_invoke(&word.to_ascii_lowercase()) {
            self.expression();
            return;
        }
        self.at += 1;
        let mut arguments = Vec::new();
        while let Some(token) = self.token() {
            match &token.kind {
                Kind::Line | Kind::Operator(";" | "|" | "}" | ")" | "&&" | "||") => break,
                Kind::Operator("{") => {
                    self.at += 1;
                    self.braced();
                }
                _ => {
                    let before = self.at;
                    arguments.push(self.binary(4));
                    if self.at == before {
                        self.at += 1;
                    }
                }
            }
        }
        let callee = Value { path: Some(word.to_ascii_lowercase().into()), ..Value::default() };
        let result = self.called(callee.into(), &arguments, first).value;
        self.piped(result);
    }

    /// `… | iex`.
    pub(super) fn piped(&mut self, value: Value) {
        let mut value = value;
        while self.accept("|") {
            let first = self.at;
            let Some(Kind::Word(word)) = self.token().map(|token| token.kind.clone()) else { return };
            let lower = word.to_ascii_lowercase();
            if is_invoke(&lower) {
                self.at += 1;
                self.reach(Sink::Code, value.taint, false, first);
            }
            while self.token().is_some_and(|token| {
                !matches!(token.kind, Kind::Line | Kind::Operator("|" | ";" | "{" | "}" | ")"))
            }) {
                self.at += 1;
            }
            value = Value::tainted(value.taint);
        }
    }

    /// PowerShell's `& callee arguments`.
    pub(super) fn invoked(&mut self) -> super::expression::Operand {
        let first = self.at.saturating_sub(1);
        let start = self.at;
        let callee = self.operand().value;
        if let Some(name) = callee.as_text().map(<[u8]>::to_vec) {
            let end = self.at;
            self.fold_name(start, end, &name);
        }
        let mut arguments = Vec::new();
        while self.token().is_some_and(|token| {
            !matches!(token.kind, Kind::Line | Kind::Html | Kind::Operator(";" | "|" | "}" | ")" | "," | "]"))
        }) {
            let before = self.at;
            arguments.push(self.binary(4));
            if self.at == before {
                break;
            }
        }
        let path = callee.as_text().map(|name| Rc::from(name.to_ascii_lowercase()));
        let callee = Value { path, data: super::value::Data::Unknown, taint: callee.taint };
        self.called(callee.into(), &arguments, first)
    }

    /// Opens a function's scope.
    pub(super) fn enter(&mut self, name: Rc<[u8]>, parameters: &[Rc<[u8]>]) {
        if self.scopes.len() >= DEPTH_MAX {
            return;
        }
        let is_message = self.language == Language::Java && *name == *b"onmessage";
        let mut scope = Scope { function: Some((name, self.braces)), ..Scope::default() };
        for (index, parameter) in parameters.iter().enumerate() {
            // A web socket's message is a request.
            let taint = if is_message { Taint::REQUEST } else { Taint::parameter(index) };
            scope.variables.insert(Rc::clone(parameter), Value::tainted(taint));
        }
        self.scopes.push(scope);
    }

    /// Leaves the function whose brace was closed.
    fn leave(&mut self) {
        let ends =
            |scope: &Scope, braces: usize| scope.function.as_ref().is_some_and(|(_, own)| braces <= *own);
        if self.scopes.last().is_some_and(|scope| ends(scope, self.braces)) && self.language != Language::Vb {
            self.scopes.pop();
        }
    }

    /// Leaves VB's function; its name holds what it returns.
    fn leave_function(&mut self) {
        let Some((name, _)) = self.scopes.last().and_then(|scope| scope.function.clone()) else { return };
        if let Some(value) = self.scopes.last().and_then(|scope| scope.variables.get(&name)).cloned() {
            self.returns(&value);
        }
        self.scopes.pop();
    }
}

fn is_vb_operator(word: &[u8]) -> bool {
    matches!(
        word.to_ascii_lowercase().as_slice(),
        b"and" | b"or" | b"xor" | b"mod" | b"is" | b"like" | b"then" | b"to" | b"as" | b"in" | b"step"
    )
}

/// PowerShell's commands that run a text.
pub(super) fn is_invoke(lower: &[u8]) -> bool {
    matches!(lower, b"iex" | b"invoke-expression" | b"icm" | b"invoke-command")
}
