//! Python, by a real parser: where values come from and where they go.
//!
//! The tree is walked three times. The first two learn names: what is imported under which name, which
//! constant a name stands for, where a name's value comes from; a name is one thing in the whole file, so that
//! neither order nor scope hides a flow. The third reports.

mod burden;
mod calls;
mod depth;
mod graft;
mod modules;
mod origin;
mod send;
mod sinks;
mod whole;

use std::{cell::Cell, collections::BTreeMap};

use ruff_python_ast::{
    Expr, ModModule, Stmt,
    visitor::{Visitor, walk_expr, walk_stmt},
};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};

use modules::Summary;
pub(crate) use modules::{Modules, Script};

use super::{
    Reading,
    place::{self, Host, Place},
    taint::Taint,
};
use crate::hit::Hit;

/// The longest source that is parsed, in bytes.
pub(crate) const SOURCE_MAX: usize = 1 << 20;
/// Expressions looked at in one file, over all walks and flows.
const FUEL: u32 = 3_000_000;
/// The longest constant that is put together, in bytes.
const CONSTANT_MAX: usize = 4096;

/// Reads `source`. `None` when it is too deep or too long to be parsed: then it must be read otherwise.
pub(crate) fn read(source: &str, reading: &Reading<'_>) -> Option<Vec<Hit>> {
    watch(source, reading).map(|watched| watched.hits)
}

/// What watching a file gave.
struct Watched {
    hits: Vec<Hit>,
    summary: Summary,
}

fn watch(source: &str, reading: &Reading<'_>) -> Option<Watched> {
    if source.len() > SOURCE_MAX || !depth::is_shallow(source) {
        return None;
    }
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module)).try_into_module()?;
    let module: &ModModule = parsed.syntax();
    let mut eye = Eye {
        source,
        reading,
        aliases: BTreeMap::new(),
        constants: BTreeMap::new(),
        taints: BTreeMap::new(),
        parameters: BTreeMap::new(),
        opened: BTreeMap::new(),
        places: BTreeMap::new(),
        sends: BTreeMap::new(),
        functions: Vec::new(),
        tried_until: 0,
        seen: whole::Seen::default(),
        graft: graft::Graft::default(),
        fuel: Cell::new(FUEL),
        reports: false,
        hits: Vec::new(),
    };
    for walk in 0..3 {
        eye.reports = walk == 2;
        for stmt in &module.body {
            eye.visit_stmt(stmt);
        }
    }
    if reading.is_as_written() {
        eye.laid_out(module);
        eye.grafted();
    }
    whole::whole(&mut eye);
    let summary = Summary { taints: eye.taints, constants: eye.constants, sends: eye.sends };
    Some(Watched { hits: eye.hits, summary })
}

/// What is known of a file while it is walked.
struct Eye<'r> {
    source: &'r str,
    reading: &'r Reading<'r>,
    /// Local name to full name: `r` to `requests`.
    aliases: BTreeMap<String, String>,
    /// Name to the text that it stands for.
    constants: BTreeMap<String, String>,
    /// Name, attribute or `function()` to where its value comes from.
    taints: BTreeMap<String, Taint>,
    /// Function to its parameters' names.
    parameters: BTreeMap<String, Vec<String>>,
    /// An open file to the names in its path.
    opened: BTreeMap<String, Vec<String>>,
    /// Names of paths to where they lead.
    places: BTreeMap<String, Place>,
    /// Functions that send what they are given, and to whom.
    sends: BTreeMap<String, Option<Host>>,
    /// The functions around the present statement.
    functions: Vec<String>,
    /// Where the outermost `try` around the present statement ends.
    tried_until: usize,
    seen: whole::Seen,
    graft: graft::Graft,
    fuel: Cell<u32>,
    reports: bool,
    hits: Vec<Hit>,
}

