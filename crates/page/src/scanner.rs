//! Making scans: so many at once, so many that wait, each within bounds.

use std::{
    fs::File,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use assay_findings::{Finding, FlattenTask, Flattened, Task, TaskError};
use assay_sandbox::{GaveUp, Outcome, Pool, SandboxError};
use async_trait::async_trait;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

use crate::ScanError;

/// The sandbox needs so much of a call's time to stop by itself, before it is stopped.
const MARGIN: Duration = Duration::from_millis(300);

/// The sandbox, as far as this service needs it.
#[async_trait]
pub trait Engines: Send + Sync {
    /// Has a task carried out on a file; see [`Pool::run`].
    async fn run(&self, input: File, task: Task, time_limit: Duration) -> Result<Outcome, SandboxError>;
}

#[async_trait]
impl Engines for Pool {
    async fn run(&self, input: File, task: Task, time_limit: Duration) -> Result<Outcome, SandboxError> {
        Self::run(self, input, task, time_limit).await
    }
}

/// What a scanner may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScannerConfig {
    /// Scans that are made at once.
    pub parallel: usize,
    /// Pictures that may wait for one of those to end.
    pub max_waiting: usize,
    /// The most bytes of a picture.
    pub max_picture_bytes: u64,
    /// The most bytes of the scans of one picture, encoded.
    pub max_scan_bytes: u64,
    /// How long a call for a scan may take, all that belongs to it included.
    pub timeout: Duration,
}

/// Makes scans of pictures. Cheap to clone; the clones share its bounds.
#[derive(Clone)]
pub struct Scanner {
    engines: Arc<dyn Engines>,
    config: ScannerConfig,
    /// Everybody who is inside: those whose scan is made, and those who wait.
    places: Arc<Semaphore>,
    /// Those whose scan is made; first come, first served.
    turns: Arc<Semaphore>,
    tally: Arc<Tally>,
}

#[derive(Debug, Default)]
struct Tally {
    scans: AtomicU64,
    refused: AtomicU64,
    busy: AtomicU64,
    timeouts: AtomicU64,
    failures: AtomicU64,
}

/// What a scanner has done, and does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScanCounters {
    /// Pictures of which scans were made.
    pub scans: u64,
    /// Pictures of which none could be made, for what they are.
    pub refused: u64,
    /// Pictures that were turned away because as many waited as may.
    pub busy: u64,
    /// Pictures that took too long.
    pub timeouts: u64,
    /// Pictures over which the engine failed.
    pub failures: u64,
    /// Scans being made.
    pub running: u64,
    /// Pictures waiting.
    pub waiting: u64,
}

impl Scanner {
    /// A scanner with these engines.
    pub fn new(engines: Arc<dyn Engines>, config: ScannerConfig) -> Self {
        let config = ScannerConfig { parallel: config.parallel.clamp(1, Semaphore::MAX_PERMITS), ..config };
        let places = config.parallel.saturating_add(config.max_waiting).min(Semaphore::MAX_PERMITS);
        Self {
            engines,
            config,
            places: Arc::new(Semaphore::new(places)),
            turns: Arc::new(Semaphore::new(config.parallel)),
            tally: Arc::default(),
        }
    }

    /// What it may use.
    pub fn config(&self) -> &ScannerConfig {
        &self.config
    }

    /// Makes the scans of a picture: one, or with [`FlattenTask::pages`] at least one.
    ///
    /// # Errors
    /// [`ScanError::Busy`] at once, where as many wait as may; [`ScanError::Timeout`] by the deadline.
    pub async fn scan(
        &self,
        picture: &File,
        task: FlattenTask,
        deadline: Instant,
    ) -> Result<Flattened, ScanError> {
        let done = self.try_scan(picture, task, deadline).await;
        let counter = match &done {
            Ok(_) => &self.tally.scans,
            Err(ScanError::Busy) => &self.tally.busy,
            Err(ScanError::Timeout) => &self.tally.timeouts,
            Err(ScanError::Unsuitable(_) | ScanError::TooLarge { .. } | ScanError::ScanTooLarge { .. }) => {
                &self.tally.refused
            }
            Err(ScanError::Memory | ScanError::Crash | ScanError::Sandbox(_)) => &self.tally.failures,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        done
    }

    async fn try_scan(
        &self,
        picture: &File,
        task: FlattenTask,
        deadline: Instant,
    ) -> Result<Flattened, ScanError> {
        let _place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| ScanError::Busy)?;
        let late = |_| ScanError::Timeout;
        let _turn: OwnedSemaphorePermit = timeout_at(deadline, Arc::clone(&self.turns).acquire_owned())
            .await
            .map_err(late)?
            .map_err(|_| ScanError::Sandbox(SandboxError::Stopped))?;
        let left = deadline.saturating_duration_since(Instant::now()).saturating_sub(MARGIN);
        if left.is_zero() {
            return Err(ScanError::Timeout);
        }
        let max_bytes = self.config.max_scan_bytes.min(task.max_bytes);
        let task = Task::Flatten(FlattenTask { max_bytes, words: false, stages: false, ..task });
        let input = picture.try_clone().map_err(SandboxError::Input)?;
        let outcome = timeout_at(deadline, self.engines.run(input, task, left)).await.map_err(late)??;
        scans(outcome, max_bytes)
    }

