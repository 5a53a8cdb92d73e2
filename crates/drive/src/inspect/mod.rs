//! What happens to a file by itself: type, verdict, thumbnails.
