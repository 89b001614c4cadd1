//! The tasks of the desk, and marking one as done.

use http::StatusCode;

use super::{
    door::Desk,
    named::Named,
    page::{Section, TasksPage},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{JourneyError, finish_task},
    referral::Task,
    web::{extract::Posted, page_error::PageError},
};

/// The open tasks.
pub async fn list(desk: Desk) -> Answer {
    let open = finish_task::open(&desk.door.site.keyholder).await?;
    let mut frame = desk.frame().at(Section::Tasks);
    frame.notice = match desk.door.query() {
        Some("done") => Some("The task is done.".to_owned()),
        Some("asked") => Some("The manager is asked to release it.".to_owned()),
        _ => None,
    };
    let rows = open.into_iter().map(reading::task).collect();
    drawn(StatusCode::OK, &TasksPage { frame, rows })
}

/// Marks one as done.
pub async fn done(named: Named<Task>, Posted(_): Posted) -> Answer {
    let now = named.desk.door.now;
    match finish_task::finish(named.keyholder(), named.account(), &named.id, now).await {
        Ok(()) => Ok(onward("/desk/tasks?done")),
        Err(JourneyError::Inconsistent(_)) => Err(PageError::NotFound),
        Err(error) if error.is_conflict() => Err(PageError::Changed),
        Err(error) => Err(error.into()),
    }
}
