//! The server's side of the sandbox: worker processes started, bounded and replaced.
