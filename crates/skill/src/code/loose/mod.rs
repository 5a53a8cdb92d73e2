//! JavaScript, TypeScript, PowerShell and others, without a grammar: statements, names and calls.
//!
//! A statement is a line, or several while a bracket is open. A name's value comes from where the right-hand
//! side of its assignments comes from; a call does to its arguments what its name says. That is cruder than a
//! parser, and it reads what no parser accepts. Looks are bounded, so the time is in proportion to the text.

mod burden;
mod functions;
mod markers;
mod modules;
mod scan;
mod sinks;
mod values;
mod whole;

use std::{collections::BTreeMap, sync::LazyLock};

use aho_corasick::AhoCorasick;

pub(crate) use self::modules::Scripts;
use self::{
    functions::Functions,
    markers::{MARKERS, Marker},
    scan::{arguments_end, assignment, each, line_start, names, quoted, statement_end, variables},
    values::Values,
};
use super::{
    Reading,
    place::{self, Place},
    taint::{Taint, of_variable},
};
use crate::{
    hit::Hit,
    intent::Intent,
    rules::{Rule, code as rule},
};

/// The longest text that is read, in bytes.
const TEXT_MAX: usize = 2 << 20;
/// The longest statement, and the longest list of arguments, in bytes.
const STATEMENT_MAX: usize = 2_000;
/// The longest statement in which a function's argument is looked for around it, in bytes.
const CALLBACK_MAX: usize = 300;
/// Names of paths that are followed in one text.
const PLACES_MAX: usize = 1_024;
/// Connections, and their uses, that are followed in one text.
const WIRES_MAX: usize = 64;

static AUTOMATON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .build(MARKERS.iter().map(|(text, _)| *text))
        .ok()
});

/// A marker at its place.
#[derive(Clone, Copy)]
struct Found {
    marker: Marker,
    start: usize,
    end: usize,
}

/// Reads a text of a language that has no parser here.
pub(crate) fn read(text: &str, reading: &Reading<'_>) -> Vec<Hit> {
    let text = text.get(..text.floor_char_boundary(TEXT_MAX)).unwrap_or(text);
    let lower = text.to_ascii_lowercase();
    let Some(automaton) = &*AUTOMATON else { return Vec::new() };
    let found: Vec<Found> = automaton
        .find_iter(&lower)
        .filter_map(|found| {
            let (spelling, marker) = *MARKERS.get(found.pattern().as_usize())?;
            let word_before = lower
                .as_bytes()
                .get(found.start().checked_sub(1)?)
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            let starts_word = spelling.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
            // `regex.exec(` and `pattern.exec(` match texts.
            let method = spelling == "exec("
                && lower.get(..found.start()).is_some_and(|before| {
                    before.ends_with('.') && !before.ends_with("process.") && !before.ends_with("cp.")
                });
            // `require(name).exec(command)` hides the module's name.
            let computed = spelling == "exec("
                && lower.get(..found.start()).is_some_and(|before| {
                    before.strip_suffix(").").and_then(|before| before.rsplit_once("require(")).is_some_and(
                        |(_, name)| name.len() < 60 && !name.contains(['\'', '"', '`', ')', '\n']),
                    )
                });
            if computed {
                return Some(Found {
                    marker: Marker::Direct(rule::HIDDEN_CALL),
                    start: found.start(),
                    end: found.end(),
                });
            }
            if method || (word_before && starts_word) {
                return None;
            }
            Some(Found { marker, start: found.start(), end: found.end() })
        })
        .chain(first_marker(&lower))
        .collect();
    let mut eye = Eye {
        lower: &lower,
        text,
        found,
        reading,
        names: Values::new(text.len()),
        places: BTreeMap::new(),
        hits: Vec::new(),
    };
    eye.found.sort_by_key(|found| found.start);
    let functions = Functions::of(&lower);
    for _ in 0..2 {
        eye.learn();
        eye.learn_functions(&functions);
    }
    eye.report();
    eye.hits
}

/// The marker at the very start, where nothing is before it.
fn first_marker(lower: &str) -> Option<Found> {
    let (spelling, marker) = MARKERS.iter().find(|(spelling, _)| lower.starts_with(spelling))?;
    Some(Found { marker: *marker, start: 0, end: spelling.len() })
}

struct Eye<'r> {
    text: &'r str,
    lower: &'r str,
    found: Vec<Found>,
    reading: &'r Reading<'r>,
    /// Names and where their values come from.
    names: Values<'r>,
    /// Names of paths to where they lead.
    places: BTreeMap<&'r str, Place>,
    hits: Vec<Hit>,
}

impl<'r> Eye<'r> {
    /// Learns where names' values come from.
    fn learn(&mut self) {
        let mut start = 0;
        for line in self.lower.split_inclusive('\n') {
            let end = start + line.len();
            self.learn_method(line, start);
            if let Some(at) = assignment(line).or_else(|| each(line)) {
                let right = start + at + 1;
                let stop = statement_end(self.lower, right);
                let mut taint = self.taint(right, stop);
                if line.contains("on('data'") || line.contains("on(\"data\"") {
                    taint = taint.and(Taint::REMOTE);
                }
                if let Some(place) =
                    place::place(&place::joined(self.lower.get(right..stop).unwrap_or_default()))
                    && let Some(name) = names(line.get(..at).unwrap_or_default()).last()
                    && self.places.len() < PLACES_MAX
                {
                    self.places.insert(name, place);
                }
                // A command that opens what it is given does not run it.
                if opens(self.lower.get(right..stop).unwrap_or_default()) {
                    taint = taint.without(Taint::REMOTE.and(Taint::DECODED));
                }
                if taint != Taint::NONE {
                    let left = line.get(..at).unwrap_or_default();
                    for name in names(left).filter(|name| {
                        !matches!(
                            *name,
                            "const"
                                | "let"
                                | "var"
                                | "export"
                                | "of"
                                | "string"
                                | "for"
                                | "foreach"
                                | "this"
                                | "self"
                                | "exports"
                                | "module"
                                | "window"
                        )
                    }) {
                        self.stain(Some(name), start, taint);
                    }
                }
            }
            start = end;
        }
    }

