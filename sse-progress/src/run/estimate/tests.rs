use super::*;
use proptest::prelude::*;

/// The default interval.
const TICK: Duration = Duration::from_millis(100);

/// A bar, and a sampler that reads it at every tick if it has changed.
#[derive(Debug)]
struct Sampled {
    estimate: Estimate,
    now: Instant,
    counted: u64,
    placed: u64,
    read: (u64, u64),
    /// How much of a unit is done.
    part: f64,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Inc,
    SetPosition,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Work(How, f64, f64),
    Pause(f64),
    SetPosition(u64),
    Inc(u64),
    Dec(u64),
}

impl Sampled {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            estimate: Estimate::new(now, 0, 0),
            now,
            counted: 0,
            placed: 0,
            read: (0, 0),
            part: 0.0,
        }
    }

    fn position(&self) -> u64 {
        self.counted.wrapping_add(self.placed)
    }

    fn set_position(&mut self, position: u64) {
        self.placed = position.wrapping_sub(self.counted);
    }

    fn tick(&mut self) {
        self.now += TICK;
        if self.read != (self.counted, self.placed) {
            self.read = (self.counted, self.placed);
            self.estimate.record(self.now, self.counted, self.placed);
        }
    }

    fn pause(&mut self, seconds: f64) {
        for _ in 0..(seconds * 10.0) as u64 {
            self.tick();
        }
    }

    fn work(&mut self, how: How, rate: f64, seconds: f64) {
        for _ in 0..(seconds * 10.0).ceil() as u64 {
            self.part += rate / 10.0;
            let units = self.part as u64;
            self.part -= units as f64;
            match how {
                How::Inc => self.counted += units,
                How::SetPosition => self.set_position(self.position() + units),
            }
            self.tick();
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Work(how, rate, seconds) => self.work(how, rate, seconds),
            Step::Pause(seconds) => self.pause(seconds),
            Step::SetPosition(position) => self.set_position(position),
            Step::Inc(units) => self.counted += units,
            Step::Dec(units) => self.counted -= units.min(self.position()).min(self.counted),
        }
    }

    fn rate(&self) -> Option<f64> {
        self.estimate.rate()
    }

    /// Seconds to go, for a bar with `left` units before it.
    fn eta(&self, left: u64) -> Option<f64> {
        let length = self.position().saturating_add(left);
        let eta = self.estimate.eta(Some(length));
        eta.map(|eta| eta.as_secs_f64())
    }
}

fn is_about(measured: Option<f64>, truth: f64) -> bool {
    measured.is_some_and(|measured| (measured - truth).abs() <= truth * 0.2)
}

#[test]
fn a_steady_bar_has_its_rate_and_the_right_time_to_go() {
    for how in [How::Inc, How::SetPosition] {
        let mut bar = Sampled::new();
        bar.work(how, 20.0, 5.0);
        assert!((bar.rate().unwrap() - 20.0).abs() < 0.01);
        assert!((bar.eta(100).unwrap() - 5.0).abs() < 0.01);
    }
}

#[test]
fn where_the_job_places_the_bar_is_where_it_starts() {
    let mut bar = Sampled::new();
    bar.set_position(500);
    bar.tick();
    assert_eq!((bar.rate(), bar.eta(500)), (None, None));
    bar.work(How::Inc, 10.0, 1.5);
    assert!(is_about(bar.rate(), 10.0), "{:?}", bar.rate());
    assert!(is_about(bar.eta(480), 48.0), "{:?}", bar.eta(480));
    // It connects before it goes on.
    let mut bar = Sampled::new();
    bar.set_position(500);
    bar.pause(8.0);
    bar.work(How::SetPosition, 10.0, 1.5);
    assert!(is_about(bar.rate(), 10.0), "{:?}", bar.rate());
}

#[test]
fn preparation_is_not_slow_work() {
    let mut bar = Sampled::new();
    bar.pause(8.0);
    bar.work(How::Inc, 10.0, 0.1);
    assert_eq!((bar.rate(), bar.eta(199)), (None, None));
    bar.work(How::Inc, 10.0, 1.2);
    assert!(is_about(bar.rate(), 10.0), "{:?}", bar.rate());
    assert!(is_about(bar.eta(200), 20.0), "{:?}", bar.eta(200));
    // The same with one unit, a header say, before it.
    let mut bar = Sampled::new();
    bar.work(How::Inc, 10.0, 0.1);
    bar.pause(8.0);
    bar.work(How::Inc, 10.0, 1.5);
    assert!(is_about(bar.rate(), 10.0), "{:?}", bar.rate());
}

#[test]
fn one_step_alone_has_no_time_to_go() {
    let mut bar = Sampled::new();
    bar.pause(60.0);
    bar.counted += 1;
    bar.pause(60.0);
    assert_eq!((bar.rate(), bar.eta(10)), (None, None));
    bar.counted += 1;
    bar.tick();
    assert_eq!(bar.eta(10), None);
}

#[test]
fn what_is_skipped_is_no_pace() {
    for how in [How::Inc, How::SetPosition] {
        let mut bar = Sampled::new();
        bar.work(how, 10.0, 5.0);
        bar.set_position(bar.position() + 5_000);
        bar.work(how, 10.0, 0.1);
        assert!(is_about(bar.rate(), 10.0), "{how:?} {:?}", bar.rate());
        assert!(is_about(bar.eta(100), 10.0), "{how:?} {:?}", bar.eta(100));
    }
}

