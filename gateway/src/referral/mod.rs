//! The words of the product: referral, reference, stage, decision. Pure.
