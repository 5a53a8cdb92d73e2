//! The pool: who gets a worker, what became of the job, who takes a lost worker's place.

use std::{
    fmt,
    fs::File,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use assay_findings::{Finding, Task};
use assay_protocol::{Request, RuleFiles, Settings, Walls};
use rustix::fs::{Mode, OFlags};
use tokio::time::timeout;

use crate::{
    Answer, Counters, EngineInForce, GaveUp, Outcome, PoolConfig, SandboxError,
    counters::count,
    launch::{Launcher, Recipe},
    slots::{Lease, Slots},
    source::Source,
    worker::TalkError,
};

/// Worker processes that are warm, locked in, and waiting for files to look at.
///
/// Dropping the pool kills them all; so does the death of this process, however it dies.
pub struct Pool {
    slots: Arc<Slots>,
    walls: Walls,
    next_request: AtomicU64,
}

/// How one attempt at a job ended.
enum Attempt {
    Answered(Outcome),
    Lost(GaveUp),
}

impl Pool {
    /// Starts all workers and waits until the first is ready; the others follow.
    pub async fn start(config: PoolConfig) -> Result<Self, SandboxError> {
        let settings = Settings {
            kind: config.kind,
            tools: config.tools.clone(),
            models: config.models.clone(),
            template: false,
            rules: config.rules.clone(),
            parent: std::process::id(),
            memory_bytes: config.memory_bytes,
            max_input_bytes: config.max_input_bytes,
            max_output_bytes: config.max_output_bytes,
        };
        let recipe = Recipe { program: config.program.clone(), args: config.args.clone() };
        let launcher = Launcher::new(recipe).map_err(SandboxError::Spawn)?;
        let source = Source::new(launcher, settings, config.from_template);
        let slots = Slots::new(config, source);
        let walls = slots.fill_all().await?;
        Ok(Self { slots, walls, next_request: AtomicU64::new(1) })
    }

    /// Has a worker look at `input`, from its beginning, as soon as one is free; first come, first served.
    ///
    /// `time_limit` counts from the moment at which a worker has the job, anew if the job is tried a second
    /// time. A job is tried again, once, when its worker died or answered nonsense; not when it ran out of
    /// time, for it had all of that. Waits for a free worker as long as it takes, but fails with
    /// [`SandboxError::Unavailable`] when there is none and none can be started.
    ///
    /// Cancel safe: when the future is dropped, the worker that has the job is killed and replaced.
    pub async fn run(&self, input: File, task: Task, time_limit: Duration) -> Result<Outcome, SandboxError> {
        Ok(self.ask(input, task, time_limit).await?.outcome)
    }

    /// The same, and tells which engine it was: while rules are changed, workers have the old ones or the new.
    ///
    /// What a clamd says of a file that is examined, where there is one, stands in the report with the rest.
    pub async fn ask(&self, input: File, task: Task, time_limit: Duration) -> Result<Answer, SandboxError> {
        let input = read_only(input).map_err(SandboxError::Input)?;
        let clamd = self.slots.config.clamd.as_ref().filter(|_| matches!(task, Task::Examine(_)));
        let Some(clamd) = clamd else { return self.ask_worker(&input, task, time_limit).await };
        // Workers read at offsets, so that both can read from one descriptor.
        let content = input.try_clone().map_err(SandboxError::Input)?;
        let asked = tokio::join!(self.ask_worker(&input, task, time_limit), clamd.opinion(content));
        let (mut answer, opinion) = (asked.0?, asked.1);
        if let Outcome::Found(Finding::Examined(report)) = &mut answer.outcome {
            opinion.join(report);
        }
        Ok(answer)
    }

    async fn ask_worker(
        &self,
        input: &File,
        task: Task,
        time_limit: Duration,
    ) -> Result<Answer, SandboxError> {
        count(&self.slots.tally.jobs);
        let (mut lost, mut engine) = match self.attempt(input, &task, time_limit).await? {
            (Attempt::Answered(outcome), engine) => return Ok(Answer { outcome, engine }),
            (Attempt::Lost(reason), engine) => (reason, engine),
        };
        if lost != GaveUp::Time {
            count(&self.slots.tally.retries);
            match self.attempt(input, &task, time_limit).await? {
                (Attempt::Answered(outcome), engine) => return Ok(Answer { outcome, engine }),
                (Attempt::Lost(reason), last) => (lost, engine) = (reason, last),
            }
        }
        self.slots.tally.gave_up(lost);
        Ok(Answer { outcome: Outcome::GaveUp(lost), engine })
    }

    /// Version of the workers' engines and their rules. Replacements may bring a newer one, if the program
    /// or its rules changed since.
    pub fn engine(&self) -> Arc<str> {
        self.slots.engine.get()
    }

    /// The same, for those who outlive a change of rules.
    pub fn engine_in_force(&self) -> EngineInForce {
        self.slots.engine.clone()
    }

    /// Goes over to other rules, without losing a job: a new template reads them, workers of it take the places of
    /// those that are free, and of the others when they have done their job. Only for a pool whose workers come from
    /// a template.
    ///
    /// # Errors
    /// When the rules cannot be used; then nothing changes.
    pub async fn change_rules(&self, rules: RuleFiles) -> Result<(), SandboxError> {
        self.slots.change_rules(rules).await
    }

    /// Whether there is a worker that has a job, is waiting for one, or is being started with hope.
    pub fn is_ready(&self) -> bool {
        self.slots.is_open()
    }

    /// How strong the walls around the workers are.
    pub fn walls(&self) -> &Walls {
        &self.walls
    }

    /// What has happened so far.
    pub fn counters(&self) -> Counters {
        self.slots.tally.snapshot()
    }

    /// Takes no more jobs, lets those in hand finish, and waits until every worker is gone. Jobs that are
    /// waiting for a worker fail with [`SandboxError::Stopped`].
    pub async fn stop(&self) {
        self.slots.close();
        self.slots.gone().await;
    }

    async fn attempt(
        &self,
        input: &File,
        task: &Task,
        time_limit: Duration,
    ) -> Result<(Attempt, Arc<str>), SandboxError> {
        let mut lease = self.slots.lease().await?;
        let engine = lease.engine();
        let config = &self.slots.config;
        let request = Request {
            id: self.next_request.fetch_add(1, Ordering::Relaxed),
            time_limit_ms: u64::try_from(time_limit.as_millis()).unwrap_or(u64::MAX),
            task: task.clone(),
        };
        let patience = time_limit.saturating_add(config.kill_grace);
        let asked = timeout(patience, lease.ask(&request, input, config.max_output_bytes)).await;
        let reason = match asked {
            Ok(Ok(reply)) => {
                lease.give_back();
                let outcome = reply.result.map_or_else(Outcome::Refused, Outcome::Found);
                return Ok((Attempt::Answered(outcome), engine));
            }
            Err(_) => discard(lease, GaveUp::Time, &"out of time"),
            Ok(Err(err @ TalkError::Frame(assay_protocol::FrameError::TooLong { .. }))) => {
                discard(lease, GaveUp::Output, &err)
            }
            Ok(Err(TalkError::Broken(_))) => lease.bury().await,
            Ok(Err(err)) => discard(lease, GaveUp::Crash, &err),
        };
        Ok((Attempt::Lost(reason), engine))
    }
}

/// Kills a worker for `reason`.
fn discard(lease: Lease, reason: GaveUp, why: &dyn fmt::Display) -> GaveUp {
    tracing::warn!(pid = lease.pid(), %reason, %why, "killing a worker");
    drop(lease);
    reason
}

/// The same file without the right to write to it: a worker must not change what it looks at.
fn read_only(input: File) -> std::io::Result<File> {
    use std::os::fd::AsRawFd as _;

    if rustix::fs::fcntl_getfl(&input)? & OFlags::RWMODE == OFlags::RDONLY {
        return Ok(input);
    }
    let path = format!("/proc/self/fd/{}", input.as_raw_fd());
    Ok(rustix::fs::open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?.into())
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.slots.close();
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("engine", &self.engine())
            .field("walls", &self.walls)
            .finish_non_exhaustive()
    }
}
