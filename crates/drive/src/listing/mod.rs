//! Listings: a folder's, the whole drive's, a query's, the recycle bin's, and what changed since.
