//! The end of what a worker writes to its standard error: for the log, and to tell what it died of.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    task::JoinHandle,
    time::timeout,
};

/// Bytes that are kept.
const TAIL_BYTES: usize = 4 << 10;

/// Bytes that are read from one worker in all. A worker has next to nothing to say: one that says more is
/// not listened to, and its writes fail.
const READ_MAX_BYTES: usize = 1 << 20;

/// How long to wait for the rest once a worker is dead. Its pipe closes with it, unless somebody else
/// holds the other end.
const REST_TIMEOUT: Duration = Duration::from_millis(200);

/// Reads a worker's standard error in the background.
#[derive(Debug)]
pub(crate) struct StderrTail {
    tail: Arc<Mutex<VecDeque<u8>>>,
    reader: JoinHandle<()>,
}

impl StderrTail {
    pub(crate) fn new(pipe: impl AsyncRead + Unpin + Send + 'static) -> Self {
        let tail = Arc::default();
        let reader = tokio::spawn(read(pipe, Arc::clone(&tail)));
        Self { tail, reader }
    }

    /// All that is kept, once the worker is dead. Bytes that are not printable are replaced: they came
    /// from a process that is not trusted and go to a log.
    pub(crate) async fn finish(&mut self) -> String {
        let _ = timeout(REST_TIMEOUT, &mut self.reader).await;
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = tail.iter().copied().collect();
        printable(&bytes)
    }
}

impl Drop for StderrTail {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn read(mut pipe: impl AsyncRead + Unpin, tail: Arc<Mutex<VecDeque<u8>>>) {
    let mut chunk = [0; 1024];
    let mut total = 0;
    while total < READ_MAX_BYTES {
        let Ok(read @ 1..) = pipe.read(&mut chunk).await else { return };
        total += read;
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.extend(chunk.get(..read).unwrap_or_default());
        let excess = tail.len().saturating_sub(TAIL_BYTES);
        tail.drain(..excess);
    }
}

fn printable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .trim()
        .chars()
        .map(|c| if c == '\n' { ' ' } else { c })
        .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_a_log_cannot_forge_lines_or_move_the_cursor() {
        assert_eq!(printable(b" one\ntwo\x1b[2J\xff\n"), "one two\u{fffd}[2J\u{fffd}");
    }
}
