//! Buckets attached to projects, and datasets that follow buckets and drives.
