//! The gate itself: a byte stream between the socket and hyper that hands on one judged message at a time.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::io::poll_read_buf;

use super::{
    Admitted, Handover, Refusal,
    framing::Framing,
    head::{self, Head, HeadLimits, Verdict},
    timer::Timer,
};
use crate::Limits;

/// Room that is made for one read of the socket: heads and small bodies, and bodies that go on.
const HEAD_READ: usize = 8 * 1024;
const BODY_READ: usize = 64 * 1024;
/// What a body must bring in each idle time: less is a client that only pretends to send.
const BODY_PROGRESS: usize = 4 * 1024;
/// How long, and how many bytes, a client that was answered early is still listened to before its
/// connection is closed: closing on unread bytes would reset it and take the answer along.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 64 * 1024 * 1024;

/// What hyper gets in place of a refused head.
const STAND_IN: &[u8] = b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n";
const STAND_IN_HEAD: &[u8] = b"HEAD / HTTP/1.1\r\nconnection: close\r\n\r\n";

enum Phase {
    /// The next byte belongs to a head.
    Head,
    /// The next byte belongs to a body that is not over.
    Body(Framing),
    /// A head was refused: nothing that follows has a meaning.
    Refused,
}

/// The stream that hyper is given in place of the socket.
pub(crate) struct Gate<S> {
    socket: S,
    limits: Limits,
    handover: Handover,
    phase: Phase,
    /// Read from the socket, not judged.
    raw: BytesMut,
    /// Judged, to be handed to hyper.
    cleared: BytesMut,
    /// How much of `raw` the last look at an incomplete head saw.
    judged: usize,
    /// No request has come yet.
    is_new: bool,
    /// Answer the first request with [`Refusal::Busy`], whatever it is.
    is_busy: bool,
    read_timer: Timer,
    /// Bytes of the body since the read timer was armed.
    progress: usize,
    write_timer: Timer,
    lingering: Option<usize>,
}

impl<S> Gate<S> {
    pub(crate) fn new(socket: S, limits: Limits, handover: Handover) -> Self {
        Self {
            socket,
            limits,
            handover,
            phase: Phase::Head,
            raw: BytesMut::new(),
            cleared: BytesMut::new(),
            judged: 0,
            is_new: true,
            is_busy: false,
            read_timer: Timer::default(),
            progress: 0,
            write_timer: Timer::default(),
            lingering: None,
        }
    }

    /// A gate that tells the client that the server is busy, once it has asked something.
    pub(crate) fn busy(socket: S, limits: Limits, handover: Handover) -> Self {
        Self { is_busy: true, ..Self::new(socket, limits, handover) }
    }

    /// Judges the head that `raw` begins with, if there is anything new to judge; whether hyper now has
    /// something to read.
    ///
    /// An incomplete head is looked at again when it ends in an empty line or has doubled, so that a head
    /// that comes byte by byte costs no more than a few readings of it. `is_last` looks in any case.
    fn judge(&mut self, is_last: bool) -> bool {
        let worthwhile = self.judged == 0
            || self.raw.len() >= self.judged * 2
            || has_empty_line(self.raw.get(self.judged.saturating_sub(3)..).unwrap_or_default());
        if self.raw.is_empty() || (self.judged == self.raw.len() && !is_last) || !(worthwhile || is_last) {
            return false;
        }
        let limits =
            HeadLimits { target: self.limits.max_target_bytes, headers: self.limits.max_header_bytes };
        match head::judge(&self.raw, limits) {
            Verdict::Partial => {
                self.judged = self.raw.len();
                false
            }
            Verdict::Accepted(_) if self.is_busy => {
                self.refuse(Refusal::Busy);
                true
            }
            Verdict::Accepted(head) => {
                self.admit(head);
                true
            }
            Verdict::Refused(refusal) => {
                self.refuse(refusal);
                true
            }
        }
    }

    fn admit(&mut self, head: Head) {
        self.is_new = false;
        self.judged = 0;
        self.read_timer.disarm();
        self.cleared = self.raw.split_to(head.length);
        let admitted = match head.long_query {
            None => Admitted::Plain,
            Some(query) => {
                let whole = std::mem::take(&mut self.cleared);
                let (before, after) = (whole.get(..query.start), whole.get(query.end..));
                self.cleared.extend_from_slice(before.unwrap_or_default());
                self.cleared.extend_from_slice(after.unwrap_or_default());
                // Without the question mark; the parser has seen that the target is UTF-8.
                let text = whole.get(query.start + 1..query.end).unwrap_or_default();
                Admitted::LongQuery(String::from_utf8_lossy(text).into_owned())
            }
        };
        self.handover.put(admitted);
        self.phase = if head.framing.is_done() { Phase::Head } else { Phase::Body(head.framing) };
    }

    fn refuse(&mut self, refusal: Refusal) {
        let stand_in = if self.raw.starts_with(b"HEAD ") { STAND_IN_HEAD } else { STAND_IN };
        self.read_timer.disarm();
        self.raw.clear();
        self.cleared = BytesMut::from(stand_in);
        self.handover.put(Admitted::Refused(refusal));
        self.phase = Phase::Refused;
    }

