//! The one thread that writes to a database file, and how it shares the cost of a commit.
//!
//! SQLite has one writer at a time, and a durable commit waits for the disk. So verbs queue for one thread,
//! which takes all that wait, runs them in one transaction, commits once, and only then answers them.
//! While the disk works the next group gathers: the busier, the larger the groups. Invariants:
//!
//! - nobody is answered before the commit that holds their change is durable;
//! - each verb runs in a savepoint of its own, so one that fails undoes itself and not its neighbours; only a verb
//!   that refuses before it writes anything needs none ([`Writer::call_checked`]);
//! - a commit that fails, fails every verb of its group, also those that would have been refused: what
//!   they saw never happened;
//! - a caller that stops waiting does not undo its verb: it runs and commits all the same.

use std::{io, sync::Arc, thread};

use rusqlite::{Connection, ErrorCode, ffi};
use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};

use super::fault::{Fault, unavailable};
use crate::StoreError;

/// Verbs that may wait; more make their callers wait, which is the back-pressure.
const QUEUE_MAX: usize = 4096;

/// Verbs in one transaction: enough to make the disk's share small, few enough to keep a group short.
const GROUP_MAX: usize = 512;

/// What is done once for all verbs of a group, before their commit.
pub(super) type Finish = fn(&Connection) -> rusqlite::Result<()>;

/// Hands verbs to the writing thread, which ends when this is dropped.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: Sender<Box<dyn Queued>>,
}

