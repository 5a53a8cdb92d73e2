//! Each API's operations, from parameters to the service and back to JSON: one file a product.

pub(crate) mod imm;
pub(crate) mod iqs;
pub(crate) mod pds;
pub(crate) mod sas;
