//! Clusters: files of one place and time, figures that are one person.

mod figure;
mod filter;
mod location;
mod scan;

pub(crate) use figure::{cluster_figures, merge_figure_clusters};
pub(crate) use location::cluster_locations;
