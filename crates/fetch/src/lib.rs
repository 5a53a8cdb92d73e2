//! Fetches a URL that a caller named: public addresses only, pinned, bounded.
