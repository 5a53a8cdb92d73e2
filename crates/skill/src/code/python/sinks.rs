//! What a Python file does with what it has.

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::Ranged;

use super::{Eye, Taint, calls, send};
use crate::{
    code::{
        place::{self, Host, Place},
        shell,
        taint::{executed, sent},
    },
    rules::{Rule, code as rule},
};

impl Eye<'_> {
    pub(super) fn add(&mut self, rule: &'static Rule, at: &impl Ranged) {
        let range = at.range();
        self.hits.push(self.reading.hit(rule, range.start().to_usize(), range.end().to_usize()));
    }

    /// Looks at a call: what it stains, and when reporting, what it does.
    pub(super) fn call(&mut self, call: &ExprCall) {
        if !self.burn() {
            return;
        }
        let method = || Some(format!("?.{}", call.func.as_attribute_expr()?.attr));
        let Some(name) = self.dotted(&call.func).or_else(method) else { return };
        self.pass_on(call, &name);
        self.send_by(call, &name);
        if matches!(name.as_str(), "print" | "sys.stdout.write" | "sys.stdout.buffer.write") {
            let given = call.arguments.args.iter();
            let taint = given.fold(Taint::NONE, |taint, arg| taint.and(self.taint(arg)));
            self.stain(format!("{}()", send::SCRIPT), taint.without(Taint::PARAMETER.and(Taint::ARGUMENT)));
        }
        if !self.reports {
            if calls::is_send(&name) {
                self.note_send(call);
            }
            return;
        }
        let last = name.rsplit('.').next().unwrap_or(&name);
        if calls::is_send(&name) {
            self.send(call);
        }
        if calls::is_exec(&name) {
            self.execute(call, last);
        }
        if calls::is_command(&name) {
            self.command(call, &name);
        }
        if calls::is_hook(&name) {
            self.add(rule::KEYLOG, call);
        }
        self.takes(call, &name);
        self.seen.fills_clipboard |= matches!(name.as_str(), "pyperclip.copy" | "clipboard.copy");
        match last {
            "CFUNCTYPE" | "WINFUNCTYPE" => {
                self.seen.made_function =
                    Some((call.range().start().to_usize(), call.range().end().to_usize()));
            }
            "mmap" | "mprotect" | "VirtualAlloc" | "VirtualProtect" | "RtlMoveMemory" => {
                self.seen.raw_memory = true;
            }
            "getattr" => self.hidden_name(call),
            "copy" if name == "pyperclip.copy" => {
                let constant = call.arguments.args.first().and_then(|text| self.constant(text));
                if constant.is_some_and(|text| text.len() >= 26 && !text.contains(' ')) {
                    self.add(rule::CLIPBOARD_SWAP, call);
                }
            }
            "open" | "write_text" | "write_bytes" | "read_text" | "read_bytes" | "copy" | "copyfile"
            | "copy2" | "copytree" => {
                self.file(call, last);
            }
            "items" if name == "os.environ.items" => self.add(rule::READ_ENV, call),
            "rmtree" | "system" => self.removal(call, last),
            "create_string_buffer" | "memmove" | "from_buffer_copy" if name.starts_with("ctypes.") => {
                self.seen.raw_memory = true;
                let given = call.arguments.args.iter();
                let taint = given.fold(Taint::NONE, |taint, arg| taint.and(self.taint(arg)));
                if let Some(found) = executed(taint) {
                    self.add(found, call);
                }
            }
            "gethostbyname" | "getaddrinfo" => {
                let taint = call.arguments.args.first().map_or(Taint::NONE, |name| self.taint(name));
                if let Some(found) = sent(taint.without(Taint::HOST), Some(Host::Plain)) {
                    self.add(found, call);
                }
            }
            "make_archive"
                if call.arguments.args.iter().any(|path| {
                    let text = self.path_text(path);
                    text.starts_with("/~") || text.starts_with('~')
                }) =>
            {
                self.seen.home = Some((call.range().start().to_usize(), call.range().end().to_usize()));
            }
            "socket" => self.seen.socket = true,
            "dup2" => self.seen.dup2 = Some((call.range().start().to_usize(), call.range().end().to_usize())),
            "encrypt" => {
                self.seen.encrypts = Some((call.range().start().to_usize(), call.range().end().to_usize()));
            }
            "walk" | "rglob" => self.seen.walks = true,
            "remove" | "unlink" => {
                self.seen.removes = true;
                let parts = std::iter::once(&*call.func).chain(call.arguments.args.first());
                let taint = parts.fold(Taint::NONE, |taint, part| taint.and(self.taint(part)));
                if taint.has(Taint::HOME) && taint.has(Taint::FILES) {
                    self.add(rule::DESTROYS, call);
                }
            }
            "connect_ex" => self.add(rule::SCAN, call),
            "setuid" | "setresuid" => self.add(rule::MORE_RIGHTS, call),
            "VirtualAllocEx" | "CreateRemoteThread" | "WriteProcessMemory" => self.add(rule::ESCAPE, call),
            _ => {}
        }
    }

    /// Passes origins on to parameters, to collections that are added to, and to files that are written.
    fn pass_on(&mut self, call: &ExprCall, name: &str) {
        let last = name.rsplit('.').next().unwrap_or(name);
        let args = &call.arguments.args;
        if let Some(parameters) = self.parameters.get(last).cloned() {
            let skip =
                usize::from(parameters.first().is_some_and(|first| first == "self") && name.contains('.'));
            for (parameter, arg) in parameters.iter().skip(skip).zip(args.iter()) {
                let taint = self.taint(arg);
                self.stain(parameter.clone(), taint);
                if let Some(text) = self.constant(arg) {
                    self.constants.entry(parameter.clone()).or_insert(text);
                }
            }
            for keyword in &call.arguments.keywords {
                if let Some(parameter) = keyword.arg.as_ref() {
                    let taint = self.taint(&keyword.value);
                    self.stain(parameter.to_string(), taint);
                }
            }
        }
        let Expr::Attribute(method) = &*call.func else { return };
        // `open(path, "wb").write(answer)`
        if let Expr::Call(opened) = &*method.value
            && last == "write"
            && self.dotted(&opened.func).as_deref() == Some("open")
            && let Some(path) = opened.arguments.args.first().and_then(|path| self.dotted(path))
        {
            let taint = args.iter().fold(Taint::NONE, |taint, arg| taint.and(self.taint(arg)));
            self.stain(path, taint.only(Taint::REMOTE.and(Taint::DECODED)));
        }
        let Some(object) = self.dotted(&method.value) else { return };
        if matches!(
            last,
            "append" | "update" | "extend" | "add" | "insert" | "write" | "writestr" | "setdefault"
        ) {
            let taint = args.iter().fold(Taint::NONE, |taint, arg| taint.and(self.taint(arg)));
            if last == "write" && taint.has(Taint::REMOTE.and(Taint::DECODED)) {
                let origin = if taint.has(Taint::REMOTE) { Taint::REMOTE } else { Taint::DECODED };
                for path in self.opened.get(&object).cloned().unwrap_or_default() {
                    self.stain(path, origin);
                }
            }
            self.stain(object, taint);
        } else if matches!(last, "write_text" | "write_bytes") {
            let taint = args.iter().fold(Taint::NONE, |taint, arg| taint.and(self.taint(arg)));
            if taint.has(Taint::REMOTE) {
                self.stain(object, Taint::REMOTE);
            }
        }
    }

    fn execute(&mut self, call: &ExprCall, last: &str) {
        let Some(code) = call.arguments.args.first() else { return };
        let taint = self.taint(code);
        match executed(taint) {
            // Unpickling what was decoded is how objects are kept.
            Some(found) if last != "loads" || taint.has(Taint::REMOTE) => self.add(found, call),
            None if last != "loads" && last != "run_path" && self.constant(code).is_none() => {
                self.add(rule::DYNAMIC_EXEC, call);
            }
            _ => {}
        }
    }

    fn command(&mut self, call: &ExprCall, name: &str) {
        let Some(command) = call.arguments.args.first() else { return };
        if let Some(found) = executed(self.program_taint(command)) {
            self.add(found, call);
        }
        if let Some(text) = self.text(command) {
            let range = call.range();
            let reading = self.reading.of_text(range.start().to_usize(), range.end().to_usize());
            let hits = crate::code::read(crate::code::Language::Shell, &text, &reading);
            self.hits.extend(hits);
        }
        let detached = call.arguments.keywords.iter().any(|keyword| {
            matches!(keyword.arg.as_deref(), Some("start_new_session" | "creationflags" | "preexec_fn"))
                && name.ends_with("Popen")
        });
        if detached {
            self.add(rule::BACKGROUND, call);
        }
    }

    /// The origin of the program that a command starts; what it is given to work on is another matter.
    fn program_taint(&self, command: &Expr) -> Taint {
        let interpreter = |part: &Expr| {
            self.dotted(part).is_some_and(|name| name == "sys.executable")
                || self.constant(part).is_some_and(|name| shell::is_interpreter(&name))
        };
        match command {
            Expr::List(list) => {
                let mut parts = list.elts.iter();
                let Some(first) = parts.next() else { return Taint::NONE };
                let mut taint = self.taint(first);
                if interpreter(first) {
                    taint = parts.fold(taint, |taint, part| taint.and(self.taint(part)));
                }
                taint
            }
            Expr::FString(_) | Expr::BinOp(_) => match self.text(command) {
                Some(text) => {
                    let first = text.split_whitespace().next().unwrap_or_default();
                    if first.contains("{}") || shell::is_interpreter(first) {
                        self.taint(command)
                    } else {
                        Taint::NONE
                    }
                }
                None => self.taint(command),
            },
            _ => self.taint(command),
        }
    }

    /// `getattr(os, "sys" + "tem")`.
    fn hidden_name(&mut self, call: &ExprCall) {
        let [object, name, ..] = call.arguments.args.as_ref() else { return };
        let dangerous = self.dotted(object).is_some_and(|object| {
            matches!(object.as_str(), "os" | "subprocess" | "builtins" | "__builtins__" | "ctypes")
        });
        let made = matches!(name, Expr::BinOp(_) | Expr::Call(_) | Expr::Subscript(_));
        let known = self.constant(name);
        let runs = matches!(
            known.as_deref(),
            Some("exec" | "eval" | "system" | "popen" | "Popen" | "__import__" | "compile")
        );
        if made && (dangerous || runs) {
            self.add(rule::HIDDEN_CALL, call);
        }
    }

    /// A file is opened, written or copied.
    fn file(&mut self, call: &ExprCall, last: &str) {
        let writes = match last {
            "write_text" | "write_bytes" => true,
            "open" => {
                // `path.open("a")` has its mode first.
                let method = call.func.as_attribute_expr().is_some_and(|function| {
                    !matches!(
                        self.dotted(&function.value).as_deref(),
                        Some("io" | "os" | "codecs" | "gzip" | "builtins")
                    )
                });
                let mode = call
                    .arguments
                    .args
                    .get(usize::from(!method))
                    .and_then(|mode| self.constant(mode))
                    .unwrap_or_default();
                mode.contains(['w', 'a', '+', 'x'])
            }
            _ => false,
        };
        self.seen.writes |= writes;
        let parts = || std::iter::once(&*call.func).chain(call.arguments.args.iter());
        let mut text: String = parts().map(|part| self.path_text(part)).collect();
        text.make_ascii_lowercase();
        let named = || {
            let object = call.func.as_attribute_expr().map(|function| &*function.value);
            let names = object.into_iter().chain(call.arguments.args.first());
            names.filter_map(|name| self.dotted(name)).find_map(|name| self.places.get(&name).copied())
        };
        let overwrites = writes
            && parts().take(2).any(|part| {
                let taint = self.taint(part);
                taint.has(Taint::HOME) && taint.has(Taint::FILES)
            });
        let found = match (place::place(&text).or_else(named), writes) {
            _ if overwrites => rule::DESTROYS,
            (Some(Place::Login), true) => rule::AUTHORIZED_KEYS,
            (Some(Place::Startup), true) => rule::PERSIST,
            (Some(Place::Agent), true) => rule::AGENT_FILES,
            (Some(Place::Browser), false) => rule::BROWSER,
            (Some(Place::Secret), false) => rule::READ_SECRET_FILE,
            (None, false)
                if parts().any(|part| self.taint(part).has(Taint::SECRET_FILE.and(Taint::SECRET_PATH))) =>
            {
                rule::READ_SECRET_FILE
            }
            _ => return,
        };
        if found == rule::READ_SECRET_FILE || found == rule::BROWSER {
            self.seen.secret = Some((call.range().start().to_usize(), call.range().end().to_usize()));
        }
        self.add(found, call);
    }

    fn removal(&mut self, call: &ExprCall, last: &str) {
        if last != "rmtree" {
            return;
        }
        let text = call.arguments.args.first().map(|path| self.path_text(path)).unwrap_or_default();
        let source = call
            .arguments
            .args
            .first()
            .and_then(|path| self.source.get(path.range().to_std_range()))
            .unwrap_or_default();
        // The folder that the agent works in, or what makes it a project.
        let here = source.contains("getcwd()") || source.contains("cwd()");
        let part = text.trim_start_matches(['/', '.']);
        let work = here && matches!(part, "" | "src" | "data" | "lib" | "docs" | "app")
            || matches!(text.trim_start_matches('/'), "." | ".." | ".git" | "./.git");
        let own = ["Documents", "Desktop", "Pictures", "Downloads"].iter().any(|name| text.contains(name));
        // A folder of the user's own, and none that programs keep for themselves.
        let home = text.strip_prefix("/~/").is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphabetic())
                && !rest.contains("cache")
                && !rest.contains("tmp")
        });
        if work
            || home
            || (text.starts_with("/~") && own)
            || matches!(text.trim(), "/~" | "//" | "/")
            || matches!(source, "Path.home()" | "os.path.expanduser('~')" | "HOME" | "home")
        {
            self.add(rule::DESTROYS, call);
        }
    }
}
