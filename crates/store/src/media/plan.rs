//! From a condition to a guess that a database can make: everything that the condition holds for, and perhaps more.

use super::{
    FieldKind, MediaField, Scalar,
    evaluate::Check,
    terms::{Terms, has_words},
    value::TEXT_MAX,
    want::{EARTH_RADIUS, Want},
};
use crate::Comparison;

/// What a database is asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Guess {
    /// Everything, or nothing.
    Always(bool),
    /// All of these.
    All(Vec<Self>),
    /// One of these.
    Any(Vec<Self>),
    /// What this is not.
    Not(Box<Self>),
    /// Has a value in this column.
    Exists(&'static str),
    /// Has a value in this column that compares so.
    Column(&'static str, Comparison, Scalar),
    /// Lies within latitudes, and within longitudes; where the first of these is larger, across the date line.
    Box((f64, f64), (f64, f64)),
    /// Has all of these terms, or too many to tell.
    Terms(Vec<i64>),
}

/// Everything that a condition holds for, and whether it is nothing else.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) guess: Guess,
    pub(crate) is_exact: bool,
}

/// Which way a guess may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// It has everything, and perhaps more.
    Above,
    /// It has nothing else, and perhaps not everything.
    Below,
}

impl Plan {
    /// Plans a condition; everything where there is none.
    pub(crate) fn new(terms: Terms, check: Option<&Check>) -> Self {
        let Some(check) = check else { return Self { guess: Guess::Always(true), is_exact: true } };
        let mut planner = Planner { terms, is_exact: true };
        let guess = planner.guess(check, Side::Above);
        Self { guess, is_exact: planner.is_exact }
    }
}

struct Planner {
    terms: Terms,
    is_exact: bool,
}

impl Planner {
    fn guess(&mut self, check: &Check, side: Side) -> Guess {
        match check {
            Check::All(all) => every(all.iter().map(|check| self.guess(check, side)).collect()),
            Check::Any(any) => some(any.iter().map(|check| self.guess(check, side)).collect()),
            Check::Not(inner) => {
                let other = if side == Side::Above { Side::Below } else { Side::Above };
                match self.guess(inner, other) {
                    Guess::Always(is) => Guess::Always(!is),
                    guess => Guess::Not(Box::new(guess)),
                }
            }
            Check::Nested(array, inner) => {
                let inner = self.guess(inner, side);
                let has = Guess::Terms(vec![self.terms.has(top(array))]);
                self.unsure(side, every(vec![inner, has]))
            }
            Check::Leaf(field, want) => self.leaf(field, want, side),
        }
    }

    /// What is not sure: the guess, or nothing.
    fn unsure(&mut self, side: Side, guess: Guess) -> Guess {
        self.is_exact = false;
        if side == Side::Above { guess } else { Guess::Always(false) }
    }

    fn leaf(&mut self, field: &MediaField, want: &Want, side: Side) -> Guess {
        let column = field.column().and_then(|place| MediaField::top().nth(place)).map(|(name, _)| name);
        match (column, want) {
            (_, Want::Never) => Guess::Always(false),
            (Some(column), Want::Exists) => Guess::Exists(column),
            (Some(column), Want::Compare(comparison, value)) => {
                self.compare(column, *comparison, value, side)
            }
            (Some(column), Want::Phrase(words)) => {
                let guess = if has_words(field) {
                    Guess::Terms(self.terms.of_phrase(words))
                } else {
                    Guess::Exists(column)
                };
                self.unsure(side, guess)
            }
            (_, &Want::Within { north, west, south, east }) => Guess::Box((south, north), (west, east)),
            (_, &Want::Near(latitude, longitude, radius)) => {
                self.unsure(side, around(latitude, longitude, radius))
            }
            (None, want) => {
                let mut terms = vec![self.terms.has(top(field.name()))];
                match want {
                    Want::Compare(Comparison::Eq, Scalar::Text(text)) if field.kind() == FieldKind::Text => {
                        terms.push(self.terms.exact(field, text));
                    }
                    Want::Phrase(words) => terms.extend(self.terms.of_phrase(words)),
                    _ => {}
                }
                self.unsure(side, Guess::Terms(terms))
            }
        }
    }

