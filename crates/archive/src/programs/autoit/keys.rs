//! The streams of keys that scripts are turned by: a Mersenne twister (Matsumoto and Nishimura, 1998) in EA05, and Agner
//! Fog's RANROT of type B in EA06.

use super::Version;

/// A stream of keys.
pub(super) enum Keys {
    Twister(Box<Twister>),
    Rotation(Rotation),
}

impl Keys {
    pub(super) fn new(version: Version, seed: u32) -> Self {
        match version {
            Version::Ea05 => Self::Twister(Box::new(Twister::new(seed))),
            Version::Ea06 => Self::Rotation(Rotation::new(seed)),
        }
    }

    /// Turns bytes by the keys, there or back.
    pub(super) fn turn(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let key = match self {
                Self::Twister(twister) => twister.next() >> 1,
                Self::Rotation(rotation) => {
                    rotation.next();
                    rotation.next() >> 24
                }
            };
            *byte ^= key.to_le_bytes()[0];
        }
    }
}

const STATES: usize = 624;
const MIDDLE: usize = 397;

/// MT19937.
pub(super) struct Twister {
    states: [u32; STATES],
    at: usize,
}

impl Twister {
    fn new(seed: u32) -> Self {
        let mut states = [seed; STATES];
        let mut last = seed;
        for (state, index) in states.iter_mut().zip(0_u32..).skip(1) {
            last = (last ^ last >> 30).wrapping_mul(0x6c07_8965).wrapping_add(index);
            *state = last;
        }
        Self { states, at: STATES }
    }

    fn next(&mut self) -> u32 {
        if self.at >= STATES {
            for index in 0..STATES {
                let joined =
                    self.states[index] & 0x8000_0000 | self.states[(index + 1) % STATES] & 0x7fff_ffff;
                let turned = joined >> 1 ^ if joined & 1 == 1 { 0x9908_b0df } else { 0 };
                self.states[index] = self.states[(index + MIDDLE) % STATES] ^ turned;
            }
            self.at = 0;
        }
        let mut state = self.states[self.at];
        self.at += 1;
        state ^= state >> 11;
        state ^= state << 7 & 0x9d2c_5680;
        state ^= state << 15 & 0xefc6_0000;
        state ^ state >> 18
    }
}

const BUFFER: usize = 17;

/// RANROT-B with 17 states.
pub(super) struct Rotation {
    buffer: [u32; BUFFER],
    first: usize,
    second: usize,
}

impl Rotation {
    fn new(seed: u32) -> Self {
        const WARM_UP: usize = 9;
        let mut last = seed;
        let buffer = std::array::from_fn(|_| {
            last = last.wrapping_mul(2_891_336_453).wrapping_add(1);
            last
        });
        let mut rotation = Self { buffer, first: 0, second: 10 };
        for _ in 0..WARM_UP {
            rotation.next();
        }
        rotation
    }

    fn next(&mut self) -> u32 {
        let sum =
            self.buffer[self.first].rotate_left(9).wrapping_add(self.buffer[self.second].rotate_left(13));
        self.buffer[self.first] = sum;
        self.first = self.first.checked_sub(1).unwrap_or(BUFFER - 1);
        self.second = self.second.checked_sub(1).unwrap_or(BUFFER - 1);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twister_is_the_known_one() {
        // The ten-thousandth number from the usual seed, which the standard of C++ gives.
        let mut twister = Twister::new(5489);
        let last = (0..10_000).map(|_| twister.next()).last();
        assert_eq!(last, Some(4_123_659_995));
    }

    #[test]
    fn turning_twice_gives_back() {
        for version in [Version::Ea05, Version::Ea06] {
            let mut bytes = b"hello, script".to_vec();
            Keys::new(version, 77).turn(&mut bytes);
            assert_ne!(bytes, b"hello, script");
            Keys::new(version, 77).turn(&mut bytes);
            assert_eq!(bytes, b"hello, script");
        }
    }

    #[test]
    fn the_word_before_each_file_is_one_that_was_turned() {
        // Both constants are the word "FILE".
        for (version, seed) in [(Version::Ea05, 0x16fa), (Version::Ea06, 0x18ee)] {
            let mut word = *b"FILE";
            Keys::new(version, seed).turn(&mut word);
            assert_eq!(u32::from_le_bytes(word), version.constants().file);
        }
    }
}
