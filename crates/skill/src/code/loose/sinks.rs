//! What is done with values: sent, executed, started, written, read.

use super::{
    CALLBACK_MAX, Eye, Found,
    scan::{line_start, names, statement_end, variables},
};
use crate::{
    code::{
        Language,
        place::{self, Place},
        taint::{Taint, executed, sent},
    },
    rules::code as rule,
};

impl Eye<'_> {
    pub(super) fn send(&mut self, found: Found, start: usize, end: usize) {
        let text = self.lower.get(start..end).unwrap_or_default();
        let host = place::host(text);
        let mut taint = self.taint(start, end).without(Taint::REMOTE);
        // `run(d => send(address, d), secret)`: what is handed in beside the function is sent.
        let (from, to) = (line_start(self.lower, found.start), statement_end(self.lower, found.end));
        if to.saturating_sub(from) < CALLBACK_MAX {
            let around = self.taint(from, to);
            if around.has(Taint::SECRET_FILE) {
                taint = taint.and(Taint::SECRET_FILE);
            }
        }
        // A key in the headers is how interfaces want it; one in the body is not.
        let body = text.contains("body") || text.contains("-body") || text.contains("data");
        if !body || host.is_some_and(|(name, _)| self.reading.intent.names(name)) {
            taint = taint.without(Taint::TOKEN.and(Taint::FILES));
        }
        if text.contains("headers") && text.contains("authorization") {
            taint = taint.without(Taint::TOKEN);
        }
        if let Some(rule) = sent(taint, host.map(|(_, host)| host)) {
            self.add(rule, found.start, end);
        }
        if let Some((name, place::Host::Plain)) = host
            && body
            && !name.contains(['$', '{'])
            && !self.reading.intent.speaks_of(name)
        {
            self.add(rule::UNDECLARED, found.start, end);
        }
    }

    pub(super) fn execute(&mut self, found: Found, start: usize, end: usize) {
        let mut taint = self.taint(start, end);
        // `fetch(x).then(r => r.text()).then(code => eval(code))`
        let before = self
            .lower
            .get(self.lower.floor_char_boundary(found.start.saturating_sub(300))..found.start)
            .unwrap_or_default();
        if before.contains(".then(") && (before.contains("fetch(") || before.contains("axios")) {
            taint = taint.and(Taint::REMOTE);
        }
        let args = self.lower.get(start..end).unwrap_or_default().trim();
        let constant = args.starts_with(['\'', '"']);
        match executed(taint) {
            Some(rule) => self.add(rule, found.start, end),
            None if !constant && !args.is_empty() => self.add(rule::DYNAMIC_EXEC, found.start, end),
            None => {}
        }
    }

    pub(super) fn command(&mut self, found: Found, start: usize, end: usize) {
        let args = self.text.get(start..end).unwrap_or_default();
        let first = args.split(',').next().unwrap_or_default();
        let taint = self.taint(start, start + first.len());
        if taint.has(Taint::DECODED.and(Taint::REMOTE))
            && names(first).next().is_some_and(|name| self.names.has(name.to_lowercase().as_str()))
            && let Some(rule) = executed(taint)
        {
            self.add(rule, found.start, end);
        }
        // A server that runs what it is asked.
        let asked = [".url", "req.query", "req.body", "request.query", "request.body"];
        if self.lower.contains("createserver(")
            && asked.iter().any(|part| args.to_ascii_lowercase().contains(part))
        {
            self.add(rule::REMOTE_EXEC, found.start, end);
        }
        let text: String = args.trim().trim_matches(['\'', '"', '`', ')', ';', ' ']).to_owned();
        if args.trim_start().starts_with(['\'', '"', '`']) {
            let quote = args.trim_start().chars().next().unwrap_or('"');
            let inside = text.split(quote).next().unwrap_or_default();
            let hits = crate::code::read(Language::Shell, inside, &self.reading.of_text(found.start, end));
            self.hits.extend(hits);
        }
    }

    pub(super) fn write(&mut self, found: Found, start: usize, end: usize) {
        let text = self.lower.get(start..end).unwrap_or_default();
        let path = text.split(',').next().unwrap_or(text);
        let named = || variables(path).find_map(|(_, name)| self.places.get(name).copied());
        let rule = match place::place(&place::joined(path)).or_else(named) {
            Some(Place::Login) => rule::AUTHORIZED_KEYS,
            Some(Place::Startup) => rule::PERSIST,
            Some(Place::Agent) => rule::AGENT_FILES,
            _ => return,
        };
        self.add(rule, found.start, end);
    }

    pub(super) fn file(&mut self, found: Found, start: usize, end: usize) {
        let rule = match place::place(&place::joined(self.lower.get(start..end).unwrap_or_default())) {
            Some(Place::Browser) => rule::BROWSER,
            Some(Place::Secret) => rule::READ_SECRET_FILE,
            _ if self.taint(start, end).has(Taint::SECRET_PATH) => rule::READ_SECRET_FILE,
            _ => return,
        };
        self.add(rule, found.start, end);
    }
}
