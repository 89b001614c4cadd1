//! The worker: leases what waits and calls one journey verb for it.
