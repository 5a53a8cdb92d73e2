//! Fuzz targets, and the replay of their kept corpora as tests.
