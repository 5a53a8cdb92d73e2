//! What a content must have for a rule to match, and what two such needs come to together.
//!
//! A need is one-sided: a rule that matches needs it, a content that has it need not match.

use serde::{Deserialize, Serialize};

use super::literal::{Literal, expected};

/// More ways than this are made one.
pub(super) const WAYS_MAX: usize = 16;
/// Of what one way needs, only so much is asked for: what is met most seldom.
pub(crate) const CLAUSES_MAX: usize = 3;
/// A clause of more literals than this tells little for what it costs.
const CLAUSE_LITERALS_MAX: usize = 4096;

/// The ways in which a condition can come to hold; without any it never does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Need {
    pub(super) ways: Vec<Way>,
}

/// What one way needs, all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Way {
    /// The content begins with this.
    pub(crate) head: Option<Vec<u8>>,
    /// This is in the text of the content's labels.
    pub(crate) label: Option<String>,
    /// None of these is in the text of the content's labels.
    pub(crate) without: Vec<String>,
    /// The content has no more bytes than this.
    pub(crate) size: Option<u64>,
    /// Of each of these, one is in the content: at most [`CLAUSES_MAX`], those that are met most seldom, in order.
    pub(crate) clauses: Vec<Vec<Literal>>,
}

impl Way {
    /// Both; which of two beginnings or labels is kept makes no difference to what is needed.
    fn and(&self, other: &Self) -> Self {
        let mut clauses = self.clauses.clone();
        clauses.extend(other.clauses.iter().filter(|clause| !self.clauses.contains(clause)).cloned());
        clauses.sort_by(|a, b| expected(a).total_cmp(&expected(b)));
        clauses.truncate(CLAUSES_MAX);
        Self {
            head: self.head.clone().or_else(|| other.head.clone()),
            label: self.label.clone().or_else(|| other.label.clone()),
            without: union(&self.without, &other.without),
            size: [self.size, other.size].into_iter().flatten().min(),
            clauses,
        }
    }

    /// What both need.
    fn common(&self, other: &Self) -> Self {
        let clause = match (self.clauses.first(), other.clauses.first()) {
            (Some(a), Some(b)) => Some(union(a, b)).filter(|clause| clause.len() <= CLAUSE_LITERALS_MAX),
            _ => None,
        };
        Self {
            head: self.head.clone().filter(|head| other.head.as_ref() == Some(head)),
            label: self.label.clone().filter(|label| other.label.as_ref() == Some(label)),
            without: self.without.iter().filter(|label| other.without.contains(label)).cloned().collect(),
            size: self.size.zip(other.size).map(|(a, b)| a.max(b)),
            clauses: clause.into_iter().collect(),
        }
    }

    /// How often it may be expected at one place of a content.
    pub(super) fn expected(&self) -> f64 {
        self.clauses.first().map_or(f64::INFINITY, |clause| expected(clause))
    }
}

impl Need {
    /// Nothing: whatever is the case.
    pub(super) fn nothing() -> Self {
        Self { ways: vec![Way::default()] }
    }

    /// Never met.
    pub(super) fn impossible() -> Self {
        Self { ways: Vec::new() }
    }

    pub(super) fn head(bytes: &[u8]) -> Self {
        Self { ways: vec![Way { head: Some(bytes.to_vec()), ..Way::default() }] }
    }

    pub(super) fn label(text: &str) -> Self {
        Self { ways: vec![Way { label: Some(text.to_owned()), ..Way::default() }] }
    }

    pub(super) fn without(text: &str) -> Self {
        Self { ways: vec![Way { without: vec![text.to_owned()], ..Way::default() }] }
    }

    pub(super) fn size(size: i64) -> Self {
        u64::try_from(size).map_or_else(
            |_| Self::impossible(),
            |size| Self { ways: vec![Way { size: Some(size), ..Way::default() }] },
        )
    }

    pub(super) fn literals(clause: Vec<Literal>) -> Self {
        Self { ways: vec![Way { clauses: vec![clause], ..Way::default() }] }
    }

    /// What both need. Either alone is needed too, and that is enough where both together would be many ways.
    pub(super) fn and(self, other: Self) -> Self {
        if self.ways.len() * other.ways.len() > WAYS_MAX {
            return if self.expected() <= other.expected() { self } else { other };
        }
        let each = |way: &Way| other.ways.iter().map(|next| way.and(next)).collect::<Vec<_>>();
        Self { ways: self.ways.iter().flat_map(each).collect() }
    }

    /// What either needs.
    pub(super) fn or(mut self, other: Self) -> Self {
        for way in other.ways {
            // With one clause each and all else alike, one of both clauses' literals is needed.
            let alike = self.ways.iter_mut().find(|known| {
                (&known.head, &known.label, &known.without) == (&way.head, &way.label, &way.without)
                    && known.clauses.len() == way.clauses.len()
                    && known.clauses.len() <= 1
            });
            match alike {
                Some(known) => *known = known.common(&way),
                None => self.ways.push(way),
            }
        }
        if self.ways.len() > WAYS_MAX {
            self.ways = self.ways.into_iter().reduce(|a, b| a.common(&b)).into_iter().collect();
        }
        self
    }

    /// How often it may be expected to be met at one place of a content.
    pub(super) fn expected(&self) -> f64 {
        self.ways.iter().map(Way::expected).sum()
    }

    /// What is needed when at least `count` of these hold: of any so many that fewer than `count` are left, one holds.
    pub(super) fn at_least(count: usize, mut needs: Vec<Self>) -> Self {
        if count == 0 {
            return Self::nothing();
        }
        needs.sort_by(|a, b| a.expected().total_cmp(&b.expected()));
        let of = (needs.len() + 1).saturating_sub(count);
        if of == 0 {
            return Self::impossible();
        }
        needs
            .chunks_exact(of)
            .take(CLAUSES_MAX)
            .filter_map(|some| some.iter().cloned().reduce(Self::or))
            .fold(Self::nothing(), Self::and)
    }
}

/// Both, each once.
fn union<T: Clone + Ord>(a: &[T], b: &[T]) -> Vec<T> {
    let mut both = [a, b].concat();
    both.sort_unstable();
    both.dedup();
    both
}
