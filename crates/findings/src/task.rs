//! What crosses the wall: a task one way, a finding the other.

use serde::{Deserialize, Serialize};

use crate::{
    ExamineReport, ExamineTask, FlattenTask, Flattened, SkillReport, SkillTask, Thumbnail, ThumbnailTask,
    UnpackTask, Unpacked,
    media::{PerceiveTask, Perceived, ProbeReport, ProbeTask},
};

/// Work for an engine, about the one file that comes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Say what a file is and whether it is dangerous.
    Examine(ExamineTask),
    /// Make a thumbnail of a picture.
    Thumbnail(ThumbnailTask),
    /// Turn the photo of a paper into a scan.
    Flatten(FlattenTask),
    /// Say what a file says about itself.
    Probe(ProbeTask),
    /// Run models of the operator's own on a picture or a text.
    Perceive(PerceiveTask),
    /// Hand out the members of a container.
    Unpack(UnpackTask),
    /// Judge an AI-agent Skill package.
    Skill(SkillTask),
}

/// What an engine found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Finding {
    /// The answer to [`Task::Examine`].
    Examined(ExamineReport),
    /// The answer to [`Task::Thumbnail`].
    Thumbnail(Thumbnail),
    /// The answer to [`Task::Flatten`].
    Flattened(Flattened),
    /// The answer to [`Task::Probe`].
    Probed(Box<ProbeReport>),
    /// The answer to [`Task::Perceive`].
    Perceived(Box<Perceived>),
    /// The answer to [`Task::Unpack`].
    Unpacked(Unpacked),
    /// The answer to [`Task::Skill`].
    Skill(Box<SkillReport>),
}

/// A task that the worker could not carry out although it lives on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum TaskError {
    /// The input could not be read.
    #[error("the input could not be read: {0}")]
    Input(String),
    /// The input is longer than the worker accepts.
    #[error("the input has {size_bytes} bytes, {max_bytes} are allowed")]
    TooLarge {
        /// Its length in bytes.
        size_bytes: u64,
        /// The most that is accepted.
        max_bytes: u64,
    },
    /// The input is not what the task is for, such as a picture; why is for the client.
    #[error("{0}")]
    Unsuitable(String),
    /// The finding is larger than an answer may be.
    #[error("the finding is larger than {max_bytes} bytes")]
    Output {
        /// The most that an answer may have.
        max_bytes: u64,
    },
}
