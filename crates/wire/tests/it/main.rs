//! The wire types and the table of operations against the contract, and the page made from them.

mod compatibility;
mod operations;
mod sas_replies;
mod sas_requests;
