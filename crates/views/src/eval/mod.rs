//! Reads a program without running it: what is constant is worked out, and what a request brings is
//! followed from variable to variable to the calls that it reaches.
//!
//! An abstract interpretation in one pass over the text, in the order in which it stands (Cousot and
//! Cousot, 1977, with a lattice of two levels): branches are all taken, loops once. A first pass
//! learns what functions do with their parameters; a second uses it where they are called. Every
//! copy and every step is paid from a budget; when that is spent, what is left counts as unknown.

mod calls;
mod expression;
mod flow;
mod functions;
mod operand;
mod pure;
mod sinks;
mod sources;
mod statement;
mod value;

pub use flow::{Flow, Sink, Source};

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use value::{Taint, Value};

use crate::{lex::token::Token, script::Language};

/// Expressions inside expressions, each counted at its operator and at its operand: some forty brackets.
const DEPTH_MAX: usize = 80;
/// Flows that are reported of one text.
const FLOWS_MAX: usize = 64;
/// Variables that are remembered.
const VARIABLES_MAX: usize = 20_000;

/// An expression whose value is known, and the tokens that it takes the place of.
#[derive(Debug, Clone)]
pub(crate) struct Fold {
    /// Index of the first token.
    pub(crate) first: usize,
    /// Index after the last token.
    pub(crate) end: usize,
    pub(crate) text: Rc<Vec<u8>>,
    /// It came out of a decoder.
    pub(crate) unpacked: bool,
    /// It is the name of what is called, to be written without quotes.
    pub(crate) is_name: bool,
}

/// What was learned of a program.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) folds: Vec<Fold>,
    pub(crate) flows: Vec<Flow>,
    /// The budget lasted.
    pub(crate) complete: bool,
}

/// What a function of the program's own does with its parameters.
#[derive(Debug, Clone, Default)]
struct Function {
    /// For each kind of sink, the parameters that reach it, as bits.
    sinks: Vec<(Sink, u8)>,
    /// What it returns: parameters as marks, and a constant if it is one.
    returns: Value,
}

struct Machine<'t> {
    language: Language,
    tokens: &'t [Token],
    at: usize,
    depth: usize,
    budget: u64,
    scopes: Vec<Scope>,
    functions: HashMap<Rc<[u8]>, Function>,
    /// Names of properties that an object was given from a request, as `member_named` writes them.
    properties: HashSet<Rc<[u8]>>,
    folds: Vec<Fold>,
    flows: Vec<Flow>,
    /// At the beginning of a statement, where VB's `=` assigns.
    at_statement: bool,
    /// Open braces.
    braces: usize,
}

#[derive(Default)]
struct Scope {
    variables: HashMap<Rc<[u8]>, Value>,
    /// The function whose body this is, and the open braces around it.
    function: Option<(Rc<[u8]>, usize)>,
    /// Unknown variables may be a request's: `extract($_POST)`.
    unknown: Taint,
}

/// Reads a program. `budget` counts bytes copied and steps made.
pub(crate) fn read(tokens: &[Token], language: Language, budget: u64) -> Reading {
    let mut machine = Machine {
        language,
        tokens,
        at: 0,
        depth: 0,
        budget: budget / 2,
        scopes: vec![Scope::default()],
        functions: HashMap::new(),
        properties: HashSet::new(),
        folds: Vec::new(),
        flows: Vec::new(),
        at_statement: true,
        braces: 0,
    };
    machine.program();
    let complete = machine.budget > 0;
    machine.scopes = vec![Scope::default()];
    machine.folds.clear();
    machine.flows.clear();
    machine.at = 0;
    machine.braces = 0;
    machine.budget = budget / 2;
    machine.program();
    Reading { complete: complete && machine.budget > 0, folds: machine.folds, flows: machine.flows }
}

impl Machine<'_> {
    fn token(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is(&self, operator: &str) -> bool {
        self.token().is_some_and(|token| token.is(operator))
    }

    fn is_ahead(&self, ahead: usize, operator: &str) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.is(operator))
    }

    fn is_word(&self, name: &str) -> bool {
        self.token().is_some_and(|token| token.is_word(name))
    }

    /// Steps over an operator, if it stands here.
    fn accept(&mut self, operator: &str) -> bool {
        let is = self.is(operator);
        self.at += usize::from(is);
        is
    }

    /// Pays for work; `false` when the budget is spent.
    fn pay(&mut self, cost: usize) -> bool {
        self.budget = self.budget.saturating_sub(u64::try_from(cost).unwrap_or(u64::MAX));
        self.budget > 0
    }

    fn scope(&mut self) -> &mut Scope {
        if self.scopes.is_empty() {
            self.scopes.push(Scope::default());
        }
        let last = self.scopes.len() - 1;
        &mut self.scopes[last]
    }

    /// A variable's value. PHP's functions see their own only; other languages' see the outer ones too.
    fn variable(&mut self, name: &[u8]) -> Option<Value> {
        let found = match self.language {
            Language::Php => self.scopes.last().and_then(|scope| scope.variables.get(name)).cloned(),
            _ => self.scopes.iter().rev().find_map(|scope| scope.variables.get(name)).cloned(),
        };
        // A copy shares its text, but a later change must pay for its own.
        self.pay(1);
        found
    }

    fn set(&mut self, name: Rc<[u8]>, mut value: Value) {
        value.path = None;
        // What an outer scope has is meant, except in PHP.
        let index = match self.language {
            Language::Php => None,
            _ => self.scopes.iter().rposition(|scope| scope.variables.contains_key(&name)),
        };
        let scope = match index.and_then(|index| self.scopes.get_mut(index)) {
            Some(scope) => scope,
            None => self.scope(),
        };
        if scope.variables.len() < VARIABLES_MAX || scope.variables.contains_key(&name) {
            scope.variables.insert(name, value);
        }
    }

    /// Sets what every function sees.
    fn set_global(&mut self, name: Rc<[u8]>, value: Value) {
        if let Some(scope) = self.scopes.first_mut()
            && (scope.variables.len() < VARIABLES_MAX || scope.variables.contains_key(&name))
        {
            scope.variables.insert(name, Value { path: None, ..value });
        }
    }

    /// The offsets of the tokens from `first` up to here.
    fn span(&self, first: usize) -> (usize, usize) {
        let start = self.tokens.get(first).map_or(0, |token| token.start);
        let end = self.tokens.get(self.at.max(first + 1) - 1).map_or(start, |token| token.end);
        (usize::try_from(start).unwrap_or(0), usize::try_from(end).unwrap_or(0))
    }
}
