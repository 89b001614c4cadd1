//! A certificate authority of the demonstration's own, and one certificate for this machine. The authority's key is never written.

use anyhow::Context as _;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};

use crate::clock::london_day;

/// PEM texts.
#[derive(Debug)]
pub(super) struct Certificates {
    /// The authority, to be trusted.
    pub(super) authority: String,
    /// The certificate.
    pub(super) certificate: String,
    /// Its key.
    pub(super) key: String,
}

/// Makes both, good from yesterday for a year.
pub(super) fn make(now: Timestamp) -> anyhow::Result<Certificates> {
    let today = london_day(now);
    let (begin, end) = (today.checked_sub(1.day())?, today.checked_add(1.year())?);
    let mut own = CertificateParams::new(Vec::new())?;
    own.distinguished_name
        .push(DnType::CommonName, "Referral gateway demonstration");
    own.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    own.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    dated(&mut own, begin, end)?;
    let authority = CertifiedIssuer::self_signed(own, KeyPair::generate()?)?;
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut leaf = CertificateParams::new(names.to_vec())?;
    leaf.distinguished_name
        .push(DnType::CommonName, "localhost");
    leaf.is_ca = IsCa::ExplicitNoCa;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    dated(&mut leaf, begin, end)?;
    let key = KeyPair::generate()?;
    let certificate = leaf.signed_by(&key, &authority)?;
    Ok(Certificates {
        authority: authority.pem(),
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    })
}

fn dated(certificate: &mut CertificateParams, begin: Date, end: Date) -> anyhow::Result<()> {
    let day = |day: Date| -> anyhow::Result<_> {
        let number = |part: i8| u8::try_from(part).context("a day of the calendar");
        Ok(date_time_ymd(
            i32::from(day.year()),
            number(day.month())?,
            number(day.day())?,
        ))
    };
    certificate.not_before = day(begin)?;
    certificate.not_after = day(end)?;
    Ok(())
}
