//! The requests, replies and errors of the four APIs, and the table of their operations.
