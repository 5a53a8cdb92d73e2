//! Shell: what commands fetch, read, send and run, through pipes, variables and substitutions.

mod acts;
mod burden;
mod fetch;
mod lex;

use std::collections::{BTreeMap, BTreeSet};

use self::lex::{Command, Word};
use super::{
    Reading,
    place::{self, Host},
    python::{Modules, Script},
    taint::{Taint, address, of_variable, sent},
};
use crate::{
    hit::Hit,
    intent::Intent,
    rules::{Rule, code as rule},
};

/// Substitutions within one another that are followed.
const DEPTH_MAX: u32 = 6;
/// The longest text that is read, in bytes.
const TEXT_MAX: usize = 1 << 20;

/// Reads a shell text.
pub(crate) fn read(text: &str, reading: &Reading<'_>) -> Vec<Hit> {
    let text = text.get(..text.floor_char_boundary(TEXT_MAX)).unwrap_or(text);
    let mut eye = Eye { reading, vars: BTreeMap::new(), fetched: BTreeMap::new(), hits: Vec::new() };
    if text.contains(":(){") || text.contains(":|:&") {
        let at = text.find(':').unwrap_or_default();
        eye.hits.push(reading.hit(rule::FORK_BOMB, at, text.len().min(at + 16)));
    }
    for pipeline in lex::pipelines(text) {
        eye.pipeline(&pipeline, DEPTH_MAX);
    }
    eye.hits.extend(burden::loops(text, reading));
    eye.hits
}

/// Where the output of a shell text comes from.
pub(crate) fn output(text: &str, intent: &Intent) -> Taint {
    output_within(text, Names { vars: &BTreeMap::new(), intent, modules: None }, DEPTH_MAX)
}

/// What names of variables stand for.
#[derive(Clone, Copy)]
struct Names<'a> {
    vars: &'a BTreeMap<String, Taint>,
    intent: &'a Intent,
    modules: Option<&'a Modules>,
}

/// Whether a program of this name runs what it is given.
pub(crate) fn is_interpreter(name: &str) -> bool {
    let base = base(name);
    let stem = base.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim_end_matches(".exe");
    matches!(
        stem,
        "sh" | "bash"
            | "zsh"
            | "dash"
            | "ksh"
            | "fish"
            | "ash"
            | "python"
            | "perl"
            | "ruby"
            | "node"
            | "php"
            | "osascript"
            | "pwsh"
            | "powershell"
            | "source"
            | "eval"
            | "."
            | "deno"
            | "bun"
            | "tclsh"
            | "iex"
    )
}

fn base(name: &str) -> &str {
    // `make` has `@` before commands that it does not show.
    let name = name.strip_prefix('@').unwrap_or(name);
    if name == "." { name } else { name.rsplit('/').next().unwrap_or(name) }
}

fn is_fetcher(name: &str) -> bool {
    matches!(
        name,
        "curl"
            | "curl.exe"
            | "certutil"
            | "certutil.exe"
            | "bitsadmin"
            | "wget"
            | "fetch"
            | "aria2c"
            | "iwr"
            | "irm"
            | "lwp-download"
            | "http"
            | "https"
            | "xh"
    )
}

fn output_within(text: &str, names: Names<'_>, depth: u32) -> Taint {
    let mut out = Taint::NONE;
    if depth == 0 {
        return out;
    }
    for pipeline in lex::pipelines(text) {
        let mut flow = Taint::NONE;
        for command in &pipeline {
            flow = gives(command, flow, names, depth);
        }
        out = out.and(flow);
    }
    out
}

