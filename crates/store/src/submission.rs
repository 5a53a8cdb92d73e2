//! When a submission is one that is pending already: the rule, apart from either dialect.

use crate::{ContentState, NewDetection, row};

/// What stands under a submission's hash key before it.
pub(crate) struct Standing {
    /// A constant of [`row::detection_state`].
    pub(crate) state: i16,
    /// Whether its job fetches the content.
    pub(crate) remote: bool,
    /// The SHA-256 of its content, raw; `None` until it is fetched.
    pub(crate) content: Option<Vec<u8>>,
    /// The options of the examination.
    pub(crate) options: String,
    /// Whether its job is waiting or under way, and not dead or gone.
    pub(crate) job_alive: bool,
}

impl Standing {
    /// Whether the new submission asks for nothing but what is being worked on.
    ///
    /// The engine is not compared: the job examines with whatever is in force when it runs. A pending
    /// detection without a living job would stay pending for ever, so a new submission replaces it.
    pub(crate) fn answers(&self, new: &NewDetection) -> bool {
        let same_content = match &new.content {
            ContentState::Stored(content) => self.content.as_deref() == Some(content.as_bytes()),
            ContentState::Remote => self.remote,
        };
        self.state == row::detection_state::PENDING
            && self.job_alive
            && same_content
            && self.options == new.options
    }
}
