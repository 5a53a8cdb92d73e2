//! Projects and datasets.

mod dataset;
mod dataset_list;
mod limits;
mod project;
mod project_list;
mod purge;
mod region;
mod template;

pub use purge::{PURGE_JOB, PurgeHandler};
#[expect(unused_imports, reason = "for those who index")]
pub(crate) use template::{Template, template_of};
