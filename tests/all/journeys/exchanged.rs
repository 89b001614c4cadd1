//! An attachment whose sealed bytes were exchanged, with or without its row, is refused against the signed manifest: at download, at the
//! scan and by `open`.

use std::{fs, path::PathBuf};

use bytes::Bytes;
use futures::StreamExt as _;
use gateway::{
    journey::{download, open_sealed, scan_attachment},
    referral::{Attachment, ManagersWord, Reference, Referral, ScanState},
    seal::{BlobHeader, Label, Purpose, To, hex},
};
use tests::{
    house::{House, later},
    rows::Rows,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// A scanner that finds nothing in anything.
pub(super) async fn careless_clamd() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut command = [0; 10];
                let mut whole = stream.read_exact(&mut command).await.is_ok();
                while whole {
                    let Ok(length @ 1..) = stream.read_u32().await else {
                        break;
                    };
                    let mut piece = vec![0; usize::try_from(length).unwrap()];
                    whole = stream.read_exact(&mut piece).await.is_ok();
                }
                drop(stream.write_all(b"stream: OK\0").await);
            });
        }
    });
    port
}

struct Exchange {
    house: House,
    reference: Reference,
    referral: Referral,
    /// The file that is looked at.
    file: Attachment,
    /// Another of the same referral.
    sibling: Attachment,
    /// One of another referral.
    stranger: Attachment,
}

async fn received(house: &House, files: &[(&str, &[u8])]) -> (Referral, Vec<Attachment>) {
    let key = house.fill(&[]).await;
    for (name, bytes) in files {
        house.attach(&key, name, bytes).await.unwrap();
    }
    let reference = house.send(&key).await;
    house.manager(&reference, ManagersWord::Release, "").await;
    let store = &house.gateway.keyholder.store;
    let referral = store.find_by_reference(&reference).await.unwrap().unwrap();
    let files = store.attachments_of(&referral.id).await.unwrap();
    (referral, files)
}

async fn exchange() -> Exchange {
    let port = careless_clamd().await;
    let scan = format!("[scan]\nclamd = \"127.0.0.1:{port}\"\n");
    let house = House::build(None, &scan).await;
    let long = "Another paper. ".repeat(20_000).into_bytes();
    let (_, strangers) = received(&house, &[("other.txt", b"Another child.")]).await;
    let files: &[(&str, &[u8])] = &[("plan.txt", b"A safety plan."), ("long.txt", &long)];
    let (referral, files) = received(&house, files).await;
    let of = |long: bool| files.iter().find(|file| (file.length > 100_000) == long);
    Exchange {
        reference: referral.reference.clone(),
        referral,
        file: of(false).unwrap().clone(),
        sibling: of(true).unwrap().clone(),
        stranger: strangers[0].clone(),
        house,
    }
}

impl Exchange {
    fn blob(&self, file: &Attachment) -> PathBuf {
        let (root, id) = (self.house.folder.path().join("blobs"), file.id.as_str());
        root.join(id.get(..2).unwrap()).join(id)
    }

    /// Puts another sealed file in its place on the disk.
    fn swap_blob(&self, with: &Attachment) {
        fs::copy(self.blob(with), self.blob(&self.file)).unwrap();
    }

    /// Puts this digest, length and header into its row.
    async fn swap_row(&self, header: &[u8], sha256: &[u8; 32], length: u64) {
        let mut rows = Rows::open(&self.house.folder.path().join("gateway.db")).await;
        let (header, sha256, id) = (hex(header), hex(sha256), &self.file.id);
        let set = format!("sha256 = x'{sha256}', length = {length}, header = x'{header}'");
        let changed = format!("update attachment set {set} where id = '{id}'");
        assert_eq!(rows.change(&changed).await, 1);
    }

