//! Archives of many members, beside zip and tar.

pub(crate) mod ace;
pub(crate) mod ar;
pub(crate) mod arc;
pub(crate) mod arj;
pub(crate) mod cab;
pub(crate) mod cpio;
pub(crate) mod iscab;
pub(crate) mod lha;
mod lzh;
pub(crate) mod rar;
pub(crate) mod rpm;
pub(crate) mod sevenz;
pub(crate) mod sis;
pub(crate) mod xar;
pub(crate) mod zoo;