impl Writer {
    /// Gives a connection to a thread of this name.
    pub(super) fn start(name: &str, connection: Connection, finish: Finish) -> io::Result<Self> {
        let (queue, verbs) = mpsc::channel(QUEUE_MAX);
        let mut verbs = Verbs(verbs);
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(&connection, &mut verbs.0, finish))?;
        Ok(Self { queue })
    }

    /// Runs a verb inside a transaction and returns its answer once that is committed.
    pub(super) async fn call<T, F>(&self, doing: &'static str, verb: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        self.queue(doing, move |connection| Ok(in_savepoint(connection, verb))).await
    }

    /// The same for a verb in two parts: `check` writes nothing and refuses whatever is to be refused; `write` only
    /// fails when the database does, and then the whole group fails. Spares the savepoint, for which SQLite would
    /// copy every page that the verb writes to.
    pub(super) async fn call_checked<T, C>(
        &self,
        doing: &'static str,
        check: impl FnOnce(&Connection) -> Result<C, Fault> + Send + 'static,
        write: impl FnOnce(&Connection, C) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
    {
        let verb = move |connection: &Connection| match check(connection) {
            Ok(checked) => write(connection, checked).map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        };
        self.queue(doing, verb).await
    }

    async fn queue<T, F>(&self, doing: &'static str, verb: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Ran<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let call = Call { doing, verb: Some(verb), outcome: None, reply };
        let gone = || unavailable(doing, "the database's writer has stopped");
        self.queue.send(Box::new(call)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

/// The writing thread's end of the queue.
struct Verbs(Receiver<Box<dyn Queued>>);

impl Drop for Verbs {
    /// Drops all that still comes, so that its callers hear of it, should the thread have panicked. A queue that is merely
    /// dropped keeps what is sent to it at that very moment, for as long as anybody could send.
    fn drop(&mut self) {
        self.0.close();
        while self.0.blocking_recv().is_some() {}
    }
}

/// What a verb came to, unless its group is lost with it.
type Ran<T> = Result<Result<T, Fault>, Fault>;

/// A verb in the queue, whatever it returns.
trait Queued: Send {
    /// Runs it and keeps what it returned. An error loses the group.
    fn run(&mut self, connection: &Connection) -> Result<(), Fault>;

    /// Answers the caller, now that the group's transaction is committed or lost.
    fn answer(self: Box<Self>, commit: Result<(), Arc<Fault>>);
}

struct Call<T, F> {
    doing: &'static str,
    verb: Option<F>,
    outcome: Option<Result<T, Fault>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Queued for Call<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Ran<T> + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), Fault> {
        if let Some(verb) = self.verb.take() {
            self.outcome = Some(verb(connection)?);
        }
        Ok(())
    }

    fn answer(self: Box<Self>, commit: Result<(), Arc<Fault>>) {
        let answer = match (commit, self.outcome) {
            (Err(error), _) => Err(unavailable(self.doing, error)),
            (Ok(()), Some(outcome)) => outcome.map_err(|fault| fault.named(self.doing)),
            (Ok(()), None) => Err(unavailable(self.doing, "the verb was not run")),
        };
        // The caller may have stopped waiting; the commit stands.
        drop(self.reply.send(answer));
    }
}

fn in_savepoint<T>(
    connection: &Connection,
    verb: impl FnOnce(&Connection) -> Result<T, Fault>,
) -> Result<T, Fault> {
    execute(connection, "SAVEPOINT verb")?;
    let outcome = verb(connection);
    // Without a transaction there is no savepoint either; the group's end notices that.
    if outcome.is_err() && !connection.is_autocommit() {
        execute(connection, "ROLLBACK TO verb")?;
    }
    if !connection.is_autocommit() {
        execute(connection, "RELEASE verb")?;
    }
    outcome
}

fn serve(connection: &Connection, queue: &mut Receiver<Box<dyn Queued>>, finish: Finish) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while let Some(first) = queue.blocking_recv() {
        group.push(first);
        let commit = commit_group(connection, queue, &mut group, finish).map_err(Arc::new);
        if let Err(error) = &commit {
            tracing::warn!(%error, verbs = group.len(), "a transaction was lost");
            if !connection.is_autocommit()
                && let Err(error) = execute(connection, "ROLLBACK")
            {
                tracing::error!(%error, "a lost transaction could not be rolled back");
            }
        }
        for call in group.drain(..) {
            call.answer(commit.clone());
        }
    }
}

/// Runs the group's first verb and all that wait behind it in one transaction.
fn commit_group(
    connection: &Connection,
    queue: &mut Receiver<Box<dyn Queued>>,
    group: &mut Vec<Box<dyn Queued>>,
    finish: Finish,
) -> Result<(), Fault> {
    execute(connection, "BEGIN IMMEDIATE")?;
    while let Some(call) = group.last_mut() {
        call.run(connection)?;
        // On a full disk, among others, SQLite rolls the whole transaction back by itself.
        if connection.is_autocommit() {
            let code =
                ffi::Error { code: ErrorCode::OperationAborted, extended_code: ffi::SQLITE_ABORT_ROLLBACK };
            let rolled_back = Some("rolled back by the database".to_owned());
            return Err(rusqlite::Error::SqliteFailure(code, rolled_back).into());
        }
        if group.len() == GROUP_MAX {
            break;
        }
        match queue.try_recv() {
            Ok(next) => group.push(next),
            Err(_) => break,
        }
    }
    finish(connection)?;
    Ok(execute(connection, "COMMIT")?)
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc as blocking;

    use super::*;

    fn writer() -> Writer {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "PRAGMA foreign_keys = ON;
                 CREATE TABLE t (n INTEGER NOT NULL PRIMARY KEY) STRICT;
                 CREATE TABLE child (n INTEGER REFERENCES t DEFERRABLE INITIALLY DEFERRED) STRICT;",
            )
            .unwrap();
        Writer::start("test", connection, |_| Ok(())).unwrap()
    }

    fn insert(n: i64) -> impl FnOnce(&Connection) -> Result<(), Fault> + Send {
        move |connection| {
            connection.execute("INSERT INTO t VALUES (?1)", [n])?;
            Ok(())
        }
    }

    async fn rows(writer: &Writer) -> Vec<i64> {
        let all = |connection: &Connection| {
            let mut statement = connection.prepare("SELECT n FROM t ORDER BY n")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        writer.call("read", all).await.unwrap()
    }

    /// Holds the writer until the returned sender is used, so that what is called meanwhile is one group.
    async fn hold(writer: &Writer) -> blocking::Sender<()> {
        let (begun, has_begun) = oneshot::channel();
        let (release, released) = blocking::channel();
        let writer = writer.clone();
        tokio::spawn(async move {
            let wait = move |_: &Connection| {
                begun.send(()).ok();
                released.recv().ok();
                // The verbs that gathered join this one's transaction; this one leaves no trace in it.
                Ok(())
            };
            writer.call("hold", wait).await
        });
        has_begun.await.unwrap();
        release
    }

    #[tokio::test]
    async fn a_failing_verb_undoes_itself_and_not_its_neighbours() {
        let writer = writer();
        let release = hold(&writer).await;
        let half = |connection: &Connection| -> Result<(), Fault> {
            connection.execute("INSERT INTO t VALUES (2)", [])?;
            Err(StoreError::LeaseLost.into())
        };
        let calls = async {
            tokio::join!(
                writer.call("one", insert(1)),
                writer.call("half", half),
                writer.call("again", insert(1)),
                writer.call("three", insert(3)),
            )
        };
        let release = async move { release.send(()).unwrap() };
        let ((one, half, again, three), ()) = tokio::join!(calls, release);
        one.unwrap();
        assert!(matches!(half, Err(StoreError::LeaseLost)), "{half:?}");
        assert!(matches!(again, Err(StoreError::Unavailable { doing: "again", .. })), "{again:?}");
        three.unwrap();
        assert_eq!(rows(&writer).await, [1, 3]);
    }

    #[tokio::test]
    async fn a_failed_commit_fails_everybody() {
        let writer = writer();
        let release = hold(&writer).await;
        let orphan = |connection: &Connection| {
            connection.execute("INSERT INTO child VALUES (7)", [])?;
            Ok(())
        };
        let calls = async { tokio::join!(writer.call("one", insert(1)), writer.call("orphan", orphan)) };
        let release = async move { release.send(()).unwrap() };
        let ((one, orphan), ()) = tokio::join!(calls, release);
        for (outcome, name) in [(one, "one"), (orphan, "orphan")] {
            assert!(
                matches!(outcome, Err(StoreError::Unavailable { doing, .. }) if doing == name),
                "{outcome:?}"
            );
        }
        assert_eq!(rows(&writer).await, [0_i64; 0]);
        writer.call("one", insert(1)).await.unwrap();
        assert_eq!(rows(&writer).await, [1]);
    }

    #[tokio::test]
    async fn a_transaction_that_the_database_gave_up_fails_everybody_before() {
        let writer = writer();
        let release = hold(&writer).await;
        // What SQLite does by itself when the disk is full.
        let give_up = |connection: &Connection| -> Result<(), Fault> {
            connection.execute_batch("ROLLBACK")?;
            Err(StoreError::LeaseLost.into())
        };
        let calls = async {
            tokio::join!(
                writer.call("one", insert(1)),
                writer.call("give up", give_up),
                writer.call("two", insert(2)),
            )
        };
        let release = async move { release.send(()).unwrap() };
        let ((one, give_up, two), ()) = tokio::join!(calls, release);
        assert!(
            one.is_err_and(|error| error.is_retryable()) && give_up.is_err_and(|error| error.is_retryable())
        );
        two.unwrap();
        assert_eq!(rows(&writer).await, [2]);
    }

    #[tokio::test]
    async fn a_writer_that_died_says_so() {
        let writer = writer();
        let outcome = writer.call("die", |_| -> Result<(), Fault> { panic!("on purpose") }).await;
        assert!(matches!(outcome, Err(StoreError::Unavailable { doing: "die", .. })), "{outcome:?}");
        let outcome = writer.call("one", insert(1)).await;
        assert!(matches!(outcome, Err(StoreError::Unavailable { .. })), "{outcome:?}");
    }
}
