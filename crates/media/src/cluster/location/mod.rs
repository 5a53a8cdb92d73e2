//! Clusters of place and date.

mod change;
mod group;
mod query;
mod record;
mod start;

pub(crate) use start::cluster_locations;
