//! How long things took, in buckets.

/// So many buckets for each power of two: a value is known to three percent.
const PARTS: usize = 32;
const PART_BITS: u32 = PARTS.ilog2();

/// Counts nanoseconds.
#[derive(Debug)]
pub(crate) struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Histogram {
    pub(crate) fn new() -> Self {
        Self {
            counts: vec![0; bucket(u64::MAX) + 1],
            total: 0,
        }
    }

    pub(crate) fn record(&mut self, nanos: u64) {
        self.counts[bucket(nanos)] += 1;
        self.total += 1;
    }

    /// Adds what another one has counted.
    pub(crate) fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
    }

    /// The time in milliseconds within which so large a share was; 0 if there is nothing.
    pub(crate) fn millis(&self, share: f64) -> f64 {
        let wanted = (self.total as f64 * share).ceil() as u64;
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += count;
            if *count > 0 && seen >= wanted {
                return lowest(bucket + 1) as f64 / 1e6;
            }
        }
        0.0
    }
}

fn bucket(value: u64) -> usize {
    // Below 2 * PARTS each value has a bucket of its own.
    let shift = value.max(1).ilog2().saturating_sub(PART_BITS);
    shift as usize * PARTS + (value >> shift) as usize
}

/// The lowest value in a bucket.
fn lowest(bucket: usize) -> u64 {
    let shift = (bucket / PARTS).saturating_sub(1);
    let part = bucket - shift * PARTS;
    (part as u64) << shift
}
