//! Content-addressed bytes on files, S3 or OSS, streamed, never whole in memory.
