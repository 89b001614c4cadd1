//! Set-up codes of accounts: the newest one counts, once.

use gateway::{
    journey::{
        make_account,
        set_up::{self, SetUpError},
        sign_in,
    },
    referral::Role,
};
use tests::{
    house::{House, later},
    one_time_code::totp,
};

const EMAIL: &str = "toni.trial@exampleshire.test";
const PASSWORD: &str = "gravel teapot lantern moss";

async fn made(house: &House) -> String {
    let store = &house.gateway.keyholder.store;
    let made = make_account::make(store, EMAIL, "Toni Trial", Role::Screener, house.now()).await;
    made.unwrap().1
}

async fn renewed(house: &House) -> String {
    let store = &house.gateway.keyholder.store;
    make_account::reset(store, EMAIL, house.now())
        .await
        .unwrap()
}

async fn begun(house: &House, code: &str) -> Result<String, SetUpError> {
    let keyholder = &house.gateway.keyholder;
    let typed = (EMAIL, code);
    set_up::set_up(keyholder, typed, PASSWORD.to_owned(), house.now()).await
}

async fn at_the_second_page(house: &House, token: &str) -> Option<set_up::SettingUp> {
    set_up::setting_up(&house.gateway.keyholder, token, house.now())
        .await
        .unwrap()
}

async fn finished(house: &House, setting_up: &set_up::SettingUp) -> Result<String, SetUpError> {
    let now = house.now();
    let seconds = u64::try_from(now.as_second()).unwrap();
    let code = totp(&setting_up.secret().shown().replace(' ', ""), seconds);
    set_up::finish_set_up(&house.gateway.keyholder, setting_up, &code, now).await
}

#[tokio::test]
async fn a_new_set_up_code_makes_the_one_before_worthless() {
    let house = House::on_sqlite().await;
    let first = made(&house).await;
    let second = renewed(&house).await;
    assert_ne!(first, second);
    assert!(matches!(
        begun(&house, &first).await,
        Err(SetUpError::Wrong)
    ));
    let token = begun(&house, &second).await.unwrap();
    let setting_up = at_the_second_page(&house, &token).await.unwrap();
    assert!(finished(&house, &setting_up).await.is_ok());
}

#[tokio::test]
async fn a_set_up_that_was_begun_with_the_code_before_cannot_be_finished() {
    let house = House::on_sqlite().await;
    let first = made(&house).await;
    let token = begun(&house, &first).await.unwrap();
    let setting_up = at_the_second_page(&house, &token).await.unwrap();
    let second = renewed(&house).await;
    assert!(at_the_second_page(&house, &token).await.is_none());
    let late = finished(&house, &setting_up).await;
    assert!(matches!(late, Err(SetUpError::Wrong)), "{late:?}");
    let store = &house.gateway.keyholder.store;
    let account = store.find_account_of(EMAIL).await.unwrap().unwrap();
    assert!(account.password.is_none() && account.totp.is_none());
    assert!(begun(&house, &second).await.is_ok(), "the new one counts");
}

#[tokio::test]
async fn a_set_up_code_counts_once_and_for_a_day() {
    let house = House::on_sqlite().await;
    let code = made(&house).await;
    let (one, other) = (
        begun(&house, &code).await.unwrap(),
        begun(&house, &code).await.unwrap(),
    );
    let one = at_the_second_page(&house, &one).await.unwrap();
    let other = at_the_second_page(&house, &other).await.unwrap();
    assert!(finished(&house, &one).await.is_ok());
    let late = finished(&house, &other).await;
    assert!(matches!(late, Err(SetUpError::Wrong)), "{late:?}");
    assert!(matches!(begun(&house, &code).await, Err(SetUpError::Wrong)));
    let code = renewed(&house).await;
    let keyholder = &house.gateway.keyholder;
    for (minutes, counts) in [(24 * 60 - 1, true), (24 * 60 + 1, false)] {
        let then = later(house.now(), minutes);
        let typed = (EMAIL, code.as_str());
        let begun = set_up::set_up(keyholder, typed, PASSWORD.to_owned(), then).await;
        assert_eq!(begun.is_ok(), counts, "after {minutes} minutes");
    }
}

async fn signed_in(house: &House, secret: &str, minutes: i64) -> String {
    let (keyholder, now) = (&house.gateway.keyholder, later(house.now(), minutes));
    let token = sign_in::begin(keyholder, EMAIL, PASSWORD.to_owned(), now).await;
    let token = token.unwrap().unwrap();
    let half = sign_in::half(keyholder, &token, now)
        .await
        .unwrap()
        .unwrap();
    let code = totp(secret, u64::try_from(now.as_second()).unwrap());
    sign_in::second(keyholder, &half, &code, now).await.unwrap()
}

async fn opens(house: &House, token: &str, minutes: i64) -> bool {
    let now = later(house.now(), minutes);
    let found = sign_in::session(&house.gateway.keyholder, token, now).await;
    found.unwrap().is_some()
}

#[tokio::test]
async fn finishing_a_set_up_ends_every_session_that_the_proofs_before_had_opened() {
    let house = House::on_sqlite().await;
    let code = made(&house).await;
    let token = begun(&house, &code).await.unwrap();
    let first = at_the_second_page(&house, &token).await.unwrap();
    finished(&house, &first).await.unwrap();
    let secret = first.secret().shown().replace(' ', "");
    let code = renewed(&house).await;
    let before = signed_in(&house, &secret, 1).await;
    assert!(opens(&house, &before, 1).await, "they count until then");
    let token = begun(&house, &code).await.unwrap();
    let second = at_the_second_page(&house, &token).await.unwrap();
    let after = finished(&house, &second).await.unwrap();
    assert!(!opens(&house, &before, 1).await);
    assert!(opens(&house, &after, 1).await);
}

#[tokio::test]
async fn a_session_at_the_desk_ends_after_its_longest_time_however_much_it_is_used() {
    let house = House::on_sqlite().await;
    let code = made(&house).await;
    let token = begun(&house, &code).await.unwrap();
    let setting_up = at_the_second_page(&house, &token).await.unwrap();
    let token = finished(&house, &setting_up).await.unwrap();
    let longest = house.gateway.keyholder.desk_longest_hours * 60;
    let mut minutes = 0;
    while minutes < longest {
        assert!(opens(&house, &token, minutes).await, "{minutes} minutes");
        minutes += 10;
    }
    assert!(!opens(&house, &token, longest + 1).await);
}
