//! What is in a picture, from its pixels: QR and bar codes, a score, crops, and what a reader of texts is given.
