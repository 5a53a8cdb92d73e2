//! What is done to files and folders that are there, one at a time or whole trees.
