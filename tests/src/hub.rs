//! The hub that every test's gateway belongs to, as its settings have it.

use std::path::Path;

/// The settings that have nothing to do with a test's own folder and ports: the hub, its stores and keys beside the file, the forms and
/// rules that we ship, and whose mailboxes may refer.
pub fn settings(store_url: &str) -> String {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config");
    let config = config.canonicalize().expect("the configuration");
    format!(
        r#"
[hub]
service_owner = "Exampleshire Child and Youth Justice Service"
name = "Exampleshire HSB Hub"
area = "Exampleshire"
email = "hub@exampleshire.test"
phone = "01632 960120"
hours = "Monday to Friday, 9am to 5pm"
refer_url = "https://localhost"
[hub.childrens_services]
name = "Exampleshire Children’s Services"
day_number = "01632 960100"
day_hours = "8am to 8pm"
out_of_hours_number = "01632 960101"
[hub.data_controller]
name = "Exampleshire County Council"
email = "privacy@exampleshire.test"
retention = "until the child is 25"
[store]
url = "{store_url}"
[blobs]
folder = "blobs"
[keys]
folder = "keys"
[forms]
folder = "{config}/forms"
[pages]
folder = "{config}/pages"
[screening]
folder = "{config}/screening"
[addresses]
allowed_domains = ["council.test", "school.test", "exampleshire.test"]
"#,
        config = config.display()
    )
}
