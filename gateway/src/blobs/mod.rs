//! Blobs: sealed attachment bytes in a local folder. Never sees plain text and never names a file after what it holds.
