//! Chance from a seed: the same seed and the same history give the same ids and durations.
//! Never here: the machine's randomness.

/// A stream of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream for the state after `effects` effects.
    pub(crate) fn new(seed: u64, effects: u64) -> Self {
        Self(seed.rotate_left(32) ^ effects.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// `length` characters of `a-z0-9`.
    pub(crate) fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).map(|_| char::from(LETTERS[(self.next() % 36) as usize])).collect()
    }

    /// Twelve digits, the first not zero.
    pub(crate) fn account_digits(&mut self) -> String {
        self.between(100_000_000_000, 999_999_999_999).to_string()
    }
}
