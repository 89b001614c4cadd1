//! The gate and the accept loop together with what stands between them. Synthetic data only.

mod gate;
mod serve;
mod turns;