    /// What was done so far, and is being done.
    pub fn counters(&self) -> ScanCounters {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let taken =
            |all: usize, semaphore: &Semaphore| all.saturating_sub(semaphore.available_permits()) as u64;
        let running = taken(self.config.parallel, &self.turns);
        let inside = taken(self.config.parallel.saturating_add(self.config.max_waiting), &self.places);
        ScanCounters {
            scans: read(&self.tally.scans),
            refused: read(&self.tally.refused),
            busy: read(&self.tally.busy),
            timeouts: read(&self.tally.timeouts),
            failures: read(&self.tally.failures),
            running,
            waiting: inside.saturating_sub(running),
        }
    }
}

/// What came of a picture.
fn scans(outcome: Outcome, max_bytes: u64) -> Result<Flattened, ScanError> {
    match outcome {
        Outcome::Found(Finding::Flattened(found)) if is_plausible(&found) => {
            let stages = || found.times.iter().map(|time| format!("{} {}", time.stage, time.micros));
            tracing::debug!(micros = %stages().collect::<Vec<_>>().join(", "), "a scan was made");
            Ok(found)
        }
        Outcome::Refused(TaskError::Unsuitable(why)) => Err(ScanError::Unsuitable(why)),
        Outcome::Refused(TaskError::TooLarge { max_bytes, .. }) => Err(ScanError::TooLarge { max_bytes }),
        Outcome::Refused(TaskError::Output { .. }) | Outcome::GaveUp(GaveUp::Output) => {
            Err(ScanError::ScanTooLarge { max_bytes })
        }
        Outcome::Refused(TaskError::Input(why)) => {
            Err(ScanError::Sandbox(SandboxError::Input(io::Error::other(why))))
        }
        Outcome::GaveUp(GaveUp::Time) => Err(ScanError::Timeout),
        Outcome::GaveUp(GaveUp::Memory) => Err(ScanError::Memory),
        // An answer to something else, or none.
        Outcome::Found(_) | Outcome::GaveUp(GaveUp::Crash) => Err(ScanError::Crash),
    }
}

