//! The listener: HTTP, signatures, dispatch, errors in each product's shape, limits, metrics.
