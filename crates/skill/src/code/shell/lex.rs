//! Shell text as commands and words.
//!
//! After POSIX.1-2024, Shell Command Language §2.2 (quoting) and §2.9 (commands), without expansion: what a
//! substitution holds stays in its word and is read on its own. Lenient, as examples in documents are.

/// Commands read of one text; more is the same again.
const COMMANDS_MAX: usize = 20_000;
/// The longest word that is kept, in bytes.
const WORD_MAX: usize = 8 << 10;

/// A word without its quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Its text; substitutions are in it as they were written.
    pub(super) text: String,
    /// The texts of its substitutions: `curl x` of `$(curl x)` and of `<(curl x)`.
    pub(super) inner: Vec<String>,
}

/// One command of a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Command {
    /// Its words, assignments included, redirections not.
    pub(super) words: Vec<Word>,
    /// Files that its output goes to.
    pub(super) outputs: Vec<Word>,
    /// Offset of its first byte.
    pub(super) start: usize,
    /// Offset after its last byte.
    pub(super) end: usize,
}

/// The pipelines of a text, in order.
pub(super) fn pipelines(text: &str) -> Vec<Vec<Command>> {
    let mut lexer = Lexer { bytes: text.as_bytes(), text, ..Lexer::default() };
    lexer.run();
    lexer.done
}

#[derive(Default)]
struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    done: Vec<Vec<Command>>,
    pipeline: Vec<Command>,
    command: Command,
    word: Option<Word>,
    /// Whether the next word is a file that output goes to (`Some(true)`), or one that input comes from.
    redirect: Option<bool>,
    count: usize,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if self.count >= COMMANDS_MAX {
                break;
            }
            match byte {
                b' ' | b'\t' | b'\r' => self.end_word(),
                b'\\' => {
                    if self.bytes.get(self.at + 1) == Some(&b'\n') {
                        self.at += 1;
                        self.end_word();
                    } else {
                        self.at += 1;
                        self.push_char();
                        continue;
                    }
                }
                b'\'' | b'"' => {
                    self.quoted(byte);
                    continue;
                }
                b'`' => {
                    self.substitution(self.at + 1, b'`');
                    continue;
                }
                b'$' | b'<' | b'>' if self.bytes.get(self.at + 1) == Some(&b'(') => {
                    self.substitution(self.at + 2, b')');
                    continue;
                }
                b'#' if self.word.is_none() => {
                    self.skip_line();
                    continue;
                }
                b'>' | b'<' => {
                    // `2>&1` and `>&` join streams; the digit is no word.
                    if self.word.as_ref().is_some_and(|word| matches!(word.text.as_str(), "1" | "2" | "&")) {
                        self.word = None;
                    }
                    self.end_word();
                    while matches!(self.bytes.get(self.at + 1), Some(b'>' | b'<' | b'&' | b'-')) {
                        self.at += 1;
                    }
                    self.redirect = Some(byte == b'>');
                }
                b'|' if self.bytes.get(self.at + 1) != Some(&b'|') => self.end_command(),
                b'\n' | b';' | b'&' | b'|' => {
                    self.end_pipeline();
                    if self.bytes.get(self.at + 1) == Some(&byte) {
                        self.at += 1;
                    }
                }
                b'(' | b')' if self.word.is_none() => self.end_pipeline(),
                b'{' | b'}'
                    if self.word.is_none()
                        && self.bytes.get(self.at + 1).is_none_or(u8::is_ascii_whitespace) =>
                {
                    self.end_pipeline();
                }
                _ => {
                    self.push_char();
                    continue;
                }
            }
            self.at += 1;
        }
        self.end_pipeline();
    }

    fn word(&mut self) -> &mut Word {
        if self.word.is_none() && self.command.words.is_empty() {
            self.command.start = self.at;
        }
        self.word.get_or_insert_with(Word::default)
    }

    fn push_char(&mut self) {
        let Some(c) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
            self.at += 1;
            return;
        };
        let word = self.word();
        if word.text.len() < WORD_MAX {
            word.text.push(c);
        }
        self.at += c.len_utf8();
    }

    /// A quoted text; a quote that nothing closes is a letter.
    fn quoted(&mut self, quote: u8) {
        let start = self.at + 1;
        let mut end = start;
        while let Some(&byte) = self.bytes.get(end) {
            if byte == quote {
                break;
            }
            end += if byte == b'\\' && quote == b'"' { 2 } else { 1 };
            if end > start + 2 * WORD_MAX {
                break;
            }
        }
        if self.bytes.get(end) != Some(&quote) {
            self.push_char();
            return;
        }
        let inside = self.text.get(start..end).unwrap_or_default();
        let word = self.word();
        if word.text.len() + inside.len() <= 2 * WORD_MAX {
            word.text.push_str(inside);
        }
        if quote == b'"' {
            let inner = substitutions(inside);
            self.word().inner.extend(inner);
        }
        self.at = end + 1;
    }

    fn substitution(&mut self, start: usize, close: u8) {
        let end = closing(self.bytes, start, close);
        let Some(inside) = end.and_then(|end| self.text.get(start..end)) else {
            self.push_char();
            return;
        };
        let whole = self.text.get(self.at..start + inside.len() + 1).unwrap_or_default();
        let word = self.word();
        word.text.push_str(whole);
        word.inner.push(inside.to_owned());
        self.at = start + inside.len() + 1;
    }

    fn skip_line(&mut self) {
        self.at = self
            .bytes
            .iter()
            .skip(self.at)
            .position(|byte| *byte == b'\n')
            .map_or(self.bytes.len(), |found| self.at + found);
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        match self.redirect.take() {
            Some(true) => self.command.outputs.push(word),
            // What a substitution puts in is as good as an argument: `source /dev/stdin <<< "$(…)"`.
            Some(false) if !word.inner.is_empty() => self.command.words.push(word),
            Some(false) => {}
            None => self.command.words.push(word),
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.redirect = None;
        self.command.end = self.at.min(self.bytes.len());
        let command = std::mem::take(&mut self.command);
        if !command.words.is_empty() {
            self.pipeline.push(command);
            self.count += 1;
        }
    }

    fn end_pipeline(&mut self) {
        self.end_command();
        if !self.pipeline.is_empty() {
            self.done.push(std::mem::take(&mut self.pipeline));
        }
    }
}

