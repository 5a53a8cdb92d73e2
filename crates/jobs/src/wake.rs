//! Tells an idle runner in the same process that there is work, so that it need not wait for its poll.

use std::sync::Arc;

use tokio::sync::Notify;

/// A handle that wakes the runner it was given to. Cheap to clone and to call; without a runner (a node that
/// only serves the API) calling it does nothing.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// Call after the transaction that enqueued a job has committed. Never blocks; calls while the runner is
    /// busy are remembered as one.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Ends at the next wake-up, or at once when there was one since the last.
    pub(crate) async fn woken(&self) {
        self.0.notified().await;
    }
}
