//! Calls: of the program's own functions, of sources, of sinks, of functions whose result is known.

use std::rc::Rc;

use super::{
    FLOWS_MAX, Machine,
    expression::Operand,
    flow::{Flow, Sink, Source},
    pure, sinks, sources,
    value::{Data, Taint, Value},
};
use crate::{lex::token::Kind, script::Language};

/// What the names of functions without a name begin with.
pub(super) const CLOSURE: &[u8] = b"{closure";

impl Machine<'_> {
    /// A call of `callee`, whose tokens began at `first`.
    pub(super) fn called(&mut self, callee: Operand, arguments: &[Value], first: usize) -> Operand {
        let Operand { value: callee, place } = callee;
        let given = arguments.iter().fold(Taint::NONE, |taint, argument| taint.and(argument.taint));
        let mut hidden = false;
        let mut receiver = None;
        let path: Rc<[u8]> = match (callee.as_text().filter(|_| !is_member(&callee)), &callee.path) {
            (Some(name), _) => {
                // A known text that is called is the name of a function, whatever held it.
                hidden = true;
                let name = name.to_vec();
                if self.language == Language::Php
                    && callee.taint.has(Taint::PIECES)
                    && sinks::is_hidden_name(&name)
                {
                    self.note(Sink::Callee, Source::Pieces, true, first);
                }
                self.fold_callee(first, &name);
                name.to_ascii_lowercase().into()
            }
            (None, Some(path)) if !path.starts_with(b"$") || path.contains(&b'.') => {
                receiver = Some(Value { path: None, ..callee.clone() });
                Rc::clone(path)
            }
            _ => {
                self.reach(Sink::Callee, callee.taint, true, first);
                let is_in_the_dark = callee.taint.without(Taint::PIECES) == Taint::NONE;
                if is_in_the_dark && given.has(Taint::REQUEST) && self.language == Language::Php {
                    // A variable is called, with what the request brings: what it holds is not in sight.
                    self.reach(Sink::Callee, Taint::DERIVED, true, first);
                }
                return Value::tainted(given.and(callee.taint).through_unknown()).into();
            }
        };
        let name = last_of(&path);
        let is_own = !path.contains(&b'.')
            || path.starts_with(b"$this.")
            || path.starts_with(b"this.")
            || path.starts_with(b"self.")
            || self.language == Language::Php && path.starts_with(b"$");
        if is_own && let Some(value) = self.own_call(name, arguments, first) {
            return value.into();
        }
        if self.language == Language::Php {
            if name == b"list" {
                return Value::list(arguments.to_vec()).into();
            }
            self.calls_back(name, arguments, first);
        }
        if self.language == Language::Vb
            && let Some(item) = item_of(&callee, place.as_ref(), arguments, self.at_statement && self.is("="))
        {
            return item;
        }
        let source = sources::call(self.language, &path, name, arguments);
        if source != Taint::NONE {
            let taint = given.without(Taint::REQUEST).and(source);
            return Operand { value: Value { taint, path: Some(path), ..Value::default() }, place: None };
        }
        // VB's Execute is a statement: what has that name and returns something is a function of the site's own.
        let is_own_execute = self.language == Language::Vb
            && !self.at_statement
            && matches!(name, b"execute" | b"executeglobal")
            && self.tokens.get(first.wrapping_sub(1)).is_some_and(|token| token.is("="));
        if !is_own_execute {
            self.check(&path, name, receiver.as_ref(), arguments, hidden, first);
        }
        self.defines(name, arguments);
        if sinks::cleans(name) {
            return Value::default().into();
        }
        if sinks::is_runner(name, arguments) {
            return Operand {
                value: Value { taint: Taint::RUNNER, path: Some(path), data: Data::Unknown },
                place: None,
            };
        }
        let known_receiver = receiver.as_ref().filter(|_| path.contains(&b'.'));
        let cost = arguments.iter().chain(known_receiver).map(Value::size).sum::<usize>() + 1;
        if self.pay(cost)
            && let Some(result) = pure::apply(&path, name, known_receiver, arguments)
        {
            let unpacked = if result.unpacks { Taint::UNPACKED.and(Taint::PIECES) } else { Taint::PIECES };
            let inherited = receiver.as_ref().map_or(Taint::NONE, |receiver| receiver.taint);
            let size = result.value.size();
            self.pay(size);
            return result.value.with(given.and(inherited).and(unpacked)).into();
        }
        let mut taint = given.and(receiver.map_or(Taint::NONE, |receiver| receiver.taint));
        if pure::is_decoder(name) {
            taint = taint.and(Taint::DECODED);
        } else if !pure::passes(name) {
            taint = taint.through_unknown();
        }
        Operand { value: Value { taint, path: Some(path), data: Data::Unknown }, place: None }
    }

    /// `new Name(…)`.
    pub(super) fn construct(&mut self, path: &[u8], arguments: &[Value], first: usize) -> Value {
        let name = last_of(path).to_vec();
        let given = arguments.iter().fold(Taint::NONE, |taint, argument| taint.and(argument.taint));
        let path: Rc<[u8]> = [b"new.", path].concat().into();
        self.check(&path, &name, None, arguments, false, first);
        if self.language == Language::Php && self.is_own_class(&name) {
            self.own_call(b"__construct", arguments, first);
        }
        if let Some(result) = pure::constructed(&name, arguments) {
            return result.with(given);
        }
        let runner = if sinks::is_runner(&name, arguments) { Taint::RUNNER } else { Taint::NONE };
        Value { taint: given.and(runner), path: Some(path), data: Data::Unknown }
    }

    /// PHP's and Perl's functions that need no parentheses.
    pub(super) fn prefix_call(&mut self, lower: &Rc<[u8]>) -> Option<Value> {
        let first = self.at - 1;
        let is_prefix = match self.language {
            Language::Php => {
                matches!(&**lower, b"include" | b"include_once" | b"require" | b"require_once" | b"print")
            }
            Language::Perl => {
                !self.is("(")
                    && !self.is("=")
                    && matches!(
                        &**lower,
                        b"eval"
                            | b"system"
                            | b"exec"
                            | b"do"
                            | b"require"
                            | b"lc"
                            | b"uc"
                            | b"reverse"
                            | b"shift"
                            | b"chr"
                            | b"unpack"
                            | b"pack"
                    )
            }
            _ => false,
        };
        if !is_prefix {
            return None;
        }
        if self.is("{") {
            return Some(Value::default());
        }
        let mut arguments = vec![self.binary(2)];
        while self.language == Language::Perl && self.accept(",") {
            arguments.push(self.binary(2));
        }
        let callee = Value { path: Some(Rc::clone(lower)), ..Value::default() };
        Some(self.called(callee.into(), &arguments, first).value)
    }

    fn fold_callee(&mut self, first: usize, name: &[u8]) {
        // The callee's tokens end before the parenthesis of the arguments, which has been read: find it by
        // counting back.
        let mut depth = 0_usize;
        let mut at = self.at;
        while at > first {
            at -= 1;
            let Some(token) = self.tokens.get(at) else { return };
            if token.is(")") {
                depth += 1;
            } else if token.is("(") {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
        }
        let steps = self.at - at;
        if self.pay(steps) {
            self.fold_name(first, at, name);
        }
    }

    /// Looks whether a call is a sink, and what reaches it.
    fn check(
        &mut self,
        path: &[u8],
        name: &[u8],
        receiver: Option<&Value>,
        arguments: &[Value],
        hidden: bool,
        first: usize,
    ) {
        let mut found = sinks::of(self.language, path, name, receiver, arguments);
        if self.language == Language::Perl && name == b"open" && self.has_pipe(first) {
            for (sink, _) in &mut found {
                *sink = Sink::Command;
            }
        }
        for (sink, taint) in found {
            self.reach(sink, taint, hidden, first);
        }
    }

    /// Whether a text since the token `first` begins or ends with a pipe.
    fn has_pipe(&mut self, first: usize) -> bool {
        let tokens = self.tokens.get(first..self.at).unwrap_or_default();
        self.pay(tokens.len())
            && tokens.iter().any(|token| match &token.kind {
                Kind::Text(text) => {
                    let text = text.trim_ascii();
                    text.ends_with(b"|") || text.starts_with(b"|") || text == b"-|"
                }
                _ => false,
            })
    }

    /// `name = value` where the name is a sink: a process's arguments.
    pub(super) fn assigned(&mut self, place: &[u8], value: &Value, first: usize) {
        if let Some(sink) = sinks::assigned(self.language, place) {
            self.reach(sink, value.taint, false, first);
        }
    }

    /// Calls the functions that a call is given by name, or as closures, with what else it is given.
    fn calls_back(&mut self, name: &[u8], arguments: &[Value], first: usize) {
        if matches!(name, b"newinstance" | b"newinstanceargs") {
            self.own_call(b"__construct", arguments, first);
        }
        if !sinks::calls_back(name) {
            return;
        }
        for (index, argument) in arguments.iter().enumerate() {
            let named = argument.as_text().map(<[u8]>::to_ascii_lowercase);
            let closure = argument.path.as_deref().filter(|path| path.starts_with(CLOSURE));
            let Some(callback) = named.or_else(|| closure.map(<[u8]>::to_vec)) else { continue };
            let others = arguments.iter().enumerate().filter(|(other, _)| *other != index);
            let taint = others.fold(Taint::NONE, |taint, (_, other)| taint.and(other.taint));
            let given = [Value::tainted(taint), Value::tainted(taint)];
            if self.pay(callback.len()) && self.own_call(&callback, &given, first).is_none() {
                self.check(&callback, &callback, None, &given, true, first);
            }
        }
    }

    /// PHP's calls that make variables and constants.
    fn defines(&mut self, name: &[u8], arguments: &[Value]) {
        if self.language != Language::Php {
            return;
        }
        let plain = |value: &Value| -> Option<Rc<[u8]>> {
            let name = value.path.as_ref()?.strip_prefix(b"$")?;
            (!name.contains(&b'.')).then(|| name.into())
        };
        match (name, arguments) {
            (b"parse_str" | b"mb_parse_str", [from, into]) => {
                if let Some(name) = plain(into) {
                    self.set(name, Value::tainted(from.taint));
                }
            }
            (b"preg_match" | b"preg_match_all", [_, from, into, ..]) => {
                if let Some(name) = plain(into) {
                    self.set(name, Value::tainted(from.taint.through_unknown()));
                }
            }
            (b"extract" | b"parse_str" | b"mb_parse_str" | b"import_request_variables", [from, ..]) => {
                let taint = from.taint;
                let scope = self.scope();
                scope.unknown = scope.unknown.and(taint);
            }
            (b"define", [name, value, ..]) => {
                if let Some(name) = name.as_text().filter(|name| name.len() < 64) {
                    let key = [b"const ".as_slice(), name].concat();
                    self.set_global(key.into(), value.clone());
                }
            }
            _ => {}
        }
    }

    /// Notes that something reaches a sink.
    pub(super) fn reach(&mut self, sink: Sink, taint: Taint, hidden: bool, first: usize) {
        if taint.parameters() != 0 {
            self.parameter_reaches(sink, taint.parameters());
        }
        // Classic pages name their variables so.
        let names = sink == Sink::Code
            && taint.has(Taint::PART)
            && matches!(self.language, Language::Vb | Language::JavaScript);
        let source = if taint.has(Taint::REQUEST) && names {
            Source::PartFromRequest
        } else if taint.has(Taint::REQUEST) {
            Source::Request
        } else if taint.has(Taint::UPLOAD) {
            Source::Upload
        } else if taint.has(Taint::DERIVED) {
            Source::DerivedFromRequest
        } else if taint.has(Taint::REMOTE) {
            Source::Remote
        } else if taint.has(Taint::UNPACKED) {
            Source::Packed
        } else if taint.has(Taint::DECODED) {
            Source::Decoded
        } else {
            return;
        };
        self.note(sink, source, hidden, first);
    }

    fn note(&mut self, sink: Sink, source: Source, hidden: bool, first: usize) {
        if self.flows.len() >= FLOWS_MAX {
            return;
        }
        let (start, end) = self.span(first);
        let flow = Flow { sink, source, hidden, start, end };
        if !self.flows.contains(&flow) {
            self.flows.push(flow);
        }
    }

    /// PowerShell's operators on texts.
    pub(super) fn powershell(&mut self, left: &Value, operator: &str, right: &Value) -> Option<Value> {
        let taint = left.taint.and(right.taint);
        let cost = left.size() + right.size();
        if !self.pay(cost) {
            return None;
        }
        match operator {
            "-join" => pure::joined(left, &right.to_text()?),
            "-f" => pure::formatted(left.as_text()?, right),
            "-replace" => {
                let [from, to] = right.as_list()? else {
                    return pure::replaced(left.as_text()?, right.as_text()?, b"");
                };
                pure::replaced(left.as_text()?, from.as_text()?, to.as_text()?)
            }
            "-split" => Some(pure::split(left.as_text()?, right.as_text()?)),
            _ => None,
        }
        .map(|value| {
            value.with(taint).with(if operator == "-f" || operator == "-join" {
                Taint::UNPACKED
            } else {
                Taint::NONE
            })
        })
    }
}

/// What VB writes as a call and means as an index: an item of a variable, or the place of one that is `assigned`.
fn item_of(callee: &Value, place: Option<&Rc<[u8]>>, arguments: &[Value], assigned: bool) -> Option<Operand> {
    let [index] = arguments else { return None };
    let variable = place.filter(|place| !place.contains(&b'.'))?;
    let is_list = callee.as_list().is_some();
    if !assigned && !is_list && (callee.taint == Taint::NONE || callee.taint.parameters() != 0) {
        return None;
    }
    let item = index.as_number().and_then(|at| callee.as_list()?.get(usize::try_from(at).ok()?).cloned());
    let value = item.unwrap_or_default().with(callee.taint);
    Some(Operand { value: Value { path: None, ..value }, place: Some(Rc::clone(variable)) })
}

/// Whether a value was reached by a member's name, so that its text is the receiver's.
fn is_member(value: &Value) -> bool {
    value.path.as_ref().is_some_and(|path| path.contains(&b'.'))
}

/// The last part of a path.
pub(super) fn last_of(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| matches!(byte, b'.' | b'\\' | b':')).next().unwrap_or(path)
}
