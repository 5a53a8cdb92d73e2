//! The wire types and the table of operations against the contract, and the page made from them.

mod compatibility;
mod contract;
mod field_names;
mod imm_types;
mod iqs_types;
mod operations;
mod pds_replies;
mod pds_requests;
mod pds_types;
mod sas_replies;
mod sas_requests;
