//! The words that made-up people write: few are common, many are not, some are rare, some stand only once.
//! Never here: chance that does not repeat itself.

use std::sync::LazyLock;

/// How many words there are.
const VOCABULARY: usize = 4_000;
/// A word that some hundred events of a workspace have.
pub const RARE: &str = "zephyranthes";

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let beginnings = ["ka", "lo", "mi", "re", "su", "ta", "vo", "ne", "pi", "do", "ga", "he", "ju", "fa", "wy", "xe"];
    let middles =
        ["ran", "lit", "mor", "sel", "tun", "vik", "dar", "pon", "gel", "bur", "nis", "cor", "hal", "jem", "fid", "zul"];
    let endings = ["a", "en", "is", "or", "um", "eth", "ix", "ole", "ant", "ury", "ode", "ing", "est", "ard", "ole", "ique"];
    (0..VOCABULARY)
        .map(|number| format!("{}{}{}", beginnings[number % 16], middles[number / 16 % 16], endings[number / 256 % 16]))
        .collect()
});

/// Chance that repeats itself (splitmix64).
#[derive(Clone)]
pub struct Chance(u64);

impl Chance {
    /// The chance of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end.max(1)
    }

    /// 16 bytes.
    pub fn bytes(&mut self) -> [u8; 16] {
        (u128::from(self.draw()) << 64 | u128::from(self.draw())).to_be_bytes()
    }

    /// A word: the lower its number, the commoner it is.
    pub fn word(&mut self) -> &'static str {
        let part = self.below(1 << 20) as f64 / f64::from(1 << 20);
        WORDS.get((part.powi(3) * VOCABULARY as f64) as usize).map_or("", String::as_str)
    }

    /// Some words.
    pub fn sentence(&mut self, words: usize) -> String {
        let mut sentence = String::with_capacity(words * 9);
        for number in 0..words {
            if number > 0 {
                sentence.push(' ');
            }
            sentence.push_str(self.word());
        }
        sentence
    }
}

/// The commonest words.
pub fn common(many: usize) -> Vec<String> {
    WORDS.iter().take(many).cloned().collect()
}
