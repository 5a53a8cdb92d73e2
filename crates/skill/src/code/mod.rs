//! Reading code: what language it is in, and what it does with what it has.

pub(crate) mod config;
pub(crate) mod loose;
pub(crate) mod notebook;
pub(crate) mod place;
pub(crate) mod python;
pub(crate) mod shell;
pub(crate) mod taint;

use crate::{
    hit::{Hit, Marks},
    intent::Intent,
    rules::Rule,
};

/// A language that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// Python.
    Python,
    /// POSIX shells and their kin.
    Shell,
    /// JavaScript and TypeScript.
    Script,
    /// PowerShell and batch files.
    PowerShell,
    /// Others, read as loosely as JavaScript.
    Other,
}

impl Language {
    /// The language of a file with this path and first line.
    pub(crate) fn of_file(path: &str, bytes: &[u8]) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let by_name = name.rsplit_once('.').and_then(|(_, extension)| Self::of_extension(extension));
        if by_name.is_some() {
            return by_name;
        }
        if matches!(
            name.as_str(),
            "dockerfile" | "makefile" | "justfile" | "pre-commit" | "post-commit" | "post-checkout"
        ) {
            return Some(Self::Shell);
        }
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let first = std::str::from_utf8(first.get(..first.len().min(128))?).ok()?;
        let program = first.strip_prefix("#!")?;
        Some(match () {
            () if program.contains("python") => Self::Python,
            () if program.contains("node") || program.contains("deno") || program.contains("bun") => {
                Self::Script
            }
            () if program.contains("pwsh") => Self::PowerShell,
            () if program.contains("sh") => Self::Shell,
            () => Self::Other,
        })
    }

    fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "py" | "pyw" | "pyi" | "pth" => Self::Python,
            "sh" | "bash" | "zsh" | "fish" | "command" | "ksh" | "mk" => Self::Shell,
            "js" | "mjs" | "cjs" | "ts" | "tsx" | "jsx" | "mts" | "cts" | "gs" => Self::Script,
            "ps1" | "psm1" | "psd1" | "bat" | "cmd" | "vbs" | "vba" | "hta" => Self::PowerShell,
            "rb" | "php" | "pl" | "lua" | "go" | "rs" | "java" | "kt" | "swift" | "cs" | "scpt"
            | "applescript" | "r" | "c" | "cpp" => Self::Other,
            _ => return None,
        })
    }

    /// The language of a block of code in a text, by what the text says and by what it looks like.
    pub(crate) fn of_block(named: &str, code: &str) -> Option<Self> {
        let named = named.to_ascii_lowercase();
        match named.as_str() {
            "python" | "python3" | "py" => Some(Self::Python),
            "bash" | "sh" | "shell" | "zsh" | "console" | "terminal" | "shell-session" | "fish"
            | "dockerfile" | "makefile" => Some(Self::Shell),
            "javascript" | "js" | "typescript" | "ts" | "tsx" | "jsx" | "node" | "mjs" => Some(Self::Script),
            "powershell" | "ps1" | "pwsh" | "bat" | "cmd" | "batch" => Some(Self::PowerShell),
            "" | "text" | "txt" | "plaintext" => Self::looks_like(code),
            _ => None,
        }
    }

    fn looks_like(code: &str) -> Option<Self> {
        let has = |what: &str| code.contains(what);
        if has("import ")
            && (has("def ") || has("\nimport ") || code.starts_with("import ") || has("print("))
            && !has("from '")
        {
            return Some(Self::Python);
        }
        if has("const ") || has("require(") || has("=> {") {
            return Some(Self::Script);
        }
        if has("Invoke-") || has("powershell") || has("$env:") {
            return Some(Self::PowerShell);
        }
        let commands = [
            "curl ",
            "wget ",
            "bash ",
            "sh ",
            "sudo ",
            "pip ",
            "npm ",
            "npx ",
            "cat ",
            "echo ",
            "export ",
            "chmod ",
            "eval ",
            "python",
            "/bin/bash -c",
            "/bin/sh -c",
            "powershell ",
            "iex ",
            "scp ",
            "rsync ",
            "nc ",
            "git clone",
        ];
        let is_command = |line: &str| {
            let line = line.trim_start().trim_start_matches("$ ");
            commands.iter().any(|command| line.starts_with(command))
                || line.contains(" | bash")
                || line.contains(" | sh")
        };
        code.lines().take(50).any(is_command).then_some(Self::Shell)
    }
}

