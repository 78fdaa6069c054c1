//! A partition between followers and two of three nodes, made with network namespaces: `cargo test --test partition`, as root,
//! on Linux, with `ip`.

#[expect(dead_code, reason = "the other tests use the rest of it")]
#[path = "server/support.rs"]
mod support;

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use schema_registry::source::Policy;
use schema_registry_nats::Publisher;
use support::{Process, Server, client_of, eventually, publish};

/// Three hosts, each in a namespace of its own with two links: one to clients and one to the other hosts.
struct Network {
    id: u32,
}

impl Network {
    fn new() -> Self {
        let network = Self { id: std::process::id() % 100_000 };
        let id = network.id;
        for (bridge, address) in [(format!("c{id}"), Some("10.77.1.254/24")), (format!("r{id}"), None)] {
            ip(&["link", "add", &bridge, "type", "bridge"]);
            ip(&["link", "set", &bridge, "up"]);
            if let Some(address) = address {
                ip(&["addr", "add", address, "dev", &bridge]);
            }
        }
        for host in 1..=3 {
            let space = network.space(host);
            ip(&["netns", "add", &space]);
            ip(&["-n", &space, "link", "set", "lo", "up"]);
            for (kind, subnet) in [("c", 1), ("r", 2)] {
                let outer = format!("{kind}{host}x{id}");
                ip(&["link", "add", &outer, "type", "veth", "peer", "name", kind, "netns", &space]);
                ip(&["link", "set", &outer, "master", &format!("{kind}{id}"), "up"]);
                ip(&["-n", &space, "addr", "add", &format!("10.77.{subnet}.{host}/24"), "dev", kind]);
                ip(&["-n", &space, "link", "set", kind, "up"]);
            }
        }
        network
    }

    fn space(&self, host: usize) -> String {
        format!("n{host}x{}", self.id)
    }

    /// Takes the link of a host to clients down, at its end: who is connected is told nothing.
    fn link(&self, host: usize, state: &str) {
        ip(&["-n", &self.space(host), "link", "set", "c", state]);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for host in 1..=3 {
            let _ = Command::new("ip").args(["netns", "del", &self.space(host)]).status();
        }
        for kind in ["c", "r"] {
            let _ = Command::new("ip").args(["link", "del", &format!("{kind}{}", self.id)]).status();
        }
    }
}

fn ip(arguments: &[&str]) {
    let done = Command::new("ip").args(arguments).output().expect("`ip` of iproute2");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "ip {}: {said}(this test needs to be root)", arguments.join(" "));
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_that_are_cut_off_from_two_nodes_serve_and_come_back() {
    let network = Network::new();
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let routes = "nats://10.77.2.1:6222,nats://10.77.2.2:6222,nats://10.77.2.3:6222";
    let node = |host: usize| {
        let listen = format!("nats://10.77.2.{host}:6222");
        let more = ["--cluster_name", "fleet", "--cluster", &listen, "--routes", routes, "--no_advertise"];
        let before = ["ip", "netns", "exec", &network.space(host)];
        let name = format!("node{host}");
        Server::start_behind(&before, Arc::clone(&folder), &name, ("0.0.0.0", 4222), &more)
    };
    let nodes: Vec<Server> = (1..=3).map(node).collect();
    let urls: Vec<String> = (1..=3).map(|host| format!("nats://10.77.1.{host}:4222")).collect();

    // The publisher knows the third host only, as do in the end the followers that may go elsewhere.
    let client = client_of(&urls[2..]).await;
    let mut made = None;
    eventually("the cluster has a leader", async || {
        made = Publisher::create(client.clone(), "schemas", "app", 3).await.ok();
        made.is_some()
    })
    .await;
    let publisher = made.unwrap();
    publish(&publisher, 1).await;
    // Two are connected to each of the first two hosts, and may go elsewhere; two know only those.
    let mut roaming = Vec::new();
    for first in [0, 0, 1, 1] {
        let mut urls = urls.clone();
        urls.swap(0, first);
        roaming.push(Process::start(client_of(&urls).await, Policy::any()).await);
    }
    let mut bound = Vec::new();
    for host in [0, 1] {
        bound.push(Process::start(client_of(&urls[host..=host]).await, Policy::any()).await);
    }
    for process in roaming.iter().chain(&bound) {
        process.comes_to(1).await;
    }

    network.link(1, "down");
    network.link(2, "down");
    publish(&publisher, 2).await;
    for process in &roaming {
        process.comes_to(2).await; // by the third host
    }
    for process in &bound {
        eventually("the status says it", async || !process.source.status().is_good()).await;
        assert_eq!(process.number(), Some(1));
    }
    network.link(3, "down");
    tokio::time::sleep(Duration::from_secs(5)).await;
    for process in &roaming {
        eventually("the status says it", async || !process.source.status().is_good()).await;
        assert_eq!(process.number(), Some(2));
    }

    for host in 1..=3 {
        network.link(host, "up");
    }
    publish(&publisher, 3).await;
    for process in roaming.iter().chain(&bound) {
        process.comes_to(3).await;
    }
    drop(nodes);
}