/// What a command puts out when `flow` is put in.
fn gives(command: &Command, flow: Taint, names: Names<'_>, depth: u32) -> Taint {
    let words = program(command);
    let Some(name) = words.first().map(|word| base(&word.text)) else { return flow };
    let args =
        words.iter().skip(1).fold(Taint::NONE, |taint, word| taint.and(word_taint(word, names, depth)));
    let decodes = words.iter().any(|word| {
        matches!(word.text.as_str(), "-d" | "-D" | "--decode" | "-di" | "-r" | "-rp" | "-decode")
    });
    if let Some(script) = script(words, names) {
        return script.out;
    }
    match name {
        "env" | "printenv" | "export" | "set" | "declare"
            if words.len() <= 2 && !words.iter().any(|word| word.text.contains('=')) =>
        {
            Taint::ENV
        }
        "whoami" | "hostname" | "uname" | "id" | "ifconfig" | "ip" | "ipconfig" | "systeminfo"
        | "sw_vers" | "ps" => Taint::HOST,
        "pbpaste" | "xclip" | "xsel" | "wl-paste" | "Get-Clipboard" | "screencapture" | "scrot" => {
            Taint::INPUT
        }
        "kubectl" | "oc" if words.iter().any(|word| matches!(word.text.as_str(), "secret" | "secrets")) => {
            Taint::SECRET_FILE
        }
        "gcloud" | "gh" | "az" | "op" | "vault" | "aws" | "security" | "pass"
            if words.iter().any(|word| {
                matches!(
                    word.text.as_str(),
                    "print-access-token"
                        | "token"
                        | "get-access-token"
                        | "get-secret-value"
                        | "find-generic-password"
                        | "dump-keychain"
                        | "read"
                        | "show"
                )
            }) =>
        {
            Taint::TOKEN.and(Taint::VENDOR_TOKEN)
        }
        "find" | "locate" => Taint::FILES.and(args),
        "base64" | "base32" | "xxd" | "openssl" | "uudecode" if decodes || name == "uudecode" => {
            flow.and(args).and(Taint::DECODED)
        }
        "rev" => flow.and(args).and(Taint::PIECES),
        _ if is_fetcher(name) => Taint::REMOTE,
        // A program by an unknown name that is given an address.
        _ if name.starts_with('$') && words.iter().skip(1).any(|word| word.text.contains("://")) => {
            Taint::REMOTE
        }
        "cat" | "head" | "tail" | "base64" | "grep" | "tar" | "zip" | "gzip" | "xxd" | "strings" | "less"
        | "sed" | "awk" | "openssl" | "gpg" | "security" => {
            if args.has(Taint::SECRET_PATH) {
                flow.and(args.read())
            } else {
                flow.and(args)
            }
        }
        "jq" | "wc" | "test" => flow.without(Taint::REMOTE),
        _ => flow.and(args),
    }
}

/// What the Python script does that a command starts, if it is one of the package's.
fn script(words: &[Word], names: Names<'_>) -> Option<Script> {
    let modules = names.modules?;
    words.iter().take(4).find_map(|word| modules.script(&word.text))
}

fn word_taint(word: &Word, names: Names<'_>, depth: u32) -> Taint {
    let lower = word.text.to_lowercase();
    let mut taint = Taint::of_place(place::place(&lower));
    // A folder of secrets as a whole.
    if matches!(base(lower.trim_end_matches('/')), ".ssh" | ".aws" | ".gnupg" | ".kube") {
        taint = taint.and(Taint::SECRET_PATH);
    }
    // All secrets of a GitHub workflow.
    if lower.contains("tojson(secrets") {
        taint = taint.and(Taint::ENV);
    }
    for inner in &word.inner {
        taint = taint.and(output_within(inner, names, depth - 1));
    }
    for name in variables(&word.text) {
        taint = taint.and(names.vars.get(name).copied().unwrap_or_else(|| of_variable(name, names.intent)));
    }
    taint
}

/// The variables named in a text.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        rest.get(..end).filter(|name| !name.is_empty())
    })
}

/// The words of a command from its program on: assignments, keywords and `sudo` and the like left out.
fn program(command: &Command) -> &[Word] {
    let mut words = command.words.as_slice();
    while let [first, rest @ ..] = words {
        let skip = match first.text.as_str() {
            "sudo" | "nohup" | "exec" | "time" | "command" | "then" | "do" | "else" | "if" | "while"
            | "!" | "until" | "doas" | "$" | "%" | "nice" | "builtin" | "RUN" | ">" => true,
            "env" => rest.first().is_some_and(|next| {
                next.text.contains('=') || !next.text.starts_with('-') && !rest.is_empty()
            }),
            text => assignment(text).is_some(),
        };
        if !skip {
            break;
        }
        words = rest;
        while let [flag, rest @ ..] = words
            && first.text == "sudo"
            && flag.text.starts_with('-')
        {
            words = rest;
        }
    }
    words
}

/// The name and the value of `NAME=value`.
fn assignment(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some((name, value))
}

