//! Clusters of figures.

mod faces;
mod merge;
mod query;
mod record;
mod search;
mod start;
mod tally;
mod update;
mod vectors;
mod whisper;

pub(crate) use merge::merge_figure_clusters;
pub(crate) use start::cluster_figures;
