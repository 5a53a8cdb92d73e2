//! Media metadata: projects, datasets, bindings, tasks, clusters, files, vectors.

mod binding;
mod cluster;
mod dataset;
mod files_model;
mod fixture;
mod project;
mod race;
mod task;
mod vector;
