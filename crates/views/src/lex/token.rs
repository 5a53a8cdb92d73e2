//! What the lexer makes of a text.

use std::rc::Rc;

/// A piece of a program, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Offset of the first byte.
    pub(crate) start: u32,
    /// Offset after the last byte.
    pub(crate) end: u32,
}

/// The kinds of tokens, the same for all languages.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// What stands outside of code.
    Html,
    /// A name or a keyword, as written.
    Word(Rc<[u8]>),
    /// A variable, without its sigil.
    Var(Rc<[u8]>),
    /// A string, its escapes resolved.
    Text(Rc<[u8]>),
    /// The opening of a command in backticks, whose parts follow up to a [`Kind::CommandEnd`].
    Command,
    /// The end of a command in backticks.
    CommandEnd,
    /// A whole number.
    Number(i64),
    /// An operator or a bracket.
    Operator(&'static str),
    /// A line's end, where it ends a statement.
    Line,
}

impl Token {
    pub(crate) fn is(&self, operator: &str) -> bool {
        matches!(self.kind, Kind::Operator(own) if own == operator)
    }

    /// Whether this is a name, compared without case; `name` is in lower case.
    pub(crate) fn is_word(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Word(own) if own.eq_ignore_ascii_case(name.as_bytes()))
    }
}

/// Operators, longer ones first.
pub(crate) const OPERATORS: [&str; 66] = [
    "<=>", "===", "!==", "**=", "...", "<<=", ">>=", "??=", "?->", "&&=", "||=", "=>", "==", "!=", "<>", "<=", ">=",
    "&&", "||", "??", "->", "::", "++", "--", "<<", ">>", ".=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**",
    "(", ")", "[", "]", "{", "}", ";", ",", ".", "+", "-", "*", "/", "%", "=", "<", ">", "!", "~", "^", "&", "|", "?",
    ":", "@", "$", "#", "\\", "`", "_",
];
