//! What a Python file uses up: loops that never end, memory and disk by the gigabyte, floods of requests and processes.

use ruff_python_ast::{
    self as ast, Expr, ExprCall, Operator, Stmt, StmtFor, StmtWhile,
    visitor::{Visitor, walk_expr, walk_stmt},
};

use super::Eye;
use crate::rules::code as rule;

/// From which number of bytes or items on memory is taken for no good.
const HUGE: u64 = 500_000_000;
/// Rounds of a loop that ask the network or start programs in each.
const ROUNDS_OUTSIDE: u64 = 1_000;
/// Rounds of a loop that write files in each.
const ROUNDS_WRITING: u64 = 100_000;
/// From how many seconds on a pause keeps an agent waiting.
const PAUSE: u64 = 1_800;
/// Operators within one another that are computed.
const DEPTH_MAX: u32 = 8;

impl Eye<'_> {
    /// `while True:` without an end.
    pub(super) fn endless(&mut self, each: &StmtWhile) {
        let always = match &*each.test {
            Expr::BooleanLiteral(test) => test.value,
            Expr::NumberLiteral(_) => number(&each.test, DEPTH_MAX).is_some_and(|number| number > 0),
            _ => false,
        };
        if always {
            self.unending(&each.body, each);
        }
    }

    /// A loop over a number that never ends, or that is too large for what it does.
    pub(super) fn rounds(&mut self, each: &StmtFor) {
        let Expr::Call(call) = &*each.iter else { return };
        let name = self.dotted(&call.func).unwrap_or_default();
        match name.rsplit('.').next().unwrap_or_default() {
            "count" | "cycle" if name.starts_with("itertools.") => self.unending(&each.body, each),
            "range" => {
                let count = call.arguments.args.iter().filter_map(|arg| number(arg, DEPTH_MAX)).max();
                let body = Body::of(&each.body);
                let count = count.unwrap_or_default();
                if self.reading.is_as_written()
                    && !body.ends
                    && (count >= ROUNDS_OUTSIDE && body.outside || count >= ROUNDS_WRITING && body.writes)
                {
                    self.add(rule::FLOODS, each);
                }
            }
            _ => {}
        }
    }

    fn unending(&mut self, body: &[Stmt], at: &impl ruff_text_size::Ranged) {
        let body = Body::of(body);
        // Views leave out what does not bear on values.
        if !self.reading.is_as_written() || body.ends || body.waits {
            return;
        }
        if body.grows || body.outside {
            self.add(rule::FORK_BOMB, at);
        } else if at.range().start().to_usize() >= self.tried_until {
            // Within a `try` the loop may be left by what goes wrong.
            self.add(rule::ENDLESS_LOOP, at);
        }
    }

    /// `b"x" * 10**10`.
    pub(super) fn repeated(&mut self, sum: &ast::ExprBinOp) {
        if sum.op != Operator::Mult {
            return;
        }
        for (what, times) in [(&sum.left, &sum.right), (&sum.right, &sum.left)] {
            let filled = matches!(&**what, Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::List(_));
            if filled && number(times, DEPTH_MAX).is_some_and(|times| times >= HUGE) {
                self.add(rule::HOGS, sum);
            }
        }
    }

    /// Calls that take much at once: `bytearray(10**10)`, `file.truncate(10**12)`, `sleep(86400)`.
    pub(super) fn takes(&mut self, call: &ExprCall, name: &str) {
        let last = name.rsplit('.').next().unwrap_or(name);
        let size = call.arguments.args.first().and_then(|arg| number(arg, DEPTH_MAX)).unwrap_or_default();
        match last {
            "bytearray" | "bytes" | "truncate" | "seek" | "urandom" | "token_bytes" | "ftruncate"
                if size >= HUGE =>
            {
                self.add(rule::HOGS, call);
            }
            "sleep" if size >= PAUSE => self.add(rule::STALLS, call),
            "signal" if name == "signal.signal" => {
                let ignored = call.arguments.args.get(1).and_then(|arg| self.dotted(arg));
                let stop = call.arguments.args.first().and_then(|arg| self.dotted(arg)).unwrap_or_default();
                if ignored.as_deref() == Some("signal.SIG_IGN")
                    && (stop.ends_with("SIGINT") || stop.ends_with("SIGTERM"))
                {
                    self.add(rule::UNSTOPPABLE, call);
                }
            }
            _ => {}
        }
    }
}

