//! Who may do what: keys, their secrets at rest, and RAM policies.
