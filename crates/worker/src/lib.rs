//! The process behind the wall: locks itself in, then runs engines on bytes it is handed.
