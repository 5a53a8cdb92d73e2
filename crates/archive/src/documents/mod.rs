//! Documents, beside those of OLE, that can hold files.

pub(crate) mod chm;
pub(crate) mod onenote;
pub(crate) mod rtf;
pub(crate) mod tnef;