/// Whether an engine that was not taken over could have answered this.
fn is_plausible(found: &Flattened) -> bool {
    let fits = |side: u32| side > 0 && i32::try_from(side).is_ok();
    !found.pages.is_empty()
        && found.pages.iter().all(|page| {
            fits(page.width)
                && fits(page.height)
                && !page.bytes.is_empty()
                && page.angle < 360
                && page.angle % 90 == 0
        })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use assay_findings::{FlatPage, PageFormat};

    use super::*;

    /// Answers each picture with the same, as soon as it may.
    struct Fake {
        answer: Mutex<Option<Outcome>>,
        gate: Semaphore,
    }

    impl Fake {
        fn answering(answer: Outcome) -> Arc<Self> {
            Arc::new(Self { answer: Mutex::new(Some(answer)), gate: Semaphore::new(0) })
        }
    }

    #[async_trait]
    impl Engines for Fake {
        async fn run(&self, _: File, task: Task, _: Duration) -> Result<Outcome, SandboxError> {
            assert!(matches!(task, Task::Flatten(_)));
            let _pass = self.gate.acquire().await;
            Ok(self.answer.lock().expect("lock").clone().expect("an answer"))
        }
    }

    fn found(pages: Vec<FlatPage>) -> Outcome {
        Outcome::Found(Finding::Flattened(Flattened {
            photo: (2, 1),
            pages,
            times: Vec::new(),
            stages: Vec::new(),
        }))
    }

    fn flat(angle: u16) -> FlatPage {
        FlatPage {
            angle,
            width: 2,
            height: 1,
            corners: [(0.0, 0.0); 4],
            confidence: 0.0,
            cropped: false,
            unbent: false,
            format: PageFormat::Jpeg,
            bytes: vec![1],
            words: Vec::new(),
        }
    }

    fn scanner(engines: Arc<Fake>, parallel: usize, max_waiting: usize) -> Scanner {
        let config = ScannerConfig {
            parallel,
            max_waiting,
            max_picture_bytes: 1000,
            max_scan_bytes: 100,
            timeout: Duration::from_secs(5),
        };
        Scanner::new(engines, config)
    }

    fn at_once() -> Instant {
        Instant::now() + MARGIN + Duration::from_millis(50)
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    fn picture() -> File {
        File::open("/dev/null").expect("opened")
    }

    #[tokio::test]
    async fn so_many_run_so_many_wait_and_the_next_is_turned_away() {
        let fake = Fake::answering(found(vec![flat(90)]));
        let scanner = scanner(Arc::clone(&fake), 1, 2);
        let picture = Arc::new(picture());
        let scans: Vec<_> = (0..3)
            .map(|_| {
                let (scanner, picture) = (scanner.clone(), Arc::clone(&picture));
                tokio::spawn(async move { scanner.scan(&picture, FlattenTask::default(), soon()).await })
            })
            .collect();
        while scanner.counters().waiting < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(scanner.counters().running, 1);
        let turned = scanner.scan(&picture, FlattenTask::default(), soon()).await;
        assert!(matches!(turned, Err(ScanError::Busy)));
        fake.gate.add_permits(1);
        for scan in scans {
            assert_eq!(scan.await.expect("joined").expect("a scan").pages.len(), 1);
        }
        let now = scanner.counters();
        assert_eq!((now.scans, now.busy, now.running, now.waiting), (3, 1, 0, 0));
    }

    #[tokio::test]
    async fn nobody_waits_beyond_the_deadline() {
        let fake = Fake::answering(found(vec![flat(0)]));
        let scanner = scanner(fake, 1, 2);
        let (first, second) = tokio::join!(
            async { scanner.scan(&picture(), FlattenTask::default(), at_once()).await },
            async { scanner.scan(&picture(), FlattenTask::default(), at_once()).await },
        );
        assert!(matches!((first, second), (Err(ScanError::Timeout), Err(ScanError::Timeout))));
        assert_eq!(scanner.counters().timeouts, 2);
    }

    #[tokio::test]
    async fn an_implausible_answer_is_not_believed() {
        let wrong = FlatPage { width: 0, ..flat(0) };
        let empty = FlatPage { bytes: Vec::new(), ..flat(0) };
        for pages in [vec![], vec![flat(45)], vec![wrong], vec![flat(0), empty]] {
            let fake = Fake::answering(found(pages));
            fake.gate.add_permits(1);
            let scanned = scanner(fake, 1, 0).scan(&picture(), FlattenTask::default(), soon()).await;
            assert!(matches!(scanned, Err(ScanError::Crash)));
        }
    }

    #[tokio::test]
    async fn each_end_has_its_error() {
        for (outcome, expected) in [
            (Outcome::Refused(TaskError::Unsuitable("no picture".to_owned())), "no picture"),
            (Outcome::Refused(TaskError::TooLarge { size_bytes: 9, max_bytes: 7 }), "larger than 7"),
            (Outcome::Refused(TaskError::Output { max_bytes: 9 }), "larger than 100"),
            (Outcome::GaveUp(GaveUp::Output), "larger than 100"),
            (Outcome::GaveUp(GaveUp::Time), "in time"),
            (Outcome::GaveUp(GaveUp::Memory), "memory"),
            (Outcome::GaveUp(GaveUp::Crash), "could not be processed"),
        ] {
            let fake = Fake::answering(outcome);
            fake.gate.add_permits(1);
            let scanned = scanner(fake, 1, 0).scan(&picture(), FlattenTask::default(), soon()).await;
            let error = scanned.expect_err("no scan").to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
