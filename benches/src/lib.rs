//! Measurements of Assay against its peers, in one run.
