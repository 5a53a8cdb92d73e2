//! Characters to tokens.

use super::{Operator, Query, QueryError};

/// A token and where it begins, in characters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A name or a word of the language.
    Word(String),
    Text(String),
    Long(i64),
    Double(f64),
    /// Written in signs; the others are words.
    Operator(Operator),
    Open,
    Close,
    OpenArray,
    CloseArray,
    Comma,
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

/// All tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let chars: Vec<char> = text.chars().take(Query::MAX_CHARS + 1).collect();
    if chars.len() > Query::MAX_CHARS {
        let why = format!("a query has at most {} characters", Query::MAX_CHARS);
        return Err(QueryError::new(Query::MAX_CHARS, why));
    }
    let mut lexer = Lexer { chars, at: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.take_while(char::is_whitespace);
        let at = lexer.at;
        let Some(first) = lexer.next() else { return Ok(tokens) };
        tokens.push(Token { kind: lexer.token(at, first)?, at });
    }
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn take_if(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    fn take_while(&mut self, is_wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&is_wanted) {
            self.at += 1;
        }
    }

    fn since(&self, from: usize) -> String {
        self.chars.get(from..self.at).unwrap_or_default().iter().collect()
    }

    fn token(&mut self, at: usize, first: char) -> Result<Kind, QueryError> {
        Ok(match first {
            '(' => Kind::Open,
            ')' => Kind::Close,
            '[' => Kind::OpenArray,
            ']' => Kind::CloseArray,
            ',' => Kind::Comma,
            '=' => Kind::Operator(Operator::Eq),
            '<' if self.take_if('=') => Kind::Operator(Operator::Le),
            '<' => Kind::Operator(Operator::Lt),
            '>' if self.take_if('=') => Kind::Operator(Operator::Ge),
            '>' => Kind::Operator(Operator::Gt),
            '!' if self.take_if('=') => Kind::Operator(Operator::Ne),
            '"' | '\'' => self.text(at, first)?,
            '-' | '0'..='9' => self.number(at)?,
            first if first.is_ascii_alphabetic() || first == '_' => {
                self.take_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
                Kind::Word(self.since(at))
            }
            other => return Err(QueryError::new(at, format!("{other:?} has no meaning here"))),
        })
    }

    fn text(&mut self, at: usize, quote: char) -> Result<Kind, QueryError> {
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(QueryError::new(at, "the text that begins here does not end")),
                Some(end) if end == quote => return Ok(Kind::Text(text)),
                Some('\\') if matches!(self.peek(), Some('\\' | '"' | '\'')) => text.extend(self.next()),
                Some(other) => text.push(other),
            }
        }
    }

    fn number(&mut self, at: usize) -> Result<Kind, QueryError> {
        let is_digit = |c: char| c.is_ascii_digit();
        self.take_while(is_digit);
        let mut is_whole = true;
        if self.take_if('.') {
            is_whole = false;
            self.take_while(is_digit);
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            is_whole = false;
            self.at += 1;
            if !self.take_if('-') {
                self.take_if('+');
            }
            self.take_while(is_digit);
        }
        let text = self.since(at);
        if self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            return Err(QueryError::new(self.at, format!("'{text}' goes on as no number does")));
        }
        let refused = || QueryError::new(at, format!("'{text}' is not a number that can be compared"));
        if is_whole {
            return text.parse().map(Kind::Long).map_err(|_| refused());
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Kind::Double(number)),
            _ => Err(refused()),
        }
    }
}
