//! Changes of drives, and how those that come at the same time share a transaction.
//!
//! A durable commit waits for the disk, and a drive's changes wait for each other anyway. So changes queue, by
//! drive, for a few tasks; each takes all that wait, checks them together, writes them together, commits once,
//! and only then answers. While the disk works the next group gathers. When a statement fails, the changes of the
//! group are made one by one, so that one that the database will not have does not fail its neighbours.

use assay_types::DriveId;
use deadpool_postgres::Pool;
use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};

use super::{
    apply, facts,
    group::{Outcome, Plan},
};
use crate::{
    Commit, Committed, StoreError,
    postgres::fault::{Conflicts, Fault, unavailable},
};

const DOING: &str = "change a drive";

/// Tasks that commit, so connections that they use at most.
const COMMITTERS: usize = 4;

/// Changes that may wait for a task; more make their callers wait, which is the back-pressure.
const QUEUE_MAX: usize = 1024;

/// Changes in a transaction.
const GROUP_MAX: usize = 256;

/// Rows in a transaction beyond which nothing is added to it.
const ROWS_MAX: usize = 4096;

/// Hands changes to the tasks that make them; these end when this is dropped.
#[derive(Debug)]
pub(in crate::postgres) struct Committers {
    queues: Vec<Sender<Waiting>>,
}

/// A change and who waits for it.
#[derive(Debug)]
struct Waiting {
    commit: Commit,
    reply: oneshot::Sender<Result<Committed, StoreError>>,
}

impl Committers {
    /// Starts the tasks.
    pub(in crate::postgres) fn start(pool: &Pool) -> Self {
        let start = |_| {
            let (queue, waiting) = mpsc::channel(QUEUE_MAX);
            tokio::spawn(serve(pool.clone(), waiting));
            queue
        };
        Self { queues: (0..COMMITTERS).map(start).collect() }
    }

    /// Makes a change, and answers when it is on disk.
    pub(super) async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let gone = || unavailable(DOING, "the task that commits has stopped");
        let (reply, answer) = oneshot::channel();
        let queue = self.queues.get(turn(commit.drive)).ok_or_else(gone)?;
        queue.send(Waiting { commit, reply }).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

/// Whose turn a drive is: always the same task's, or two groups of one node would wait for each other.
fn turn(drive: DriveId) -> usize {
    usize::try_from(drive.0.rem_euclid(4)).unwrap_or_default() % COMMITTERS
}

async fn serve(pool: Pool, mut queue: Receiver<Waiting>) {
    while let Some(first) = queue.recv().await {
        let mut rows = first.rows();
        let mut group = vec![first];
        while group.len() < GROUP_MAX
            && rows < ROWS_MAX
            && let Ok(next) = queue.try_recv()
        {
            rows += next.rows();
            group.push(next);
        }
        while !group.is_empty() {
            group = serve_group(&pool, group).await;
        }
    }
}

/// Makes the changes of a group and answers them; returns those that must be asked again.
async fn serve_group(pool: &Pool, group: Vec<Waiting>) -> Vec<Waiting> {
    let commits: Vec<_> = group.iter().map(|waiting| &waiting.commit).collect();
    let mut conflicts = Conflicts::default();
    let outcomes = loop {
        match make(pool, &commits).await {
            Err(fault) if conflicts.retry(&fault).await => {}
            outcomes => break outcomes,
        }
    };
    match outcomes {
        Ok(outcomes) => answer(group, outcomes),
        Err(fault) if group.len() > 1 && fault.is_undone() => {
            for waiting in group {
                // Alone, none depends on another.
                drop(Box::pin(serve_group(pool, vec![waiting])).await);
            }
            Vec::new()
        }
        Err(fault) => {
            let error = fault.named(DOING).to_string();
            for waiting in group {
                drop(waiting.reply.send(Err(unavailable(DOING, error.clone()))));
            }
            Vec::new()
        }
    }
}

fn answer(group: Vec<Waiting>, outcomes: Vec<Outcome>) -> Vec<Waiting> {
    let mut again = Vec::new();
    for (waiting, outcome) in group.into_iter().zip(outcomes) {
        let answer = match outcome {
            Outcome::Made(committed) => Ok(committed),
            Outcome::Refused(error) => Err(error),
            Outcome::Later => {
                again.push(waiting);
                continue;
            }
        };
        // The caller may have stopped waiting; what is committed stands.
        drop(waiting.reply.send(answer));
    }
    again
}

/// Checks changes and writes those that may be made, in one transaction.
async fn make(pool: &Pool, commits: &[&Commit]) -> Result<Vec<Outcome>, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    let facts = facts::read(&transaction, commits).await?;
    let mut plan = Plan::default();
    let outcomes: Vec<_> = commits.iter().map(|commit| plan.consider(&facts, commit)).collect();
    apply::apply(&transaction, &plan).await?;
    transaction.commit().await?;
    Ok(outcomes)
}

impl Waiting {
    /// Roughly the rows that it writes.
    fn rows(&self) -> usize {
        1 + self.commit.writes.len() + self.commit.changes.len()
    }
}
