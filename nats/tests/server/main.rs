//! The package against real servers, which the tests start and stop: a `nats-server` in `PATH`, or that of `NATS_SERVER`.

mod cli;
mod faults;
mod fleet;
mod support;