/// Where the bracket or backtick that is open at `start` closes, within reach.
fn closing(bytes: &[u8], start: usize, close: u8) -> Option<usize> {
    let mut open = 1_usize;
    for (at, &byte) in bytes.iter().enumerate().skip(start).take(WORD_MAX) {
        if byte == close {
            open -= 1;
            if open == 0 {
                return Some(at);
            }
        } else if byte == b'(' && close == b')' {
            open += 1;
        }
    }
    None
}

/// The texts of the substitutions in a quoted text.
fn substitutions(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (start, close) = match byte {
            b'$' if bytes.get(at + 1) == Some(&b'(') => (at + 2, b')'),
            b'`' => (at + 1, b'`'),
            _ => {
                at += 1;
                continue;
            }
        };
        let Some(end) = closing(bytes, start, close) else { break };
        out.extend(text.get(start..end).map(str::to_owned));
        at = end + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<Vec<Vec<String>>> {
        pipelines(text)
            .into_iter()
            .map(|pipeline| {
                pipeline
                    .into_iter()
                    .map(|command| command.words.into_iter().map(|word| word.text).collect())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn commands_are_told_apart() {
        assert_eq!(
            shown("curl -s 'a b' | sh && echo \"x $(id)\" # no\nls>out 2>&1; it's"),
            [
                vec![vec!["curl", "-s", "a b"], vec!["sh"]],
                vec![vec!["echo", "x $(id)"]],
                vec![vec!["ls"]],
                vec![vec!["it's"]],
            ]
        );
        assert_eq!(pipelines("bash <(curl x)")[0][0].words[1].inner, ["curl x"]);
        assert_eq!(pipelines("a > b")[0][0].outputs[0].text, "b");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[-a$()`'\"<>|&;# \\\\\n{}é]{0,80}") {
            for command in pipelines(&text).iter().flatten() {
                proptest::prop_assert!(command.start <= command.end && command.end <= text.len());
            }
        }
    }
}
