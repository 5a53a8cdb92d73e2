//! Canonical forms and signatures of every scheme the official SDKs use; pure.
