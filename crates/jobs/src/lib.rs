//! The job runner: claims, leases, heartbeats, retries with backoff, dead letters.
