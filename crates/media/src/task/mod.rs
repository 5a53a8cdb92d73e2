//! Tasks: work that a client starts and asks about, and how it is told when it is done.
