//! Where a Python expression's value comes from, and what text it is.

use ruff_python_ast::{
    self as ast, Expr, ExprCall, Operator,
    visitor::{Visitor, walk_expr},
};
use ruff_text_size::Ranged as _;

use super::{CONSTANT_MAX, Eye, Taint, calls};
use crate::code::{place, shell, taint::of_variable};

impl Eye<'_> {
    /// Takes one unit of the file's fuel; `false` when none is left.
    pub(super) fn burn(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }

    /// The full name of a name or attribute: `r.post` is `requests.post` after `import requests as r`.
    pub(super) fn dotted(&self, expr: &Expr) -> Option<String> {
        let mut parts: Vec<&str> = Vec::new();
        let mut now = expr;
        let head: String = loop {
            match now {
                Expr::Attribute(attribute) if parts.len() < 12 => {
                    parts.push(attribute.attr.as_str());
                    now = &attribute.value;
                }
                Expr::Name(name) => {
                    break self.aliases.get(name.id.as_str()).cloned().unwrap_or_else(|| name.id.to_string());
                }
                // `__import__("os").system`, `requests.Session().post`, `Path.home().joinpath`.
                Expr::Call(call) => {
                    let func = self.dotted(&call.func)?;
                    let import = matches!(func.as_str(), "__import__" | "importlib.import_module");
                    if let ("getattr", [object, name, ..]) = (func.as_str(), call.arguments.args.as_ref()) {
                        break format!("{}.{}", self.dotted(object)?, self.constant(name)?);
                    }
                    break match call.arguments.args.first() {
                        Some(module) if import => self.constant(module)?,
                        _ => func,
                    };
                }
                _ => return None,
            }
        };
        Some(parts.iter().rev().fold(head, |mut name, part| {
            name.push('.');
            name.push_str(part);
            name
        }))
    }

    /// The text that an expression stands for, if it is always the same.
    pub(super) fn constant(&self, expr: &Expr) -> Option<String> {
        if !self.burn() {
            return None;
        }
        let text = match expr {
            Expr::StringLiteral(literal) => literal.value.to_str().to_owned(),
            Expr::Name(name) => match self.constants.get(name.id.as_str()) {
                Some(text) => text.clone(),
                None => self.imported_text(expr)?,
            },
            Expr::Attribute(_) => self.imported_text(expr)?,
            Expr::BinOp(sum) if sum.op == Operator::Add => {
                format!("{}{}", self.constant(&sum.left)?, self.constant(&sum.right)?)
            }
            Expr::Call(call) => match (&*call.func, call.arguments.args.as_ref()) {
                (Expr::Attribute(method), [Expr::List(list)]) if method.attr.as_str() == "join" => {
                    let between = self.constant(&method.value)?;
                    let parts: Option<Vec<String>> =
                        list.elts.iter().map(|part| self.constant(part)).collect();
                    parts?.join(&between)
                }
                _ => Self::spelled(call)?,
            },
            Expr::Subscript(part) if matches!(&*part.slice, Expr::Slice(slice) if is_reversal(slice)) => {
                self.constant(&part.value)?.chars().rev().collect()
            }
            _ => return None,
        };
        (text.len() <= CONSTANT_MAX).then_some(text)
    }

    /// The text that a name of another module stands for.
    fn imported_text(&self, expr: &Expr) -> Option<String> {
        let full = self.dotted(expr)?;
        let (module, name) = self.reading.modules?.find(&full)?;
        module.constants.get(name).cloned()
    }

    /// Where the value of a name of another module, or the answer of its function, comes from.
    fn imported_taint(&self, full: &str, function: bool) -> Taint {
        let found = self.reading.modules.and_then(|modules| modules.find(full));
        let Some((module, name)) = found else { return Taint::NONE };
        let known = if function { module.taints.get(&format!("{name}()")) } else { module.taints.get(name) };
        known.copied().unwrap_or_default().without(Taint::PARAMETER)
    }

    /// A text that a call spells from numbers: `bytes([…]).decode()`, `"".join(map(chr, […]))`, `chr(…)`.
    fn spelled(call: &ExprCall) -> Option<String> {
        let numbers = |expr: &Expr| -> Option<String> {
            let (Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. })) = expr
            else {
                return None;
            };
            elts.iter().take(CONSTANT_MAX).map(number).collect()
        };
        match (&*call.func, call.arguments.args.as_ref()) {
            (Expr::Name(name), [list]) if matches!(name.id.as_str(), "bytes" | "bytearray") => numbers(list),
            (Expr::Name(name), [one]) if name.id.as_str() == "chr" => number(one).map(String::from),
            (Expr::Attribute(method), []) if method.attr.as_str() == "decode" => match &*method.value {
                Expr::Call(inner) => Self::spelled(inner),
                _ => None,
            },
            (Expr::Attribute(method), [Expr::Call(map)]) if method.attr.as_str() == "join" => {
                match (&*map.func, map.arguments.args.as_ref()) {
                    (Expr::Name(name), [Expr::Name(chr), list])
                        if name.id.as_str() == "map" && chr.id.as_str() == "chr" =>
                    {
                        numbers(list)
                    }
                    _ => None,
                }
            }
            (Expr::Attribute(method), [Expr::Generator(each)]) if method.attr.as_str() == "join" => {
                match each.generators.as_slice() {
                    [one] if matches!(&*each.elt, Expr::Call(_)) => numbers(&one.iter),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The text of an expression as far as it is known: what is not known is `{}`.
    pub(super) fn text(&self, expr: &Expr) -> Option<String> {
        if let Some(text) = self.constant(expr) {
            return Some(text);
        }
        match expr {
            Expr::FString(formatted) => {
                let mut out = String::new();
                for part in &formatted.value {
                    match part {
                        ruff_python_ast::FStringPart::Literal(literal) => out.push_str(literal),
                        ruff_python_ast::FStringPart::FString(inner) => {
                            for element in &inner.elements {
                                if let Some(literal) = element.as_literal() {
                                    out.push_str(&literal.value);
                                } else if let Some(value) = element.as_interpolation() {
                                    out.push_str(
                                        &self.constant(&value.expression).unwrap_or_else(|| "{}".to_owned()),
                                    );
                                }
                            }
                        }
                    }
                    if out.len() > CONSTANT_MAX {
                        return None;
                    }
                }
                Some(out)
            }
            Expr::BinOp(sum) if self.burn() => {
                let (left, right) = (self.text(&sum.left), self.text(&sum.right));
                (left.is_some() || right.is_some()).then(|| {
                    format!("{}{}", left.unwrap_or_else(|| "{}".into()), right.unwrap_or_else(|| "{}".into()))
                })
            }
            Expr::List(list) => {
                // A part with blanks is one word of the command.
                let word = |text: String| {
                    if text.contains([' ', '|', ';']) && !text.contains('\'') {
                        format!("'{text}'")
                    } else {
                        text
                    }
                };
                let parts: Vec<String> = list
                    .elts
                    .iter()
                    .take(64)
                    .map(|part| {
                        let python = || {
                            self.dotted(part)
                                .filter(|name| name == "sys.executable")
                                .map(|_| "python".to_owned())
                        };
                        word(self.text(part).or_else(python).unwrap_or_else(|| "{}".to_owned()))
                    })
                    .collect();
                Some(parts.join(" "))
            }
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) if method.attr.as_str() == "format" && self.burn() => {
                    self.text(&method.value)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Where the value of `expr` comes from.
    pub(super) fn taint(&self, expr: &Expr) -> Taint {
        if !self.burn() {
            return Taint::NONE;
        }
        match expr {
            Expr::StringLiteral(literal) => {
                Taint::of_place(place::place(&literal.value.to_str().to_lowercase()))
            }
            Expr::Name(_) | Expr::Attribute(_) => {
                let name = self.dotted(expr);
                match name.as_deref() {
                    Some("os.environ") => return Taint::ENV,
                    Some("sys.argv" | "sys.stdin") => return Taint::ARGUMENT,
                    Some("platform.node" | "platform.system") => return Taint::HOST,
                    _ => {}
                }
                let known = name.map_or(Taint::NONE, |name| {
                    let own = self.taints.get(&name).copied().unwrap_or_default();
                    own.and(self.imported_taint(&name, false))
                });
                match expr {
                    Expr::Attribute(attribute) => known.and(self.taint(&attribute.value)),
                    _ => known,
                }
            }
            Expr::Subscript(part) => {
                if self.dotted(&part.value).as_deref() == Some("os.environ") {
                    return self.secret_named(&part.slice);
                }
                self.taint(&part.value)
            }
            Expr::BinOp(path) if path.op == Operator::Div => self.path_taint(expr),
            Expr::Call(call) => self.call_taint(expr, call),
            _ => self.parts_taint(expr),
        }
    }

    /// What reading the environment's variable of this name gives.
    fn secret_named(&self, name: &Expr) -> Taint {
        self.constant(name).map_or(Taint::NONE, |name| of_variable(&name, self.reading.intent))
    }

    fn call_taint(&self, expr: &Expr, call: &ExprCall) -> Taint {
        let Some(name) = self.dotted(&call.func) else {
            // `(Path.home() / "x").rglob("*")`
            let Expr::Attribute(method) = &*call.func else { return self.parts_taint(expr) };
            return match method.attr.as_str() {
                "rglob" | "iterdir" | "glob" => {
                    let home = is_home(&self.path_text(expr), expr, self);
                    let files = Taint::FILES.and(self.parts_taint(expr));
                    if home { files.and(Taint::HOME) } else { files }
                }
                "read_text" | "read_bytes" | "open" => self.path_taint(expr).read(),
                _ => self.parts_taint(expr),
            };
        };
        if let Some(taint) = calls::gives(&name) {
            let in_home = taint.has(Taint::FILES) && is_home(&self.path_text(expr), expr, self);
            return if in_home { taint.and(Taint::HOME) } else { taint };
        }
        let last = name.rsplit('.').next().unwrap_or(&name);
        match last {
            "getenv" => {
                return call.arguments.args.first().map_or(Taint::NONE, |key| match self.constant(key) {
                    Some(_) => self.secret_named(key),
                    // Of a list of names.
                    None => Taint::TOKEN,
                });
            }
            "get" if name == "os.environ.get" => {
                return call.arguments.args.first().map_or(Taint::NONE, |key| self.secret_named(key));
            }
            "open" | "read_text" | "read_bytes" => return self.path_taint(expr).read(),
            "join" | "expanduser" | "joinpath" | "Path" | "glob" | "home" if is_path(&name) => {
                return self.path_taint(expr);
            }
            "exists" | "isfile" | "len" | "isinstance" | "is_file" | "is_dir" => return Taint::NONE,
            _ => {}
        }
        let parts = self.parts_taint(expr);
        if calls::is_decoder(&name) {
            return parts.and(Taint::DECODED);
        }
        if calls::is_command(&name) {
            let command = call.arguments.args.first().and_then(|arg| self.text(arg));
            return command.map_or(Taint::NONE, |command| shell::output(&command, self.reading.intent));
        }
        let local = name.rsplit('.').next().unwrap_or(&name);
        let parts = parts.and(self.imported_taint(&name, true));
        match self.taints.get(&format!("{local}()")) {
            Some(known) => parts.and(*known),
            None => parts,
        }
    }

    /// The taint of a path: of what it is made, and where it leads when its texts are joined.
    fn path_taint(&self, expr: &Expr) -> Taint {
        self.parts_taint(expr).and(Taint::of_place(place::place(&self.path_text(expr).to_lowercase())))
    }

    /// The texts in an expression, joined as a path.
    pub(super) fn path_text(&self, expr: &Expr) -> String {
        let mut texts = Texts { eye: self, out: String::new() };
        texts.visit_expr(expr);
        texts.out
    }

    fn parts_taint(&self, expr: &Expr) -> Taint {
        let mut parts = Parts { eye: self, out: Taint::NONE };
        walk_expr(&mut parts, expr);
        parts.out
    }
}

/// The letter that a number stands for.
fn number(expr: &Expr) -> Option<char> {
    let ast::Number::Int(value) = &expr.as_number_literal_expr()?.value else { return None };
    value.as_i64().and_then(|value| u32::try_from(value).ok()).and_then(char::from_u32)
}

/// Whether a function of this name makes a path.
fn is_path(name: &str) -> bool {
    name.contains("path") || name.contains("Path") || name.rsplit('.').next() == Some("glob")
}

/// Whether a path begins in the user's folder.
fn is_home(text: &str, path: &Expr, eye: &Eye<'_>) -> bool {
    let source = eye.source.get(path.range().to_std_range()).unwrap_or_default();
    text.starts_with("/~")
        || text.contains("/home/")
        || text.contains("/Users/")
        || source.contains("home()")
        || source.contains("expanduser")
}

fn is_reversal(slice: &ruff_python_ast::ExprSlice) -> bool {
    slice.lower.is_none()
        && slice.upper.is_none()
        && slice.step.as_deref().is_some_and(Expr::is_unary_op_expr)
}

/// Joins the taints of an expression's direct parts.
struct Parts<'e, 'r> {
    eye: &'e Eye<'r>,
    out: Taint,
}

impl<'a> Visitor<'a> for Parts<'_, '_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        self.out = self.out.and(self.eye.taint(expr));
    }
}

/// Joins the texts in an expression as a path.
struct Texts<'e, 'r> {
    eye: &'e Eye<'r>,
    out: String,
}

impl<'a> Visitor<'a> for Texts<'_, '_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if !self.eye.burn() || self.out.len() > CONSTANT_MAX {
            return;
        }
        match self.eye.constant(expr) {
            Some(text) => {
                self.out.push('/');
                self.out.push_str(&text);
            }
            None => walk_expr(self, expr),
        }
    }
}
