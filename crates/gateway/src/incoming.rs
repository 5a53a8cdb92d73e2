//! A body that is handed on as it arrives, and what happened to it on the way.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use futures_util::StreamExt as _;
use http_body_util::BodyStream as Frames;
use hyper::body::Incoming;

use crate::{body::is_timeout, services::BodyStream};

/// What happened to a body while a service read it.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    bytes: AtomicUsize,
    is_slow: AtomicBool,
}

impl Progress {
    /// Bytes that arrived.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Whether the gate gave the client up for being slow.
    pub(crate) fn is_slow(&self) -> bool {
        self.is_slow.load(Ordering::Relaxed)
    }
}

/// The body as services read it. Trailers are left out.
pub(crate) fn stream(body: Incoming) -> (BodyStream, Arc<Progress>) {
    let progress = Arc::new(Progress::default());
    let seen = Arc::clone(&progress);
    let frames = Frames::new(body).filter_map(move |frame| {
        let data = match frame {
            Ok(frame) => frame.into_data().ok().map(Ok),
            Err(error) => {
                seen.is_slow.fetch_or(is_timeout(&error), Ordering::Relaxed);
                Some(Err(io::Error::other(error).into()))
            }
        };
        if let Some(Ok(data)) = &data {
            let data: &Bytes = data;
            seen.bytes.fetch_add(data.len(), Ordering::Relaxed);
        }
        std::future::ready(data)
    });
    (Box::pin(frames), progress)
}
