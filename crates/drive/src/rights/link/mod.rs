//! Share links: making, changing, finding and visiting them.

mod cancel;
mod create;
mod find;
mod guard;
mod query;
mod record;
mod settings;
mod update;
mod visit;
mod welcome;

/// A visitor's use of a link, which counts.
pub(crate) use assay_store::ShareUse as Use;
pub(crate) use guard::Guard;
