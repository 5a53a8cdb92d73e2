//! The IMM metadata service.