impl Eye<'_> {
    fn stain(&mut self, name: String, taint: Taint) {
        if taint != Taint::NONE {
            let known = self.taints.entry(name).or_default();
            *known = known.and(taint);
        }
    }

    /// Notes that `target` is given `value`.
    fn assign(&mut self, target: &Expr, value: &Expr) {
        let taint = self.taint(value);
        match target {
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|part| self.assign_taint(part, taint)),
            Expr::List(list) => list.elts.iter().for_each(|part| self.assign_taint(part, taint)),
            Expr::Name(name) => {
                if let Some(text) = self.constant(value) {
                    self.constants.insert(name.id.to_string(), text);
                }
                if let Some(dotted) = self.dotted(value).filter(|dotted| calls::is_notable(dotted)) {
                    self.aliases.insert(name.id.to_string(), dotted);
                }
                if matches!(value, Expr::Call(_) | Expr::BinOp(_) | Expr::StringLiteral(_))
                    && let Some(place) = place::place(&self.path_text(value).to_lowercase())
                {
                    self.places.insert(name.id.to_string(), place);
                }
                self.note_opened(name.id.as_str(), value);
                self.stain(name.id.to_string(), taint);
            }
            _ => self.assign_taint(target, taint),
        }
    }

    fn assign_taint(&mut self, target: &Expr, taint: Taint) {
        let name = match target {
            Expr::Subscript(subscript) => self.dotted(&subscript.value),
            Expr::Starred(starred) => self.dotted(&starred.value),
            _ => self.dotted(target),
        };
        if let Some(name) = name {
            self.stain(name, taint);
        }
    }

    /// A parameter whose default is a function is another name of it: `lambda x, _=__import__: …`.
    fn defaults(&mut self, parameters: &ruff_python_ast::Parameters) {
        for parameter in parameters.iter_non_variadic_params() {
            let dotted = parameter.default.as_deref().and_then(|default| self.dotted(default));
            if let Some(dotted) = dotted.filter(|dotted| calls::is_notable(dotted)) {
                self.aliases.insert(parameter.parameter.name.to_string(), dotted);
            }
        }
    }

    /// Notes the path under which a file is opened, so that what is written into it stains the path.
    fn note_opened(&mut self, name: &str, value: &Expr) {
        if let Expr::Call(call) = value
            && self.dotted(&call.func).is_some_and(|func| func.rsplit('.').next() == Some("open"))
        {
            let names = call.arguments.args.iter().filter_map(|arg| self.dotted(arg)).collect();
            self.opened.insert(name.to_owned(), names);
        }
    }
}

impl<'a> Visitor<'a> for Eye<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => {
                for name in &import.names {
                    self.seen.network |= calls::is_network(name.name.id.as_str());
                    if let Some(local) = &name.asname {
                        self.imported_again(stmt, name.name.id.as_str(), local.id.as_str());
                        self.aliases.insert(local.id.to_string(), name.name.id.to_string());
                    }
                }
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map(|module| module.id.to_string()).unwrap_or_default();
                self.seen.network |= calls::is_network(&module);
                for name in &import.names {
                    let local = name.asname.as_ref().unwrap_or(&name.name).id.to_string();
                    self.aliases.insert(local, format!("{module}.{}", name.name.id));
                }
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.assign(target, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.assign(&assign.target, value);
                }
            }
            Stmt::AugAssign(assign) => {
                let taint = self.taint(&assign.value);
                self.assign_taint(&assign.target, taint);
            }
            Stmt::For(each) => {
                let taint = self.taint(&each.iter);
                match &*each.target {
                    Expr::Tuple(tuple) => tuple.elts.iter().for_each(|part| self.assign_taint(part, taint)),
                    target => self.assign_taint(target, taint),
                }
            }
            Stmt::With(with) => {
                for item in &with.items {
                    if let Some(target) = &item.optional_vars {
                        self.assign(target, &item.context_expr);
                    }
                }
            }
            Stmt::Try(attempt) => {
                self.tried_until = self.tried_until.max(attempt.range.end().to_usize());
            }
            Stmt::Return(result) => {
                if let (Some(value), Some(function)) = (&result.value, self.functions.last()) {
                    let (name, taint) = (format!("{function}()"), self.taint(value));
                    self.stain(name, taint);
                }
            }
            Stmt::FunctionDef(function) => {
                let names: Vec<String> =
                    function.parameters.iter().map(|parameter| parameter.name().to_string()).collect();
                self.defaults(&function.parameters);
                for name in names.iter().filter(|name| !matches!(name.as_str(), "self" | "cls")) {
                    self.stain(name.clone(), Taint::PARAMETER);
                }
                self.parameters.insert(function.name.to_string(), names);
                self.functions.push(function.name.to_string());
                walk_stmt(self, stmt);
                self.functions.pop();
                return;
            }
            _ => {}
        }
        if self.reports {
            self.report_stmt(stmt);
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Named(named) => self.assign(&named.target, &named.value),
            Expr::Call(call) => self.call(call),
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters);
                }
            }
            Expr::BinOp(sum) if self.reports => self.repeated(sum),
            Expr::StringLiteral(literal) if self.reports => self.report_text(expr, literal.value.to_str()),
            Expr::FString(_) if self.reports => {
                if let Some(text) = self.text(expr) {
                    self.report_text(expr, &text);
                }
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}