    /// `form.append(file)` gives `form` what `file` has, and `client.DownloadFile(address, path)` the path what comes.
    fn learn_method(&mut self, line: &'r str, start: usize) {
        for method in [".append(", ".push(", ".set(", ".add(", ".write("] {
            let Some(at) = line.find(method) else { continue };
            let from = start + at + method.len();
            let taint = self.taint(from, arguments_end(self.lower, from)).without(Taint::REMOTE);
            let object = names(line.get(..at).unwrap_or_default()).last();
            self.stain(object, start, taint);
        }
        if let Some(at) = line.find(".downloadfile(") {
            let path = line.get(at..).unwrap_or_default().rsplit(',').next().unwrap_or_default();
            self.stain(names(path).next(), start, Taint::REMOTE);
        }
        if let Some(at) = line.find("-outfile ") {
            self.stain(names(line.get(at + 9..).unwrap_or_default()).next(), start, Taint::REMOTE);
        }
    }

    fn stain(&mut self, name: Option<&'r str>, at: usize, taint: Taint) {
        if let Some(name) = name {
            self.names.give(name, at, taint);
        }
    }

    /// Where the value of the text `start..end` comes from.
    fn taint(&self, start: usize, end: usize) -> Taint {
        let text = self.lower.get(start..end).unwrap_or_default();
        let mut taint = variables(text)
            .fold(Taint::NONE, |taint, (at, name)| taint.and(self.value(text, (at, name), start)));
        let from = self.found.partition_point(|found| found.start < start);
        for found in self.found.iter().skip(from).take_while(|found| found.start < end) {
            taint = taint.and(match found.marker {
                Marker::Source(source) => source,
                Marker::Env => env(self.lower, found.end, self.reading.intent),
                Marker::File => {
                    let args =
                        self.lower.get(found.end..arguments_end(self.lower, found.end)).unwrap_or_default();
                    // `file_get_contents('https://…')`
                    if args.contains("://") {
                        Taint::REMOTE
                    } else {
                        Taint::of_place(place::place(&place::joined(args))).read()
                    }
                }
                Marker::Net => Taint::REMOTE,
                _ => Taint::NONE,
            });
        }
        if matches!(place::place(text), Some(Place::Secret | Place::Browser)) {
            taint = taint.and(Taint::SECRET_PATH);
        }
        if taint.has(Taint::SECRET_PATH) && taint.has(Taint::FILE) {
            taint = taint.read();
        }
        taint
    }

    /// Where the value of a name in `text` comes from; `env.PORT` is one variable of the environment, not all.
    fn value(&self, text: &str, (place, name): (usize, &str), at: usize) -> Taint {
        let taint = self.names.of(name, at);
        if !taint.has(Taint::ENV) {
            return taint;
        }
        match text
            .get(place + name.len()..)
            .and_then(|rest| rest.strip_prefix('.'))
            .and_then(|rest| names(rest).next())
        {
            Some(variable) => taint.without(Taint::ENV).and(of_variable(variable, self.reading.intent)),
            None => taint,
        }
    }

    fn add(&mut self, rule: &'static Rule, start: usize, end: usize) {
        self.hits.push(self.reading.hit(rule, start, end));
    }

    fn report(&mut self) {
        for found in self.found.clone() {
            let by_line = !self
                .lower
                .get(found.start..found.end)
                .is_some_and(|text| text != "iex(" && (text.ends_with('(') || text.ends_with('.')));
            let (start, end) = if by_line {
                (line_start(self.lower, found.start), statement_end(self.lower, found.end))
            } else {
                (found.end, arguments_end(self.lower, found.end))
            };
            match found.marker {
                Marker::Direct(rule) => self.add(rule, found.start, found.end),
                Marker::Net => self.send(found, start, end),
                Marker::Exec => self.execute(found, start, end),
                Marker::Command => self.command(found, start, end),
                Marker::Write => self.write(found, start, end),
                Marker::File => self.file(found, start, end),
                Marker::Source(_) | Marker::Env => {}
            }
        }
        self.wires();
        self.written();
        self.shell_on_a_wire();
        self.addresses();
        self.imports();
        self.endless();
        self.density();
    }
}

/// Whether a text is a command of a program that opens or shows what it is given.
fn opens(text: &str) -> bool {
    let command = text.trim_start().trim_start_matches(['\'', '"', '`']);
    command.len() < text.trim_start().len()
        && ["open ", "start ", "xdg-open ", "explorer ", "say ", "echo "]
            .iter()
            .any(|name| command.starts_with(name))
}

/// What part of the environment is named behind a marker.
fn env(lower: &str, end: usize, intent: &Intent) -> Taint {
    let rest = lower.get(end..).unwrap_or_default();
    let name: &str = rest.trim_start_matches(['.', '[', '\'', '"', '(', '?']);
    let stop = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    match name.get(..stop) {
        Some("") | None => Taint::ENV,
        Some(_)
            if !rest.starts_with(['.', '[', '(', '?', '\'', '"'])
                && !lower.get(..end).is_some_and(|before| before.ends_with([':', '[', '('])) =>
        {
            Taint::ENV
        }
        Some("get") => Taint::TOKEN,
        Some("computername" | "username" | "userdomain") => Taint::HOST,
        Some(name) => of_variable(name, intent),
    }
}

#[cfg(test)]
mod tests;
