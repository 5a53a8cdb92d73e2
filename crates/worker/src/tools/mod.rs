//! Outside tools: programs of somebody else's that look at a file, inside walls of their own.
//!
//! Three processes, all of this program: the prober, which has no right to start anything; its *toolbox*
//! ([`serve`]), which looks at no file and starts what the prober asks for; and what it starts, which takes the last
//! rights away from itself and then becomes the tool ([`turn_into`]).

mod client;
mod ffprobe;
mod reader;
mod server;
mod tesseract;
mod tool;

pub use client::{Look, Toolbox};
pub(crate) use ffprobe::merge_streams;
pub(crate) use reader::PageReader;
pub(crate) use server::serve;
pub(crate) use tesseract::read_texts;
pub(crate) use tool::turn_into;
