//! The listener over real sockets: what a client sees on the wire, byte by byte.

mod auth;
mod bench;
mod drive;
mod fake_drive;
mod http;
mod lifecycle;
mod limits;
mod media;
mod noise;
mod operations;
mod page;
mod stranger;
mod transfer;
