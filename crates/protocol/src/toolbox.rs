//! What a prober and its toolbox say to each other.

use serde::{Deserialize, Serialize};

use crate::Tool;

/// The most bytes that a tool is handed on its standard input when they do not come as a file.
pub const TOOL_STDIN_MAX_BYTES: u64 = 64 << 20;

/// Have a tool look at something. A file comes along always: it is looked at, unless bytes follow the frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRequest {
    /// Which.
    pub tool: Tool,
    /// Milliseconds until the tool is killed.
    pub time_limit_ms: u64,
    /// How many bytes follow the frame, to be looked at in place of the file; at most [`TOOL_STDIN_MAX_BYTES`].
    pub bytes: Option<u64>,
}

/// What came of it. As many bytes as it says follow the frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolReply {
    /// The length of what the tool wrote to its standard output, at most [`Tool::output_max_bytes`]; or why there is
    /// nothing.
    pub output: Result<u64, ToolError>,
}

/// Why a tool told nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ToolError {
    /// It is not there, or could not be started.
    #[error("the tool could not be started")]
    Start,
    /// It was handed what cannot be handed on.
    #[error("the tool could not be handed its input")]
    Input,
    /// It did not end in time.
    #[error("the tool did not end in time")]
    Time,
    /// It wrote too much.
    #[error("the tool wrote too much")]
    Output,
    /// It failed, or died.
    #[error("the tool failed")]
    Failed,
}