    /// A column has the beginning of a long text only.
    fn compare(&mut self, column: &'static str, comparison: Comparison, value: &Scalar, side: Side) -> Guess {
        // A cut text has at least so many bytes; a shorter one compares with it as with the whole.
        const SURE: usize = TEXT_MAX - 3;
        match value {
            Scalar::Text(text) if text.len() >= SURE => {
                let text = text.get(..text.floor_char_boundary(SURE)).unwrap_or(text).to_owned();
                let loose = match comparison {
                    Comparison::Eq | Comparison::Prefix => Comparison::Prefix,
                    Comparison::Lt | Comparison::Le => {
                        // What begins so may be less; all else that is less is less than this.
                        let less = Guess::Column(column, Comparison::Lt, Scalar::Text(text.clone()));
                        let same = Guess::Column(column, Comparison::Prefix, Scalar::Text(text));
                        return self.unsure(side, some(vec![less, same]));
                    }
                    Comparison::Gt | Comparison::Ge => Comparison::Ge,
                };
                self.unsure(side, Guess::Column(column, loose, Scalar::Text(text)))
            }
            value => Guess::Column(column, comparison, value.clone()),
        }
    }
}

/// The first name of a path.
fn top(path: &str) -> &str {
    path.split_once('.').map_or(path, |(top, _)| top)
}

/// All of these, without those that say nothing.
fn every(guesses: Vec<Guess>) -> Guess {
    if guesses.contains(&Guess::Always(false)) {
        return Guess::Always(false);
    }
    let mut all = Vec::new();
    let mut terms: Vec<i64> = Vec::new();
    for guess in guesses {
        match guess {
            Guess::Always(_) => {}
            // One question for all terms.
            Guess::Terms(more) => terms.extend(more),
            Guess::All(inner) => {
                for guess in inner {
                    match guess {
                        Guess::Terms(more) => terms.extend(more),
                        guess => all.push(guess),
                    }
                }
            }
            guess => all.push(guess),
        }
    }
    if !terms.is_empty() {
        terms.sort_unstable();
        terms.dedup();
        all.push(Guess::Terms(terms));
    }
    match all.pop() {
        None => Guess::Always(true),
        Some(only) if all.is_empty() => only,
        Some(last) => {
            all.push(last);
            Guess::All(all)
        }
    }
}

/// One of these, without those that say nothing.
fn some(mut guesses: Vec<Guess>) -> Guess {
    if guesses.contains(&Guess::Always(true)) {
        return Guess::Always(true);
    }
    guesses.retain(|guess| *guess != Guess::Always(false));
    match guesses.pop() {
        None => Guess::Always(false),
        Some(only) if guesses.is_empty() => only,
        Some(last) => {
            guesses.push(last);
            Guess::Any(guesses)
        }
    }
}

/// A box around a circle on the sphere, a little larger.
fn around(latitude: f64, longitude: f64, radius: f64) -> Guess {
    const MARGIN: f64 = 1e-6;
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return Guess::Exists("LatLong");
    }
    let degrees = (radius / EARTH_RADIUS).to_degrees() * (1.0 + MARGIN) + MARGIN;
    let (south, north) = (latitude - degrees, latitude + degrees);
    // Near a pole a circle may have every longitude.
    if south <= -90.0 || north >= 90.0 {
        return Guess::Box((south, north), (-180.0, 180.0));
    }
    // Where the meridian touches the circle: sin(longitudes) = sin(radius) / cos(latitude).
    let sine = degrees.to_radians().sin() / latitude.to_radians().cos();
    if degrees >= 90.0 || sine >= 1.0 {
        return Guess::Box((south, north), (-180.0, 180.0));
    }
    let width = sine.asin().to_degrees() * (1.0 + MARGIN) + MARGIN;
    let (west, east) = (longitude - width, longitude + width);
    let longitudes = match (west < -180.0, east > 180.0) {
        (false, false) => (west, east),
        (true, false) => (west + 360.0, east),
        (false, true) => (west, east - 360.0),
        (true, true) => (-180.0, 180.0),
    };
    Guess::Box((south, north), longitudes)
}
