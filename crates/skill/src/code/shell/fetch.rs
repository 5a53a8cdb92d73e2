//! What commands fetch, what they send along, and whether it is run.

use super::{Command, Eye, Taint, Word, base, is_interpreter, place, sent, word_taint};
use crate::{
    code::{place::Host, read_inline},
    hit::Hit,
    rules::code as rule,
};

impl Eye<'_> {
    /// A fetcher: what it sends, and where it puts what it gets.
    pub(super) fn fetch(
        &mut self,
        command: &Command,
        words: &[Word],
        flow: Taint,
        depth: u32,
    ) -> Option<(String, Host)> {
        let lower: Vec<String> = words.iter().map(|word| word.text.to_lowercase()).collect();
        let from =
            lower.iter().find_map(|word| place::host(word)).map(|(name, host)| (name.to_owned(), host));
        // On GitHub it is the repository's owner whom the skill may be about.
        let owner = lower.iter().find_map(|word| place::owner(word));
        let from = match (from, owner) {
            (Some((name, host)), Some(owner)) if self.reading.intent.mentions_part(owner) => {
                Some((format!("{owner}.{name}"), host))
            }
            (from, _) => from,
        };
        // Where a variable leads is not known, and a sketch (`curl … | sh`) leads nowhere.
        let unknown = || {
            words.iter().skip(1).any(|word| word.text.contains('$')).then(|| ("$".to_owned(), Host::Plain))
        };
        let from = from.or_else(unknown);
        let declared = from.as_ref().is_some_and(|(name, _)| self.reading.intent.names(name));
        let mut taint = Taint::NONE;
        let mut next_is_body = false;
        let mut has_body = false;
        let mut sends_file = false;
        let mut next_is_upload = false;
        let mut output: Option<String> = None;
        let mut next_is_output = false;
        for word in words.iter().skip(1) {
            let text = word.text.as_str();
            if next_is_output {
                output = Some(base(text).to_owned());
            }
            next_is_output = matches!(text, "-o" | "--output" | "-O" | "-OutFile" | "--output-document")
                && (text != "-O" || words.first().is_some_and(|first| base(&first.text) == "wget"));
            let is_body_flag = text.starts_with("--data")
                || text.starts_with("--form")
                || text.starts_with("--upload-file")
                || text.starts_with("--post-")
                || text.starts_with("--json")
                || (text.starts_with("-d") || text.starts_with("-F") || text.starts_with("-T"))
                    && !text.starts_with("--")
                || is_cluster_with_body(text);
            has_body |= is_body_flag;
            let at_file = text.rsplit_once('@').is_some_and(|(_, file)| !file.is_empty() && file != "-");
            sends_file |= (is_body_flag || next_is_body) && (at_file || next_is_upload);
            next_is_upload = matches!(text, "-T" | "--upload-file");
            // `-H "X: $(gh auth token)"`: a key that was asked of its keeper.
            if !declared && !word.inner.is_empty() && !text.contains("://") {
                taint = taint.and(word_taint(word, self.names(), depth).only(Taint::VENDOR_TOKEN));
            }
            if is_body_flag || next_is_body || text.contains("://") {
                let own = word_taint(word, self.names(), depth);
                // `@file` sends what the file holds.
                taint = taint.and(if text.contains("://") { own.without(Taint::TOKEN) } else { own });
                let file = text.rsplit('@').next().map(base).unwrap_or_default();
                if text.contains('@') && is_dotenv(file) {
                    taint = taint.and(Taint::SECRET_FILE);
                }
                if text.ends_with("@-") || text == "-" {
                    taint = taint.and(flow);
                }
            }
            next_is_body = is_body_flag && !text.contains('=');
        }
        if declared {
            taint = taint.without(Taint::TOKEN.and(Taint::FILES).and(Taint::HOST));
        }
        if let Some(found) = sent(taint, from.as_ref().map(|(_, host)| *host)) {
            self.add(found, command);
        }
        if matches!(&from, Some((name, Host::Plain)) if name != "$") && sends_file && !declared {
            self.add(rule::FILE_AWAY, command);
        }
        if let Some((name, Host::Plain)) = &from
            && has_body
            && name != "$"
            && !self.reading.intent.speaks_of(name)
        {
            self.add(rule::UNDECLARED, command);
        }
        let named =
            words.iter().rev().find(|word| word.text.contains("://")).map(|word| base(&word.text).to_owned());
        let own_name = lower.iter().any(|word| {
            word == "-o" || word.starts_with('-') && !word.starts_with("--") && word.ends_with('o')
        });
        let last = words.last().filter(|_| {
            lower.first().is_some_and(|name| matches!(base(name), "certutil" | "bitsadmin" | "certutil.exe"))
        });
        let file = output
            .or_else(|| last.map(|word| base(&word.text).to_owned()))
            .or_else(|| command.outputs.first().map(|word| base(&word.text).to_owned()))
            .or(named.filter(|_| own_name || lower.first().is_some_and(|name| base(name) == "wget")));
        if let Some(file) = file
            && !file.is_empty()
            && self.fetched.len() < 1024
        {
            self.fetched.insert(file, from.clone());
        }
        from
    }

    /// Whether the command runs something that was fetched or decoded.
    pub(super) fn runs(
        &mut self,
        command: &Command,
        words: &[Word],
        flow: Taint,
        from: Option<&(String, Host)>,
        depth: u32,
    ) {
        let Some(first) = words.first() else { return };
        let name = base(&first.text);
        let args = words.get(1..).unwrap_or_default();
        if is_interpreter(&first.text) {
            let shell = !matches!(
                name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'),
                "python" | "perl" | "ruby" | "node" | "php" | "deno" | "bun"
            );
            let takes_input = args.iter().all(|word| {
                word.text.starts_with('-') && !matches!(word.text.as_str(), "-c" | "-e" | "-m" | "-p" | "-n")
            }) || args
                .iter()
                .any(|word| matches!(word.text.as_str(), "-" | "-s" | "/dev/stdin"));
            let given = args.iter().fold(Taint::NONE, |taint, word| {
                if word.inner.is_empty() && name != "eval" {
                    taint
                } else {
                    taint.and(word_taint(word, self.names(), depth))
                }
            });
            let taint = given.and(if takes_input { flow } else { Taint::NONE });
            if taint.has(Taint::DECODED) || (taint.has(Taint::PIECES) && shell) {
                self.add(rule::DECODED_EXEC, command);
            } else if taint.has(Taint::REMOTE) {
                let inner = args.iter().flat_map(|word| &word.inner).find_map(|text| {
                    let host = place::host(&text.to_lowercase()).map(|(name, host)| (name.to_owned(), host));
                    host.or_else(|| text.contains('$').then(|| ("$".to_owned(), Host::Plain)))
                });
                self.downloaded(command, inner.as_ref().or(from));
            }
            self.inline_code(command, name, args);
        }
        let started = if is_interpreter(&first.text)
            || matches!(
                name,
                "chmod"
                    | "msiexec"
                    | "installer"
                    | "Start-Process"
                    | "start"
                    | "saps"
                    | "rundll32"
                    | "regsvr32"
                    | "open"
            ) {
            args.iter().map(|word| base(&word.text)).find(|file| self.fetched.contains_key(*file))
        } else {
            Some(name).filter(|name| self.fetched.contains_key(*name) && !is_data(name))
        };
        if let Some(file) = started.map(str::to_owned) {
            let from = self.fetched.get(&file).cloned().flatten();
            self.downloaded(command, from.as_ref());
        }
    }

    fn downloaded(&mut self, command: &Command, from: Option<&(String, Host)>) {
        let declared = from.is_none_or(|(name, _)| self.reading.intent.names(name));
        match from {
            Some((_, Host::Local)) => {}
            // A document shows how it would be done.
            Some((_, Host::Sample)) => self.add(rule::DOWNLOAD_RUN_REPOSITORY, command),
            // A repository has an owner and a history; anybody can have one.
            Some((name, Host::Known)) if name.ends_with("raw.githubusercontent.com") && !declared => {
                self.add(rule::DOWNLOAD_RUN_REPOSITORY, command);
            }
            // Anybody can put a file there.
            Some((name, Host::Known)) if !name.contains("githubusercontent") => {
                self.add(rule::DOWNLOAD_RUN_KNOWN, command);
            }
            _ => {
                let hit = self.reading.hit(rule::DOWNLOAD_RUN, command.start, command.end);
                self.hits.push(Hit { marks: hit.marks.with(crate::hit::Mark::Declared, declared), ..hit });
            }
        }
    }

    /// Code on the command line: `python -c "…"`.
    fn inline_code(&mut self, command: &Command, name: &str, args: &[Word]) {
        let Some(at) = args
            .iter()
            .position(|word| matches!(word.text.as_str(), "-c" | "-e" | "-Command" | "-lc" | "-ic"))
        else {
            return;
        };
        let Some(code) = args.get(at + 1) else { return };
        let reading = self.reading.of_text(command.start, command.end);
        let hits = read_inline(name, &code.text, &reading);
        self.hits.extend(hits);
    }
}

/// Whether a file of this name is no program, whatever rights it has.
fn is_data(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(
        extension,
        "txt"
            | "json"
            | "csv"
            | "md"
            | "html"
            | "xml"
            | "log"
            | "yaml"
            | "yml"
            | "png"
            | "jpg"
            | "pdf"
            | "zip"
            | "gz"
    )
}

/// Whether short flags in one word end in one that takes a body: `-sF`, `-sSd`.
fn is_cluster_with_body(text: &str) -> bool {
    text.len() <= 6
        && text.strip_prefix('-').is_some_and(|flags| flags.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && text.ends_with(['F', 'd', 'T'])
}

/// Whether a file of this name holds a project's secrets, and not their names alone.
fn is_dotenv(name: &str) -> bool {
    name.starts_with(".env")
        && !["example", "sample", "template", "dist"].iter().any(|part| name.contains(part))
}
