//! Draws from a seed: the same seed, the same draws.

/// A generator of the family `splitmix64`.
pub struct Dice(u64);

impl Dice {
    /// `index` and `n` tell apart what is drawn from one seed, so that each can be drawn again alone.
    pub fn new(seed: u64, index: u64, n: u64) -> Dice {
        let mut dice = Dice(seed ^ index.wrapping_mul(0xD6E8_FEB8_6659_FD93) ^ n.wrapping_mul(0xA24B_AED4_963E_E407));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number, both bounds included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    /// A number of milliseconds, both bounds included.
    pub fn ms(&mut self, least: u64, most: u64) -> f64 {
        self.between(least, most) as f64
    }

    /// True once in so many times.
    pub fn once(&mut self, times: u64) -> bool {
        self.between(1, times) == 1
    }

    pub fn one<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.between(0, list.len() as u64 - 1) as usize]
    }

    /// One of the list, by its weight.
    pub fn of<T: Copy>(&mut self, weighted: &[(u64, T)]) -> T {
        let mut left = self.between(1, weighted.iter().map(|(weight, _)| weight).sum());
        for (weight, value) in weighted {
            if left <= *weight {
                return *value;
            }
            left -= weight;
        }
        unreachable!("the weights were summed up")
    }

    /// From 0 up to, but not including, 1.
    pub fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