    /// Seals a paper of the forger's own to the referral's public key, with everything about it as it should be but intake's signature.
    async fn forge(&self) {
        let sealer = &self.house.gateway.intake.sealer;
        let path = self.house.folder.path().join("forged");
        let file = fs::File::create(&path).unwrap();
        let mut writer = sealer.blob_writer(&self.referral.recipient, file).unwrap();
        let plan = Bytes::from_static(b"A forged plan.");
        writer.write(plan).await.unwrap();
        let (_, digest) = writer.finish().await.unwrap();
        fs::copy(&path, self.blob(&self.file)).unwrap();
        let header = BlobHeader {
            name: "plan.txt".to_owned(),
            kind: "text/plain".to_owned(),
            digest,
        };
        let (referral, id) = (self.referral.id.as_str(), self.file.id.as_str());
        let label = Label::of(Purpose::BlobHeader, referral, id);
        let to = To::Key(&self.referral.recipient);
        let written = sealer.seal(to, &label, self.house.now(), &header).unwrap();
        let sha256 = gateway::seal::from_hex(&header.digest.ct_sha256).unwrap();
        self.swap_row(written.bytes(), &sha256, header.digest.ct_len)
            .await;
    }

    /// No door lets a byte of it out as the file that was sent.
    async fn must_be_refused(&self, what: &str) {
        let keyholder = &self.house.gateway.keyholder;
        let asha = self.house.screener("Asha Demo").await;
        let now = later(self.house.now(), 1);
        let which = (&self.referral.id, &self.file.id);
        if let Ok((_, pieces)) = download::download(keyholder, &asha, which, true, now).await {
            let pieces: Vec<_> = pieces.collect().await;
            assert!(pieces.last().unwrap().is_err(), "{what}: downloaded");
        }
        let stored = keyholder.store.find_attachment(&self.file.id).await;
        let stored = stored.unwrap().unwrap();
        assert_eq!(stored.scan, ScanState::NoThreat, "as it was sent");
        if scan_attachment::scan(keyholder, stored, now).await.is_ok() {
            let after = keyholder.store.find_attachment(&self.file.id).await;
            let scan = after.unwrap().unwrap().scan;
            assert_eq!(scan, ScanState::CannotScan, "{what}: scanned");
        }
        let into = self.house.folder.path().join("opened");
        let opened = open_sealed::open_sealed(keyholder, &self.reference, &into, now).await;
        assert!(opened.is_err(), "{what}: opened");
        let left = fs::read_dir(&into).unwrap().map(|entry| entry.unwrap());
        let left: Vec<_> = left
            .filter(|entry| entry.file_name() != "referral.json")
            .collect();
        assert!(
            left.iter()
                .all(|entry| entry.metadata().unwrap().len() > 100_000
                    && entry.file_name().to_string_lossy().ends_with("-long.txt")),
            "{what}: {left:?}"
        );
    }
}

#[tokio::test]
async fn a_file_in_its_own_place_is_opened_at_every_door() {
    let exchange = exchange().await;
    let keyholder = &exchange.house.gateway.keyholder;
    let now = exchange.house.now();
    assert_eq!(exchange.file.scan, ScanState::NoThreat);
    let into = exchange.house.folder.path().join("opened");
    let opened = open_sealed::open_sealed(keyholder, &exchange.reference, &into, now);
    assert_eq!(opened.await.unwrap(), 3);
}

#[tokio::test]
async fn another_file_of_the_same_referral_in_its_place_is_refused() {
    let exchange = exchange().await;
    exchange.swap_blob(&exchange.sibling);
    exchange.must_be_refused("the sealed file").await;
}

#[tokio::test]
async fn another_file_of_the_same_referral_with_its_row_is_refused() {
    let exchange = exchange().await;
    let Attachment {
        header,
        sha256,
        length,
        ..
    } = &exchange.sibling;
    exchange.swap_blob(&exchange.sibling);
    exchange.swap_row(header, sha256, *length).await;
    exchange
        .must_be_refused("the sealed file and its row")
        .await;
}

#[tokio::test]
async fn another_referrals_file_in_its_place_is_refused() {
    let exchange = exchange().await;
    exchange.swap_blob(&exchange.stranger);
    exchange.must_be_refused("a stranger's sealed file").await;
}

#[tokio::test]
async fn another_referrals_file_with_its_row_is_refused() {
    let exchange = exchange().await;
    let Attachment {
        header,
        sha256,
        length,
        ..
    } = &exchange.stranger;
    exchange.swap_blob(&exchange.stranger);
    exchange.swap_row(header, sha256, *length).await;
    exchange
        .must_be_refused("a stranger's file and its row")
        .await;
}

#[tokio::test]
async fn a_file_that_a_forger_sealed_to_the_referrals_key_is_refused() {
    let exchange = exchange().await;
    exchange.forge().await;
    exchange.must_be_refused("a forged file").await;
}
