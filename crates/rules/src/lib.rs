//! The rule engine: YARA rules compiled once, matched in memory, turned into evidence.
