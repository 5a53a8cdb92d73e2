//! What engines find, as typed data: tasks in, findings out, and how evidence becomes a verdict.
//!
//! Pure, and shared by both sides of the wall: the worker makes these values from hostile bytes, the
//! server reads them back from a process that it does not trust, and the command line prints them.
//! Nothing here knows an API's request or reply.

mod evidence;
mod examine;
mod ext;
mod incomplete;
mod label;
pub mod media;
mod page;
mod picture;
mod sheet;
mod skill;
mod task;
mod unpack;
mod verdict;

pub use evidence::{ByteRange, Evidence, Localized};
pub use examine::{Decompress, ExamineLimits, ExamineReport, ExamineTask, FileReport, MemberReport, Place};
pub use ext::{Ext, ExtEvidence, ExtLimit};
pub use incomplete::{Incomplete, IncompleteReason};
pub use label::Label;
pub use page::{
    Choice, FlatPage, FlattenTask, Flattened, PageColor, PageFormat, PageWord, StagePicture, StageTime,
};
pub use picture::{Fit, PictureFormat, PictureStep, ProcessError, SIDE_MAX, Size, Thumbnail, ThumbnailTask};
pub use sheet::Sheet;
pub use skill::{
    Judgement, Severity, SkillCategory, SkillFinding, SkillIntent, SkillReport, SkillTask, Unread,
};
pub use task::{Finding, Task, TaskError};
pub use unpack::{UnpackPosition, UnpackTask, Unpacked, UnpackedPiece};
pub use verdict::{Score, Verdict, VirusType};