/// The number that an expression of numbers comes to.
fn number(expr: &Expr, depth: u32) -> Option<u64> {
    match expr {
        Expr::NumberLiteral(literal) => match &literal.value {
            ast::Number::Int(value) => value.as_u64(),
            ast::Number::Float(value) if *value >= 0.0 && *value < 1e18 => format!("{value:.0}").parse().ok(),
            _ => None,
        },
        Expr::BinOp(sum) if depth > 0 => {
            let (left, right) = (number(&sum.left, depth - 1)?, number(&sum.right, depth - 1)?);
            Some(match sum.op {
                Operator::Mult => left.saturating_mul(right),
                Operator::Add => left.saturating_add(right),
                Operator::Pow => left.saturating_pow(u32::try_from(right).ok()?),
                Operator::LShift => u32::try_from(right)
                    .ok()
                    .map_or(u64::MAX, |by| if by < left.leading_zeros() { left << by } else { u64::MAX }),
                _ => return None,
            })
        }
        _ => None,
    }
}

/// What the body of a loop does.
#[derive(Debug, Default)]
struct Body {
    /// It may leave the loop.
    ends: bool,
    /// It waits for something.
    waits: bool,
    /// It makes something larger, or starts another of its kind.
    grows: bool,
    /// It asks the network, or starts programs.
    outside: bool,
    /// It writes files.
    writes: bool,
}

impl Body {
    fn of(stmts: &[Stmt]) -> Self {
        let mut body = Self::default();
        for stmt in stmts {
            body.visit_stmt(stmt);
        }
        body
    }
}

impl<'a> Visitor<'a> for Body {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.ends |= matches!(stmt, Stmt::Break(_) | Stmt::Return(_) | Stmt::Raise(_));
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => self.waits = true,
            Expr::Call(call) => {
                let (owner, name) = match &*call.func {
                    Expr::Attribute(method) => {
                        let owner = method.value.as_name_expr().map_or("", |name| name.id.as_str());
                        (owner, method.attr.as_str())
                    }
                    Expr::Name(name) => ("", name.id.as_str()),
                    _ => ("", ""),
                };
                let asks = matches!(owner, "requests" | "httpx" | "session");
                self.waits |= !asks
                    && matches!(
                        name,
                        "sleep"
                            | "wait"
                            | "input"
                            | "recv"
                            | "recvfrom"
                            | "accept"
                            | "readline"
                            | "read"
                            | "select"
                            | "poll"
                            | "join"
                            | "get"
                            | "next"
                            | "serve_forever"
                            | "handle_request"
                            | "mainloop"
                            | "getch"
                            | "tick"
                            | "receive"
                            | "dispatch"
                            | "update"
                    );
                self.ends |= matches!(name, "exit" | "_exit" | "quit");
                self.grows |=
                    matches!(name, "append" | "extend" | "fork" | "Thread" | "Process" | "start" | "Timer");
                self.outside |= matches!(
                    name,
                    "urlopen"
                        | "post"
                        | "Popen"
                        | "run"
                        | "system"
                        | "check_output"
                        | "fork"
                        | "Thread"
                        | "Process"
                ) || matches!((owner, name), ("requests" | "httpx", _));
                self.writes |=
                    matches!(name, "open" | "write" | "write_text" | "write_bytes" | "mkdir" | "makedirs");
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        code::{Reading, python::read},
        intent::Intent,
    };

    fn rules(source: &str) -> Vec<&'static str> {
        let intent = Intent::default();
        read(source, &Reading::new(&intent)).expect("parsed").iter().map(|hit| hit.rule.id).collect()
    }

    #[test]
    fn what_uses_up_the_machine_is_found() {
        for (source, rule) in [
            ("n = 0\nwhile True:\n    n += 1\n", "endless-loop"),
            ("import itertools\nfor i in itertools.count():\n    x = i * i\n", "endless-loop"),
            ("x = []\nwhile 1:\n    x.append('a' * 1000)\n", "fork-bomb"),
            ("x = 'a' * 10 ** 10\n", "takes-much-space"),
            ("x = bytearray(1 << 40)\n", "takes-much-space"),
            ("import requests\nfor i in range(10_000):\n    requests.get('https://x.io')\n", "floods"),
            ("for i in range(10 ** 6):\n    open(str(i), 'w').write('x')\n", "floods"),
            ("import time\ntime.sleep(86400)\n", "long-pause"),
        ] {
            assert!(rules(source).contains(&rule), "{source}: {:?}", rules(source));
        }
    }

    #[test]
    fn loops_that_end_or_wait_are_left_alone() {
        for source in [
            "import time\nwhile True:\n    time.sleep(1)\n    n = 1\n",
            "while True:\n    if x():\n        break\n",
            "async def f():\n    while True:\n        await g()\n",
            "import requests\nfor page in range(1, 5000):\n    r = requests.get('https://x.io')\n    if not r:\n        break\n",
            "for i in range(10 ** 7):\n    total += i\n",
            "x = '-' * 80\n",
        ] {
            assert_eq!(rules(source), [""; 0], "{source}");
        }
    }
}
