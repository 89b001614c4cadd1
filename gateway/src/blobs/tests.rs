//! Tests of the folder of blobs.
