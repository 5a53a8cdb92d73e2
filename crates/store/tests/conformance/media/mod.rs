//! Media metadata: projects, datasets, bindings, tasks, clusters, files, vectors.

mod binding;
mod cluster;
mod dataset;
mod fixture;
mod project;
mod race;
mod task;
