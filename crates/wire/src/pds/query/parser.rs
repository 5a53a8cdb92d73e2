//! Tokens to a query, by recursive descent.

use super::{
    Comparison, Literal, Operator, Query, QueryError,
    lexer::{Kind, Token, tokens},
};

/// Words of the language: none of them is a field's name.
const WORDS: [&str; 8] = ["and", "or", "not", "prefix", "match", "in", "true", "false"];

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    /// Where the text ends.
    end: usize,
    depth: usize,
    values: usize,
}

/// The query that a text is.
pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(Query::And(Vec::new()));
    }
    let end = text.chars().count();
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), end, depth: 0, values: 0 };
    let query = parser.any()?;
    match parser.tokens.next() {
        None => Ok(query),
        Some(token) => Err(QueryError::new(token.at, "'and', 'or' or the end was expected here")),
    }
}

impl Parser {
    fn at(&mut self) -> usize {
        self.tokens.peek().map_or(self.end, |token| token.at)
    }

    /// Takes the next token when it is this word.
    fn take_word(&mut self, word: &str) -> bool {
        let is_word =
            |token: &Token| matches!(&token.kind, Kind::Word(text) if text.eq_ignore_ascii_case(word));
        self.tokens.next_if(is_word).is_some()
    }

    /// Takes the next token when it is this one.
    fn take(&mut self, kind: &Kind) -> bool {
        self.tokens.next_if(|token| token.kind == *kind).is_some()
    }

    fn any(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.all()?];
        while self.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(one_of(parts, Query::Or))
    }

    fn all(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.one()?];
        while self.take_word("and") {
            parts.push(self.one()?);
        }
        Ok(one_of(parts, Query::And))
    }

    fn one(&mut self) -> Result<Query, QueryError> {
        let at = self.at();
        if self.take_word("not") {
            return self.deeper(at, |parser| Ok(Query::Not(Box::new(parser.one()?))));
        }
        if !self.take(&Kind::Open) {
            return self.comparison().map(Query::Compare);
        }
        self.deeper(at, |parser| {
            let query = parser.any()?;
            if parser.take(&Kind::Close) {
                return Ok(query);
            }
            let why = format!("')' was expected here, for the '(' at character {at}");
            Err(QueryError::new(parser.at(), why))
        })
    }

    fn deeper(
        &mut self,
        at: usize,
        read: impl FnOnce(&mut Self) -> Result<Query, QueryError>,
    ) -> Result<Query, QueryError> {
        if self.depth == Query::MAX_DEPTH {
            let why = format!("a query goes at most {} deep", Query::MAX_DEPTH);
            return Err(QueryError::new(at, why));
        }
        self.depth += 1;
        let query = read(self);
        self.depth -= 1;
        query
    }

    fn comparison(&mut self) -> Result<Comparison, QueryError> {
        let field_at = self.at();
        let field = match self.tokens.next() {
            Some(Token { kind: Kind::Word(word), .. }) if !is_word_of_the_language(&word) => word,
            _ => return Err(QueryError::new(field_at, "the name of a field was expected here")),
        };
        let operator_at = self.at();
        let operator = self.operator()?;
        let value_at = self.at();
        let value = if self.take(&Kind::OpenArray) { self.array()? } else { self.value()? };
        Ok(Comparison { field, field_at, operator, operator_at, value, value_at })
    }

    fn operator(&mut self) -> Result<Operator, QueryError> {
        let at = self.at();
        for (word, operator) in
            [("prefix", Operator::Prefix), ("match", Operator::Match), ("in", Operator::In)]
        {
            if self.take_word(word) {
                return Ok(operator);
            }
        }
        match self.tokens.next() {
            Some(Token { kind: Kind::Operator(operator), .. }) => Ok(operator),
            _ => Err(QueryError::new(at, "an operator was expected here: = != < <= > >= prefix match in")),
        }
    }

    fn array(&mut self) -> Result<Literal, QueryError> {
        let mut values = Vec::new();
        if self.take(&Kind::CloseArray) {
            return Ok(Literal::Array(values));
        }
        loop {
            values.push(self.value()?);
            if self.take(&Kind::CloseArray) {
                return Ok(Literal::Array(values));
            }
            let at = self.at();
            if !self.take(&Kind::Comma) {
                return Err(QueryError::new(at, "',' or ']' was expected here"));
            }
        }
    }

    fn value(&mut self) -> Result<Literal, QueryError> {
        let at = self.at();
        self.values += 1;
        if self.values > Query::MAX_VALUES {
            return Err(QueryError::new(at, format!("a query has at most {} values", Query::MAX_VALUES)));
        }
        if self.take_word("true") {
            return Ok(Literal::Bool(true));
        }
        if self.take_word("false") {
            return Ok(Literal::Bool(false));
        }
        match self.tokens.next().map(|token| token.kind) {
            Some(Kind::Text(text)) => Ok(Literal::Text(text)),
            Some(Kind::Long(number)) => Ok(Literal::Long(number)),
            Some(Kind::Double(number)) => Ok(Literal::Double(number)),
            _ => Err(QueryError::new(at, "a text in quotes, a number, true or false was expected here")),
        }
    }
}

fn is_word_of_the_language(word: &str) -> bool {
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The one part, or all joined.
fn one_of(mut parts: Vec<Query>, join: fn(Vec<Query>) -> Query) -> Query {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}
