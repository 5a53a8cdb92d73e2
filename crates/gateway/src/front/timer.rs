//! A timer that a poll function arms when it starts to wait and disarms when it need not.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep};

#[derive(Debug, Default)]
pub(super) struct Timer {
    /// Kept between uses: resetting it is cheaper than making another.
    sleep: Option<Pin<Box<Sleep>>>,
    armed: bool,
}

impl Timer {
    /// Waits for the end of `duration`, counted from the first call since the timer was disarmed.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, duration: Duration) -> Poll<()> {
        let sleep = match &mut self.sleep {
            Some(sleep) => {
                if !self.armed {
                    sleep.as_mut().reset(Instant::now() + duration);
                }
                sleep
            }
            none => none.insert(Box::pin(sleep(duration))),
        };
        self.armed = true;
        let polled = sleep.as_mut().poll(cx);
        if polled.is_ready() {
            self.armed = false;
        }
        polled
    }

    pub(super) fn disarm(&mut self) {
        self.armed = false;
    }
}
