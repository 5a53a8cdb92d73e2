//! What the two sides of the wall say to each other, over a Unix stream socket.
//!
//! 1. The server's side starts a worker with one end of a socket pair as its standard input and
//!    [`Settings`] in the environment.
//! 2. Once it is warm and locked in, the worker says [`Hello`].
//! 3. Then, any number of times: a [`Request`] together with exactly one open file, and a [`Reply`].
//!
//! Examiners are forked from a template, which has read the rules: a [`TemplateOrder`] with a descriptor, and a
//! [`TemplateReply`].
//!
//! A prober and its toolbox, both behind the wall, speak the same way: a [`ToolRequest`] with a file, or with the
//! bytes that follow it, and a [`ToolReply`].
//!
//! Every message is one [`frame`]: its length, then JSON. Pure: the two sides do their own I/O, one
//! blocking, one not. The server's side believes nothing that it reads here: a worker may have been
//! taken over by the file it was looking at.

pub mod frame;
mod message;
mod settings;
mod template;
mod toolbox;
mod walls;

pub use frame::FrameError;
pub use message::{HELLO_MAX_BYTES, Hello, PROTOCOL, REQUEST_MAX_BYTES, Reply, Request};
pub use settings::{
    HashListFile, HeifConvert, Kind, RuleFiles, RuleFolder, SETTINGS_VARIABLE, Settings, SettingsError, Tool,
    Tools,
};
pub use template::{TemplateOrder, TemplateReply};
pub use toolbox::{TOOL_STDIN_MAX_BYTES, ToolError, ToolReply, ToolRequest};
pub use walls::{Landlock, Walls};
