//! Chance that is the same every time: a seed and a stream give one sequence, on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A repeatable source of choices.
#[derive(Debug, Clone)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The sequence number `stream` of `seed`. Streams are independent, so a further choice in one part of the
    /// company changes nothing elsewhere.
    pub fn new(seed: u64, stream: u64) -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that draws numbers, from the demo's seed")]
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(stream);
        Self(source)
    }

    /// A number below `bound`; 0 when the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * bound as u128;
        (wide >> 64) as usize
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of several; None of none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// Puts them into an order of chance.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// Eight hexadecimal digits.
    pub fn hex(&mut self) -> String {
        format!("{:08x}", self.0.next_u32())
    }
}
