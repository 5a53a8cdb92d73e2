//! What a file says about itself: metadata of pictures, recordings, videos and documents, read from their headers.
//!
//! Bytes in, findings out: no pixel is decoded, no network, no file of this machine is opened.