#[test]
fn a_burst_is_work() {
    let mut bar = Sampled::new();
    for _ in 0..4 {
        bar.counted += 50;
        bar.pause(5.0);
    }
    assert!(is_about(bar.rate(), 10.0), "{:?}", bar.rate());
}

#[test]
fn a_small_step_back_is_less_work_and_a_large_one_a_new_start() {
    let mut bar = Sampled::new();
    for _ in 0..10 {
        bar.work(How::Inc, 10.0, 1.0);
        bar.counted -= 1;
    }
    bar.tick();
    assert!(is_about(bar.rate(), 9.0), "{:?}", bar.rate());
    bar.counted -= 50;
    bar.tick();
    assert_eq!((bar.rate(), bar.eta(100)), (None, None));
}

#[test]
fn the_time_to_go_counts_down_between_long_steps() {
    let start = Instant::now();
    let mut estimate = Estimate::new(start, 0, 0);
    let mut last = None;
    // Ten steps of two seconds, looked at ten times a second.
    for tick in 1..=190u64 {
        estimate.record(start + Duration::from_millis(tick * 100), tick / 20, 0);
        let eta = estimate.eta(Some(10));
        if tick > 60 {
            let left = 20.0 - tick as f64 / 10.0;
            let eta = eta.unwrap().as_secs_f64();
            assert!((eta - left).abs() < 0.5, "{eta} at {tick}, {left} left");
            assert!(
                last.is_none_or(|last| eta < last + 0.3),
                "{last:?} to {eta}"
            );
            last = Some(eta);
        }
    }
}

#[test]
fn a_bar_that_stops_has_no_rate_and_no_time_to_go() {
    let mut bar = Sampled::new();
    bar.work(How::Inc, 100.0, 5.0);
    for second in 1..=60 {
        let now = bar.now + Duration::from_secs(second);
        bar.estimate.record(now, bar.counted, bar.placed);
    }
    assert_eq!((bar.rate(), bar.eta(10)), (Some(0.0), None));
}

#[test]
fn a_bar_that_stands_still_or_is_over_has_no_time_to_go() {
    let mut bar = Sampled::new();
    bar.pause(5.0);
    assert_eq!(bar.eta(10), None);
    bar.work(How::Inc, 10.0, 5.0);
    assert_eq!(bar.estimate.eta(Some(10)), None);
    assert_eq!(bar.estimate.eta(None), None);
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![Just(How::Inc), Just(How::SetPosition)]
}

/// From 0.1 to a thousand million, as many small ones as large ones.
fn rate() -> impl Strategy<Value = f64> {
    (-1.0..9.0f64).prop_map(|exponent| 10f64.powf(exponent))
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (how(), rate(), 0.0..20.0f64).prop_map(|(how, rate, time)| Step::Work(how, rate, time)),
        (0.0..100.0f64).prop_map(Step::Pause),
        (0..u64::MAX >> 20).prop_map(Step::SetPosition),
        (0..1_000_000_000u64).prop_map(Step::Inc),
        (0..1_000_000_000u64).prop_map(Step::Dec),
    ]
}

proptest! {
    /// Whatever was before: after three seconds of steady work, or ten steps if these take longer,
    /// rate and time to go are about right.
    #[test]
    fn steady_work_has_its_rate_within_three_seconds(
        history in prop::collection::vec(step(), 0..8),
        how in how(),
        rate in rate(),
    ) {
        let mut bar = Sampled::new();
        for step in history {
            bar.take(step);
        }
        bar.work(how, rate, (10.0 / rate).max(3.0));
        prop_assert!(is_about(bar.rate(), rate), "{:?}", bar);
        let left = (rate * 1_000.0) as u64;
        prop_assert!(is_about(bar.eta(left), left as f64 / rate), "{:?} {:?}", bar.eta(left), bar);
    }

    /// The rate is right from the first moment that it is shown, and so is the time to go.
    #[test]
    fn what_is_shown_of_steady_work_is_right_from_the_start(
        start: Option<u32>,
        preparation in 0.0..20.0f64,
        how in how(),
        rate in rate(),
    ) {
        let mut bar = Sampled::new();
        if let Some(start) = start {
            bar.set_position(start.into());
        }
        bar.pause(preparation);
        for _ in 0..40 {
            bar.work(how, rate, (0.5 / rate).max(0.1));
            prop_assert!(bar.rate().is_none_or(|shown| (shown - rate).abs() < rate * 0.35), "{:?}", bar);
        }
    }

    #[test]
    fn no_history_makes_it_panic_or_leave_the_numbers(
        steps in prop::collection::vec((0..100_000u64, any::<u64>(), any::<u64>()), 0..40),
        length: Option<u64>,
    ) {
        let mut now = Instant::now();
        let mut estimate = Estimate::new(now, 0, 0);
        for (millis, counted, placed) in steps {
            now += Duration::from_millis(millis);
            estimate.record(now, counted, placed);
            if let Some(rate) = estimate.rate() {
                prop_assert!(rate.is_finite() && rate >= 0.0);
            }
            let _ = estimate.eta(length);
            prop_assert!(estimate.marks.len() <= 32);
        }
    }
}
