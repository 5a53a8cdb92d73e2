//! The worker's end of the protocol: blocking, one request at a time. Also how a prober and its toolbox talk.

use std::{
    io::{IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{BorrowedFd, OwnedFd},
};

use assay_protocol::{HELLO_MAX_BYTES, REQUEST_MAX_BYTES, frame};
use rustix::{
    io::{Errno, retry_on_intr},
    net::{
        RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
        SendAncillaryMessage, SendFlags,
    },
};
use serde::de::DeserializeOwned;

use crate::error::WorkerError;

/// The next request and the file that came with it; `None` when the server's side has closed.
pub(crate) fn receive<T: DeserializeOwned>(
    socket: BorrowedFd<'_>,
) -> Result<Option<(T, OwnedFd)>, WorkerError> {
    let mut header = [0; frame::HEADER_BYTES];
    let mut filled = 0;
    let mut input = None;
    while let Some(rest) = header.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match receive_with(socket, rest, &mut input)? {
            0 if filled == 0 => return Ok(None),
            0 => return Err(WorkerError::Protocol("half a header")),
            read => filled += read,
        }
    }
    let mut body = vec![0; frame::body_len(header, REQUEST_MAX_BYTES)?];
    read_exact(socket, &mut body)?;
    let input = input.ok_or(WorkerError::Protocol("a request without its file"))?;
    Ok(Some((frame::decode(&body)?, input)))
}

/// The next message, which comes without a file: a hello, or a toolbox's reply.
pub(crate) fn receive_plain<T: DeserializeOwned>(socket: BorrowedFd<'_>) -> Result<T, WorkerError> {
    let mut header = [0; frame::HEADER_BYTES];
    read_exact(socket, &mut header)?;
    let mut body = vec![0; frame::body_len(header, HELLO_MAX_BYTES)?];
    read_exact(socket, &mut body)?;
    Ok(frame::decode(&body)?)
}

/// Fills `into`.
pub(crate) fn read_exact(socket: BorrowedFd<'_>, into: &mut [u8]) -> Result<(), WorkerError> {
    let mut filled = 0;
    while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match retry_on_intr(|| rustix::io::read(socket, &mut *rest))? {
            0 => return Err(WorkerError::Protocol("half a message")),
            read => filled += read,
        }
    }
    Ok(())
}

/// Sends a whole frame, and with its first byte a file.
pub(crate) fn send_with(
    socket: BorrowedFd<'_>,
    frame: &[u8],
    file: BorrowedFd<'_>,
) -> Result<(), WorkerError> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let descriptors = [file];
    if !control.push(SendAncillaryMessage::ScmRights(&descriptors)) {
        return Err(Errno::NOBUFS.into());
    }
    let sent = retry_on_intr(|| {
        rustix::net::sendmsg(socket, &[IoSlice::new(frame)], &mut control, SendFlags::NOSIGNAL)
    })?;
    send(socket, frame.get(sent..).unwrap_or_default())
}

/// Sends bytes: a whole frame, or what follows one.
pub(crate) fn send(socket: BorrowedFd<'_>, mut frame: &[u8]) -> Result<(), WorkerError> {
    while !frame.is_empty() {
        let sent = retry_on_intr(|| rustix::io::write(socket, frame))?;
        frame = frame.get(sent..).unwrap_or_default();
    }
    Ok(())
}

/// Reads some bytes, and the descriptor if one came with them.
fn receive_with(
    socket: BorrowedFd<'_>,
    into: &mut [u8],
    input: &mut Option<OwnedFd>,
) -> Result<usize, WorkerError> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let received = loop {
        let mut slices = [IoSliceMut::new(into)];
        match rustix::net::recvmsg(socket, &mut slices, &mut control, RecvFlags::CMSG_CLOEXEC) {
            Err(Errno::INTR) => {}
            other => break other?,
        }
    };
    for message in control.drain() {
        let RecvAncillaryMessage::ScmRights(descriptors) = message else { continue };
        for descriptor in descriptors {
            if input.replace(descriptor).is_some() {
                return Err(WorkerError::Protocol("more than one file"));
            }
        }
    }
    if received.flags.contains(ReturnFlags::CTRUNC) {
        return Err(WorkerError::Protocol("more than one file"));
    }
    Ok(received.bytes)
}

#[cfg(test)]
mod tests {
    use std::{
        fs::File,
        io::Write as _,
        os::{fd::AsFd as _, unix::net::UnixStream},
    };

    use assay_findings::{ExamineLimits, ExamineTask, Task};
    use assay_protocol::Request;

    use super::*;

    fn request() -> Request {
        let task = Task::Examine(ExamineTask { decompress: None, limits: ExamineLimits::default() });
        Request { id: 7, time_limit_ms: 1000, task }
    }

    fn send_counted(socket: &UnixStream, bytes: &[u8], count: usize) {
        let file = File::open("/dev/null").expect("opened");
        let descriptors = vec![file.as_fd(); count];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(4))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        assert!(count == 0 || control.push(SendAncillaryMessage::ScmRights(&descriptors)));
        let sent = rustix::net::sendmsg(socket, &[IoSlice::new(bytes)], &mut control, SendFlags::empty());
        assert_eq!(sent, Ok(bytes.len()));
    }

    #[test]
    fn a_request_arrives_with_its_file_even_in_pieces() {
        let (server, worker) = UnixStream::pair().expect("a pair");
        let frame = frame::encode(&request(), REQUEST_MAX_BYTES).expect("a frame");
        let (first, rest) = frame.split_at(2);
        send_counted(&server, first, 1);
        (&server).write_all(rest).expect("sent");
        let (received, _file) = receive::<Request>(worker.as_fd()).expect("received").expect("a request");
        assert_eq!(received, request());
        drop(server);
        assert!(receive::<Request>(worker.as_fd()).expect("closed").is_none());
    }

    #[test]
    fn a_request_has_exactly_one_file() {
        for count in [0, 2, 3] {
            let (server, worker) = UnixStream::pair().expect("a pair");
            send_counted(&server, &frame::encode(&request(), REQUEST_MAX_BYTES).expect("a frame"), count);
            assert!(
                matches!(receive::<Request>(worker.as_fd()), Err(WorkerError::Protocol(_))),
                "{count} files"
            );
        }
    }

    #[test]
    fn half_a_request_is_an_error_and_not_a_wait() {
        let frame = frame::encode(&request(), REQUEST_MAX_BYTES).expect("a frame");
        for length in [1, 3, 4, 20, frame.len() - 1] {
            let (server, worker) = UnixStream::pair().expect("a pair");
            send_counted(&server, frame.get(..length).expect("shorter"), 1);
            drop(server);
            assert!(receive::<Request>(worker.as_fd()).is_err(), "{length} bytes");
        }
    }
}
