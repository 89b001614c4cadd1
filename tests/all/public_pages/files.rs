//! Attachments through the page: good files of a batch are kept, each bad one is named.

use tests::{open_house::OpenHouse, page::Page, visitor::Visitor};

use super::FORM;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

async fn upload(visitor: &Visitor, files: &[(&str, &[u8])]) -> Page {
    let page = visitor.get(&format!("{FORM}/attachments")).await;
    let mut form = page.form("Upload").press("Upload");
    for (name, bytes) in files {
        form = form.attach("files", name, "application/octet-stream", bytes);
    }
    visitor.send(&form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn good_files_are_kept_and_each_bad_one_is_named() {
    let house = OpenHouse::open("[uploads]\nfile_mib = 1\ntotal_mib = 3\nfiles = 3\n").await;
    let (visitor, _) = house.referrer().await;
    upload(&visitor, &[])
        .await
        .must_be(422)
        .must_object("Choose a file");
    let large = [PDF, &vec![b'x'; 1024 * 1024]].concat();
    let page = upload(
        &visitor,
        &[
            ("Plan.pdf", PDF),
            ("Empty.pdf", b""),
            ("Large.pdf", &large),
            ("Run.exe", b"MZ"),
            ("Notes.txt", b"Facts."),
        ],
    )
    .await;
    page.must_be(422)
        .must_object("Empty.pdf is empty")
        .must_object("Large.pdf is larger than 1 MB");
    assert!(
        page.problems()
            .iter()
            .any(|one| one.starts_with("Run.exe is not a type we can take")),
        "{:?}",
        page.problems()
    );
    page.must_say("Files added: 2")
        .must_say("2 files have been added");
    let page = upload(&visitor, &[("Third.pdf", PDF), ("Fourth.pdf", PDF)]).await;
    page.must_be(422)
        .must_object("You cannot add more files")
        .must_say("Files added: 3");
    let remove = visitor.click(&page, "Plan.pdf").await;
    remove.must_say("Remove Plan.pdf?");
    let form = remove.form("Remove");
    visitor
        .send(&form)
        .await
        .must_be(200)
        .must_say("Files added: 2");
    visitor
        .send(&form)
        .await
        .must_be(200)
        .must_say("Files added: 2");
    let page = upload(&visitor, &[("Again.pdf", PDF)]).await;
    page.must_be(200).must_say("Again.pdf has been added");
    let on = visitor.send(&page.form("Continue").press("Continue")).await;
    assert_eq!(on.path, FORM);
    on.must_say("3 files added");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_request_may_hold_is_a_message_beside_the_field() {
    let house = OpenHouse::open("[uploads]\nfile_mib = 1\ntotal_mib = 1\nfiles = 3\n").await;
    let (visitor, _) = house.referrer().await;
    let huge = [PDF, &vec![b'x'; 5 * 1024 * 1024]].concat();
    upload(&visitor, &[("Huge.pdf", &huge)])
        .await
        .must_be(422)
        .must_object("Huge.pdf is larger than 1 MB");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_body_and_a_token_that_is_not_first_are_plain_pages() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let path = format!("{FORM}/attachments");
    let page = visitor.get(&path).await;
    let token = page
        .form("Upload")
        .pairs()
        .into_iter()
        .find(|(name, _)| name == "csrf")
        .unwrap()
        .1;
    let part = |head: &str, body: &str| {
        format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let token = part("name=\"csrf\"", &token);
    let file = part("name=\"files\"; filename=\"Notes.txt\"", "Facts.");
    let cases = [
        (format!("{file}{token}--b--\r\n"), 403, "We could not check"),
        (
            format!("{token}--b\r\nnonsense"),
            400,
            "That did not arrive as it should",
        ),
        (
            format!("{token}{}", file.trim_end()),
            422,
            "Notes.txt did not arrive. Try again",
        ),
        (
            format!("{token}--b\r\nX-Head: {}\r\n\r\n", "x".repeat(400_000)),
            400,
            "That did not arrive as it should",
        ),
    ];
    for (body, status, words) in cases {
        let request = visitor.http().post(visitor.url(&path)).body(body);
        let request = request
            .header("Origin", visitor.origin())
            .header("Content-Type", "multipart/form-data; boundary=b");
        visitor
            .follow(request, &path)
            .await
            .must_be(status)
            .must_say(words);
    }
    visitor.get(&path).await.must_say("No files added.");
}
