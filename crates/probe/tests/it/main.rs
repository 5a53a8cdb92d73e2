//! Whole files through the whole engine.

mod documents;
mod exiftool;
mod ffprobe;
mod hostile;
mod make;
mod raw;