struct Eye<'r> {
    reading: &'r Reading<'r>,
    vars: BTreeMap<String, Taint>,
    /// Files that were fetched, by name, and from what host.
    fetched: BTreeMap<String, Option<(String, Host)>>,
    hits: Vec<Hit>,
}

impl Eye<'_> {
    fn names(&self) -> Names<'_> {
        Names { vars: &self.vars, intent: self.reading.intent, modules: self.reading.modules }
    }

    fn add(&mut self, rule: &'static Rule, command: &Command) {
        self.hits.push(self.reading.hit(rule, command.start, command.end));
    }

    fn pipeline(&mut self, pipeline: &[Command], depth: u32) {
        let mut flow = Taint::NONE;
        let mut from: Option<(String, Host)> = None;
        let mut shell_before = false;
        for command in pipeline {
            self.assignments(command, depth);
            let words = program(command);
            let name = words.first().map(|word| base(&word.text)).unwrap_or_default();
            // `sh -i < pipe | nc host port > pipe`
            if matches!(name, "nc" | "ncat" | "netcat" | "telnet") && shell_before {
                self.add(rule::REVERSE_SHELL, command);
            }
            shell_before |=
                matches!(name, "sh" | "bash" | "zsh") && words.iter().any(|word| word.text == "-i");
            if is_fetcher(name) {
                from = self.fetch(command, words, flow, depth);
            }
            self.runs(command, words, flow, from.as_ref(), depth);
            self.started(command, words, flow, depth);
            self.acts(command, words, flow);
            self.fills(command);
            for inner in command.words.iter().chain(&command.outputs).flat_map(|word| &word.inner) {
                self.within(inner, command, depth);
            }
            flow = gives(command, flow, self.names(), depth);
        }
    }

    /// A script of the package is started that sends what it is given.
    fn started(&mut self, command: &Command, words: &[Word], flow: Taint, depth: u32) {
        let Some(script) = script(words, self.names()).filter(|script| script.sends) else { return };
        let taint = words
            .iter()
            .skip(1)
            .fold(flow.only(Taint::SECRET_FILE.and(Taint::ENV).and(Taint::INPUT)), |taint, word| {
                taint.and(word_taint(word, self.names(), depth).without(Taint::SECRET_PATH))
            });
        if let Some(found) = sent(taint.without(Taint::TOKEN.and(Taint::FILES)), script.host) {
            self.add(found, command);
        }
    }

    /// Reads the text of a substitution; what is found there is the whole command's.
    fn within(&mut self, inner: &str, command: &Command, depth: u32) {
        if depth == 0 {
            return;
        }
        let reading = self.reading.of_text(command.start, command.end);
        let mut eye =
            Eye { reading: &reading, vars: self.vars.clone(), fetched: BTreeMap::new(), hits: Vec::new() };
        let pipelines = lex::pipelines(inner);
        for pipeline in &pipelines {
            eye.pipeline(pipeline, depth - 1);
        }
        self.hits.append(&mut eye.hits);
    }

    fn assignments(&mut self, command: &Command, depth: u32) {
        // `for name in a b c`
        if let [first, name, within, given @ ..] = command.words.as_slice()
            && (first.text.as_str(), within.text.as_str()) == ("for", "in")
        {
            let taint = given
                .iter()
                .fold(Taint::NONE, |taint, word| taint.and(word_taint(word, self.names(), depth)));
            self.note(&name.text, taint);
        }
        for word in command.words.iter().take(8) {
            if let Some((name, _)) = assignment(&word.text) {
                let taint = word_taint(word, self.names(), depth);
                self.note(name, taint);
            }
        }
    }

    fn note(&mut self, name: &str, taint: Taint) {
        if taint != Taint::NONE && self.vars.len() < 4096 {
            let known = self.vars.entry(name.to_owned()).or_default();
            *known = known.and(taint);
        }
    }

    /// Addresses in a command's words.
    fn addresses(&mut self, command: &Command) {
        let mut found = BTreeSet::new();
        for word in &command.words {
            let lower = word.text.to_lowercase();
            if let Some((_, host)) = place::host(&lower) {
                found.extend(address(host).map(|rule| rule.id));
            }
            if place::asks_metadata(&lower) {
                found.insert(rule::METADATA.id);
            }
        }
        for id in found {
            if let Some(rule) = rule::ALL.iter().find(|rule| rule.id == id) {
                self.add(rule, command);
            }
        }
    }
}

#[cfg(test)]
mod tests;
