//! Domains, users, groups, drives: who there is, and how they sign in.
