//! A small seeded generator, so that every run measures the same names in the same order.

/// Steele, Lea and Flood's `SplitMix64`.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not zero. The bias is that of the remainder: nothing for such small bounds.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("below a usize")
    }

    /// True `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

/// Ranks of which the first comes twice as often as the second, three times as often as the third, and so on: Zipf's law
/// with exponent 1, which the popularity of things that people ask for tends to follow.
pub(crate) struct Zipf {
    /// The weights of all ranks up to this one.
    cumulative: Vec<f64>,
}

impl Zipf {
    /// Ranks from 0 to below `count`, which is not zero.
    pub(crate) fn new(count: u32) -> Self {
        let weights = (1..=count).map(|rank| 1.0 / f64::from(rank));
        let cumulative = weights.scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { cumulative: cumulative.collect() }
    }

    pub(crate) fn pick(&self, random: &mut Random) -> usize {
        let total = self.cumulative[self.cumulative.len() - 1];
        let top = u32::try_from(random.next() >> 32).expect("half of a u64");
        let point = f64::from(top) / 2f64.powi(32) * total;
        self.cumulative.partition_point(|&sum| sum <= point)
    }
}
