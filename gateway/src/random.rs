//! Randomness: the only caller of the system generator.

/// Why no random bytes could be had.
#[derive(Debug, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoRandomness(#[source] getrandom::Error);

/// `N` bytes from the system's generator.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that asks the system"
)]
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut out = [0_u8; N];
    getrandom::fill(&mut out).map_err(NoRandomness)?;
    Ok(out)
}
