//! A number for the parameters that came with an idempotency key.

use std::hash::{BuildHasher, Hasher};

/// Makes the same number of the same parameters in every process and in every release of Rust, as the
/// hashers of the standard library do not.
///
/// It is FNV-1a. Whoever makes up parameters with the same number as others has these taken for the
/// same, under a key of their own.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fingerprints;

#[derive(Debug)]
pub(super) struct Fnv(u64);

impl BuildHasher for Fingerprints {
    type Hasher = Fnv;

    fn build_hasher(&self) -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    // Lengths, which are as wide as the machine says otherwise.
    fn write_usize(&mut self, number: usize) {
        self.write(&(number as u64).to_le_bytes());
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_one_that_is_known() {
        let mut hasher = Fingerprints.build_hasher();
        hasher.write(b"foobar");
        assert_eq!(hasher.finish(), 0x8594_4171_f739_67e8);
        let hash = |value: &str| Fingerprints.hash_one((value, 1usize));
        assert_eq!(hash("a"), hash("a"));
        assert_ne!(hash("a"), hash("b"));
    }
}
