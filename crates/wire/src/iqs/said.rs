//! Values as clients say them: words in any case, truth values as such or as words, numbers within bounds.

use std::{fmt, marker::PhantomData, ops::RangeInclusive};

use assay_findings::{Choice, FlattenTask, PageColor, PageFormat};
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected, Visitor},
};

/// A value as a client said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<T>(pub T);

/// JPEG's quality, 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quality(pub u8);

/// Dots per inch, 50 to 1200.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dpi(pub u16);

/// Pixels of a scan, at least 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxPixels(pub u32);

impl Quality {
    const RANGE: RangeInclusive<u8> = 1..=100;
}

impl MaxPixels {
    /// A scan with fewer shows nothing.
    const LEAST: u32 = 1000;
}

/// What can be said in JSON.
pub trait Sayable: Sized {
    /// What is expected, for the error.
    const EXPECTED: &'static str;

    /// As a word, in lower case.
    fn of_word(_: &str) -> Option<Self> {
        None
    }

    /// As a truth value.
    fn of_bool(_: bool) -> Option<Self> {
        None
    }

    /// As a whole number.
    fn of_number(_: u64) -> Option<Self> {
        None
    }
}

impl Sayable for bool {
    const EXPECTED: &'static str = "true or false";

    fn of_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }

    fn of_bool(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

impl Sayable for Choice {
    const EXPECTED: &'static str = "true, false or force";

    fn of_word(word: &str) -> Option<Self> {
        if word == "force" { Some(Self::Force) } else { Self::of_bool(word.parse().ok()?) }
    }

    fn of_bool(flag: bool) -> Option<Self> {
        Some(if flag { Self::Auto } else { Self::No })
    }
}

impl Sayable for PageFormat {
    const EXPECTED: &'static str = "jpeg, jpg or png";

    fn of_word(word: &str) -> Option<Self> {
        match word {
            "jpeg" | "jpg" => Some(Self::Jpeg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

impl Sayable for PageColor {
    const EXPECTED: &'static str = "auto, color, gray or bw";

    fn of_word(word: &str) -> Option<Self> {
        match word {
            "auto" => Some(Self::Auto),
            "color" => Some(Self::Color),
            "gray" => Some(Self::Gray),
            "bw" => Some(Self::Bw),
            _ => None,
        }
    }
}

impl Sayable for Quality {
    const EXPECTED: &'static str = "a whole number from 1 to 100";

    fn of_number(number: u64) -> Option<Self> {
        u8::try_from(number).ok().filter(|quality| Self::RANGE.contains(quality)).map(Self)
    }
}

impl Sayable for Dpi {
    const EXPECTED: &'static str = "a whole number from 50 to 1200";

    fn of_number(number: u64) -> Option<Self> {
        u16::try_from(number).ok().filter(|dpi| FlattenTask::DPI.contains(dpi)).map(Self)
    }
}

impl Sayable for MaxPixels {
    const EXPECTED: &'static str = "a whole number from 1000 on";

    fn of_number(number: u64) -> Option<Self> {
        // More pixels than fit a number here are more than any scan has.
        let pixels = u32::try_from(number).unwrap_or(u32::MAX);
        (pixels >= Self::LEAST).then_some(Self(pixels))
    }
}

impl<'de, T: Sayable> Deserialize<'de> for Said<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads<T>(PhantomData<T>);

        impl<T: Sayable> Visitor<'_> for Reads<T> {
            type Value = Said<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }

            fn visit_bool<E: Error>(self, flag: bool) -> Result<Said<T>, E> {
                let read = T::of_bool(flag).map(Said);
                read.ok_or_else(|| E::invalid_type(Unexpected::Bool(flag), &self))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Said<T>, E> {
                let read = T::of_number(number).map(Said);
                read.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Said<T>, E> {
                let read = T::of_word(&word.trim().to_ascii_lowercase()).map(Said);
                // What a client sent is repeated in part only: it may be long.
                let shown: String = word.chars().take(40).collect();
                read.ok_or_else(|| E::invalid_value(Unexpected::Str(&shown), &self))
            }
        }

        deserializer.deserialize_any(Reads(PhantomData))
    }
}