    /// Hands judged bytes to hyper.
    fn hand_over(&mut self, buffer: &mut ReadBuf<'_>) {
        let length = self.cleared.len().min(buffer.remaining());
        buffer.put_slice(&self.cleared[..length]);
        self.cleared.advance(length);
        if self.cleared.is_empty() {
            // Lets go of the allocation, so that `raw` can use it again from its start.
            self.cleared = BytesMut::new();
        }
    }
}

impl<S: AsyncRead + Unpin> Gate<S> {
    /// Reads from the socket into `raw`; 0 is its end.
    fn poll_socket(&mut self, cx: &mut Context<'_>, room: usize) -> Poll<io::Result<usize>> {
        if self.raw.capacity() - self.raw.len() < room / 2 {
            self.raw.reserve(room);
        }
        poll_read_buf(Pin::new(&mut self.socket), cx, &mut self.raw)
    }

    /// Waits for a head; ready when hyper has something to read, `false` at the end of the connection.
    fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        loop {
            if self.judge(false) {
                return Poll::Ready(Ok(true));
            }
            let was_blank = head::is_blank(&self.raw);
            match self.poll_socket(cx, HEAD_READ) {
                Poll::Ready(Ok(0)) => {
                    if head::is_blank(&self.raw) {
                        return Poll::Ready(Ok(false));
                    }
                    if !self.judge(true) {
                        self.refuse(Refusal::Incomplete);
                    }
                    return Poll::Ready(Ok(true));
                }
                Poll::Ready(Ok(_)) => {
                    if was_blank && !head::is_blank(&self.raw) {
                        // A head's first bytes: it has its own time, however long the wait for it was.
                        self.read_timer.disarm();
                    }
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    let is_idle = head::is_blank(&self.raw) && !self.is_new;
                    let time = if is_idle { self.limits.keep_alive_idle } else { self.limits.head_timeout };
                    ready!(self.read_timer.poll(cx, time));
                    if head::is_blank(&self.raw) {
                        // Nobody asked anything, so nobody waits for an answer.
                        return Poll::Ready(Ok(false));
                    }
                    if !self.judge(true) {
                        self.refuse(Refusal::Slow);
                    }
                    return Poll::Ready(Ok(true));
                }
            }
        }
    }

    /// Waits for bytes of a body; `false` when the connection ended inside it.
    fn poll_body(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        loop {
            let Phase::Body(framing) = &mut self.phase else { return Poll::Ready(Ok(true)) };
            if !self.raw.is_empty() {
                let length = framing.take(&self.raw);
                self.cleared = self.raw.split_to(length);
                if framing.is_done() {
                    self.phase = Phase::Head;
                    self.progress = 0;
                    self.read_timer.disarm();
                }
                return Poll::Ready(Ok(true));
            }
            match self.poll_socket(cx, BODY_READ) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Ok(false)),
                Poll::Ready(Ok(read)) => {
                    self.progress += read;
                    if self.progress >= BODY_PROGRESS {
                        self.progress = 0;
                        self.read_timer.disarm();
                    }
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                // Only here, where the service waits for the client: the time that the service takes is
                // not the client's.
                Poll::Pending => {
                    ready!(self.read_timer.poll(cx, self.limits.body_idle));
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
            }
        }
    }

    /// Reads and forgets what a client still sends, for a bounded time.
    fn poll_linger(&mut self, cx: &mut Context<'_>, mut left: usize) -> Poll<()> {
        loop {
            self.raw.clear();
            match self.poll_socket(cx, BODY_READ) {
                Poll::Ready(Ok(0) | Err(_)) => return Poll::Ready(()),
                Poll::Ready(Ok(read)) => {
                    left = left.saturating_sub(read);
                    self.lingering = Some(left);
                    if left == 0 {
                        return Poll::Ready(());
                    }
                }
                Poll::Pending => return self.read_timer.poll(cx, LINGER),
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gate<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let gate = self.get_mut();
        if gate.cleared.is_empty() {
            let more = match gate.phase {
                Phase::Head => ready!(gate.poll_head(cx))?,
                Phase::Body(_) => ready!(gate.poll_body(cx))?,
                Phase::Refused => false,
            };
            if !more {
                return Poll::Ready(Ok(()));
            }
        }
        gate.hand_over(buffer);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Gate<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let gate = self.get_mut();
        let polled = Pin::new(&mut gate.socket).poll_write(cx, bytes);
        gate.bound_wait(cx, polled)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let gate = self.get_mut();
        let polled = Pin::new(&mut gate.socket).poll_write_vectored(cx, slices);
        gate.bound_wait(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let gate = self.get_mut();
        let left = if let Some(left) = gate.lingering {
            left
        } else {
            ready!(Pin::new(&mut gate.socket).poll_shutdown(cx))?;
            if matches!(gate.phase, Phase::Head) && gate.raw.is_empty() {
                return Poll::Ready(Ok(()));
            }
            gate.read_timer.disarm();
            *gate.lingering.insert(LINGER_BYTES)
        };
        gate.poll_linger(cx, left).map(Ok)
    }
}

impl<S> Gate<S> {
    /// Gives up on a client that takes nothing of its answer.
    fn bound_wait<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.write_timer.disarm();
            return polled;
        }
        self.write_timer.poll(cx, self.limits.write_idle).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Whether an empty line is in these bytes: the end of a head may be here.
fn has_empty_line(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"\n\n") || bytes.windows(3).any(|three| three == b"\n\r\n")
}
