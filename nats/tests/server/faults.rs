//! What a cluster does on bad days: readers are served throughout, the status says why, and all catch up.

use std::time::Duration;

use crate::support::{Process, Server, client_of, client_with, eventually, numbered, publish};
use async_nats::{ConnectOptions, jetstream};
use schema_registry::source::Policy;
use schema_registry_nats::{Publication, Publisher};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_and_one_that_is_stopped() {
    let mut server = Server::start();
    let publisher = Publisher::create(server.client().await, "schemas", "app", 1).await.unwrap();
    publish(&publisher, 1).await;
    let process = Process::start(server.client().await, Policy::any()).await;
    assert_eq!(process.number(), Some(1));

    server.kill();
    eventually("the status says it", async || !process.source.status().is_good()).await;
    assert_eq!(process.number(), Some(1));
    assert!(process.reason().contains("could not be read"), "{}", process.reason());
    server.restart();
    publish(&publisher, 2).await;
    process.comes_to(2).await;
    eventually("it is good again", async || process.source.status().is_good()).await;

    // Connections stay half open for a minute.
    server.signal("-STOP");
    let minute = tokio::time::sleep(Duration::from_secs(60));
    eventually("the status says it", async || !process.source.status().is_good()).await;
    minute.await;
    assert_eq!(process.number(), Some(2));
    server.signal("-CONT");
    publish(&publisher, 3).await;
    process.comes_to(3).await;
    eventually("it is good again without anything new", async || process.source.status().is_good()).await;
    assert_eq!(process.handle.generation(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_gone_after_a_kill() {
    let mut server = Server::start();
    let client = server.client().await;
    let publisher = Publisher::create(client.clone(), "schemas", "app", 1).await.unwrap();
    publish(&publisher, 1).await;
    publish(&publisher, 2).await;
    let process = Process::start(server.client().await, Policy::any()).await;

    server.lose();
    server.restart();
    eventually("the bucket is gone", async || process.reason().contains("looking for the bucket: ")).await;
    assert_eq!(process.number(), Some(2));
    let mut made = None;
    eventually("a bucket is made", async || {
        made = Publisher::create(client.clone(), "schemas", "app", 1).await.ok();
        made.is_some()
    })
    .await;
    assert_eq!(publish(&made.unwrap(), 3).await, 1);
    process.comes_to(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_and_a_bucket_that_are_deleted_and_made_again_and_garbage() {
    let server = Server::start();
    let client = server.client().await;
    let publisher = Publisher::create(client.clone(), "schemas", "app", 1).await.unwrap();
    for number in 1..=5 {
        publish(&publisher, number).await;
    }
    let process = Process::start(server.client().await, Policy::any()).await;
    assert_eq!(process.number(), Some(5));
    let context = jetstream::new(client.clone());
    let store = context.get_key_value("schemas").await.unwrap();

    store.put("app", "type Query {".into()).await.unwrap();
    eventually("garbage does not load", async || process.reason().contains("does not load")).await;
    store.put("app", vec![0x1f, 0x8b, 1, 2, 3].into()).await.unwrap();
    eventually("bad gzip cannot be read", async || process.reason().contains("revision 7: ")).await;
    store.put("app", numbered(8).into()).await.unwrap();
    process.comes_to(8).await;

    store.delete("app").await.unwrap();
    eventually("the key is gone", async || process.reason().contains("the key was deleted at revision 9"))
        .await;
    assert_eq!(process.number(), Some(8));
    publish(&publisher, 10).await;
    process.comes_to(10).await;

    context.delete_key_value("schemas").await.unwrap();
    eventually("the bucket is gone", async || process.reason().contains("looking for the bucket")).await;
    assert_eq!(process.number(), Some(10));
    // Its revisions start again.
    let publisher = Publisher::create(client.clone(), "schemas", "app", 1).await.unwrap();
    assert_eq!(publish(&publisher, 11).await, 1);
    process.comes_to(11).await;
    assert_eq!(process.source.status().good_revision().map(ToString::to_string).as_deref(), Some("1"));
    // Made anew between two looks, with a revision that is higher than the one that was seen.
    context.delete_key_value("schemas").await.unwrap();
    let publisher = Publisher::create(client, "schemas", "app", 1).await.unwrap();
    for number in 12..=15 {
        publish(&publisher, number).await;
    }
    process.comes_to(15).await;
    assert!(process.handle.load().is_initialized());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_may_not_read_is_told() {
    let server = Server::start();
    drop(Publisher::create(server.client().await, "schemas", "app", 1).await.unwrap());
    drop(server);
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("server.conf");
    std::fs::write(
        &config,
        r#"authorization { users = [
            { user: all, password: x },
            { user: none, password: x, permissions: { publish: ["nothing"], subscribe: ["_INBOX.>"] } } ] }"#,
    )
    .unwrap();
    let server = Server::start_with(&["-c", &config.display().to_string()]);
    let login = |user: &str| ConnectOptions::with_user_and_password(user.to_owned(), "x".to_owned());
    let all = client_with(login("all"), &[server.url()]).await;
    let publisher = Publisher::create(all.clone(), "schemas", "app", 1).await.unwrap();
    publish(&publisher, 1).await;
    let process = Process::start(all, Policy::any()).await;
    assert_eq!(process.number(), Some(1));
    let none = Process::start(client_with(login("none"), &[server.url()]).await, Policy::any()).await;
    assert_eq!(none.number(), None);
    assert!(none.reason().contains("looking for the bucket: "), "{}", none.reason());
    assert!(login("nobody").connect(server.url()).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_process_passes_over_what_came_meanwhile() {
    let server = Server::start();
    let publisher = Publisher::create(server.client().await, "schemas", "app", 1).await.unwrap();
    publish(&publisher, 1).await;
    let slow = Policy::when(|_| {
        std::thread::sleep(Duration::from_millis(30));
        true
    });
    let process = Process::start(server.client().await, slow).await;
    for number in 2..=60 {
        publish(&publisher, number).await;
    }
    process.comes_to(60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_nodes_one_may_go_and_with_two_gone_nothing_is_published_and_all_is_served() {
    let mut cluster = Server::cluster();
    let urls: Vec<String> = cluster.iter().map(Server::url).collect();
    let client = client_of(&urls).await;
    let mut made = None;
    eventually("the cluster has a leader", async || {
        made = Publisher::create(client.clone(), "schemas", "app", 3).await.ok();
        made.is_some()
    })
    .await;
    let publisher = made.unwrap();
    publish(&publisher, 1).await;
    let mut processes = Vec::new();
    for _ in 0..5 {
        processes.push(Process::start(client_of(&urls).await, Policy::any()).await);
    }

    // One is killed while documents are published: each that was acknowledged is there.
    let mut acknowledged = Vec::new();
    for number in 2..=30 {
        if number == 10 {
            cluster[0].kill();
        }
        acknowledged.push(publish(&publisher, number).await);
    }
    for process in &processes {
        process.comes_to(30).await;
    }
    let mut history = Vec::new();
    eventually("the history is read", async || {
        history = publisher.history().await.unwrap_or_default();
        !history.is_empty()
    })
    .await;
    let kept: Vec<u64> = history.iter().map(|it| it.revision).collect();
    let lost: Vec<&u64> = acknowledged.iter().filter(|revision| !kept.contains(revision)).collect();
    assert!(lost.is_empty(), "{lost:?} of {kept:?}");

    cluster[1].kill();
    let newest = *acknowledged.last().unwrap();
    assert!(publisher.publish(&Publication::new(numbered(31)), newest).await.is_err());
    // The one that is left may still be read.
    assert!(processes.iter().all(|process| process.number() == Some(30)));

    cluster[0].restart();
    cluster[1].restart();
    publish(&publisher, 32).await;
    for process in &processes {
        process.comes_to(32).await;
    }
}