/// What is known of a text before it is read, and where it lies in its file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// What the package says that it is for.
    pub(crate) intent: &'a Intent,
    /// What surrounds the whole text.
    marks: Marks,
    /// Offset of the text in its file.
    base: usize,
    /// Where everything is reported, when the text is not in its file as it is read.
    place: Option<(usize, usize)>,
    /// Texts within texts around this one.
    depth: u32,
    /// The Python modules of the package.
    modules: Option<&'a python::Modules>,
    /// Its JavaScript files.
    scripts: Option<&'a loose::Scripts<'a>>,
}

/// Commands within code within commands that are followed.
const DEPTH_MAX: u32 = 6;

impl<'a> Reading<'a> {
    /// Of a whole file.
    pub(crate) fn new(intent: &'a Intent) -> Self {
        Self { intent, marks: Marks::default(), base: 0, place: None, depth: 0, modules: None, scripts: None }
    }

    /// With the package's Python modules at hand.
    #[must_use]
    pub(crate) fn knowing<'b>(self, modules: &'b python::Modules) -> Reading<'b>
    where
        'a: 'b,
    {
        Reading { modules: Some(modules), ..self }
    }

    /// With the package's JavaScript files at hand.
    #[must_use]
    pub(crate) fn beside<'b>(self, scripts: &'b loose::Scripts<'b>) -> Reading<'b>
    where
        'a: 'b,
    {
        Reading { scripts: Some(scripts), ..self }
    }

    /// Of the part of a file that begins at `base`.
    #[must_use]
    pub(crate) fn at(self, base: usize, marks: Marks) -> Self {
        Self { marks, base, ..self }
    }

    /// Of a text that stands for the part `start..end` of this one.
    #[must_use]
    pub(crate) fn of_text(&self, start: usize, end: usize) -> Self {
        let place = self.place.unwrap_or((self.base + start, self.base + end));
        Self { place: Some(place), depth: self.depth + 1, ..*self }
    }

    /// Whether the text is one that somebody wrote, and not what stands for one.
    pub(crate) fn is_as_written(&self) -> bool {
        self.place.is_none()
    }

    /// A hit in the part `start..end` of this text.
    pub(crate) fn hit(&self, rule: &'static Rule, start: usize, end: usize) -> Hit {
        let (start, end) = self.place.unwrap_or((self.base + start, self.base + end));
        Hit { rule, start, end, marks: self.marks }
    }
}

/// Reads `text`, which is in `language`.
pub(crate) fn read(language: Language, text: &str, reading: &Reading<'_>) -> Vec<Hit> {
    if reading.depth > DEPTH_MAX {
        return Vec::new();
    }
    match language {
        Language::Python => python::read(text, reading).unwrap_or_else(|| loose::read(text, reading)),
        Language::Shell => shell::read(text, reading),
        // `iwr x | iex` is a pipeline like any other.
        Language::PowerShell => {
            let mut hits = loose::read(text, reading);
            hits.extend(shell::read(text, reading));
            hits
        }
        Language::Script | Language::Other => loose::read(text, reading),
    }
}

/// What a JavaScript file of this path does with what other files of the package give it, beyond what it does alone.
pub(crate) fn together(path: &str, text: &str, alone: &[Hit], reading: &Reading<'_>) -> Vec<Hit> {
    let joined = reading.scripts.and_then(|scripts| scripts.joined(path, text));
    let Some((joined, start, end)) = joined else { return Vec::new() };
    let mut hits = loose::read(&joined, &reading.of_text(start, end));
    // What a flow comes to; all else is told of the file that it is in.
    hits.retain(|hit| {
        matches!(hit.rule.family, "code-exfiltration" | "download-run" | "obfuscation")
            && !alone.iter().any(|known| known.rule.id == hit.rule.id)
    });
    hits.dedup_by_key(|hit| hit.rule.id);
    hits
}

/// Reads code that stands on a command line, for the interpreter of this name.
fn read_inline(interpreter: &str, text: &str, reading: &Reading<'_>) -> Vec<Hit> {
    let language = match interpreter.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.') {
        "python" => Language::Python,
        "node" | "deno" | "bun" | "ruby" | "perl" | "php" | "osascript" => Language::Script,
        "pwsh" | "powershell" => Language::PowerShell,
        _ => Language::Shell,
    };
    read(language, text, reading)
}

/// The names of the rules that a text in `language` meets, each once, in order.
#[cfg(test)]
fn rules_met(language: Language, text: &str) -> Vec<&'static str> {
    let intent = Intent::default();
    let mut out: Vec<&str> =
        read(language, text, &Reading::new(&intent)).iter().map(|hit| hit.rule.id).collect();
    out.sort_unstable();
    out.dedup();
    out
}
