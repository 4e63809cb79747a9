//! The directory: a file appears whole or not at all, and is never replaced.
//! Never here: a database.

use std::fs;
use std::path::PathBuf;

use control::evidence::{HeadSink as _, SinkError};
use server::sinks::directory::Directory;

use super::head;

fn place(name: &str) -> PathBuf {
    let place = std::env::temp_dir().join(format!("charter-heads-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&place);
    place
}

#[tokio::test]
async fn a_head_lies_under_its_tenant_chain_and_size_and_may_come_twice() {
    let place = place("twice");
    let sink = Directory::new(place.clone(), "id".into());
    for _ in 0..2 {
        sink.put(&head(12, "one\n")).await.unwrap();
    }
    let chain = place.join("00000000-0000-0000-0000-000000000007/changes");
    assert_eq!(fs::read_to_string(chain.join("000000000012.jsonl")).unwrap(), "one\n");
    assert_eq!(fs::read_dir(&chain).unwrap().count(), 1, "nothing else is left there");
    fs::remove_dir_all(place).unwrap();
}

#[tokio::test]
async fn a_file_with_other_content_is_an_alarm_and_stays() {
    let place = place("differs");
    let sink = Directory::new(place.clone(), "id".into());
    sink.put(&head(1, "one\n")).await.unwrap();
    assert_eq!(sink.put(&head(1, "two\n")).await, Err(SinkError::Differs));
    let file = place.join(head(1, "").name());
    assert_eq!(fs::read_to_string(file).unwrap(), "one\n");
    fs::remove_dir_all(place).unwrap();
}

#[tokio::test]
async fn what_an_interrupted_attempt_left_does_not_stop_the_next() {
    let place = place("interrupted");
    let sink = Directory::new(place.clone(), "id".into());
    let file = place.join(head(1, "").name());
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file.with_extension("writing"), "on").unwrap();
    sink.put(&head(1, "one\n")).await.unwrap();
    assert_eq!(fs::read_to_string(file).unwrap(), "one\n");
    fs::remove_dir_all(place).unwrap();
}

#[tokio::test]
async fn a_directory_that_cannot_be_made_is_asked_again_and_works_then() {
    let place = place("blocked");
    fs::write(&place, "a file in the way").unwrap();
    let sink = Directory::new(place.join("heads"), "id".into());
    assert!(matches!(sink.put(&head(1, "one\n")).await, Err(SinkError::Unavailable(_))));
    fs::remove_file(&place).unwrap();
    sink.put(&head(1, "one\n")).await.unwrap();
    fs::remove_dir_all(place).unwrap();
}
