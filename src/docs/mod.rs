//! Prose, with examples that run. There is no code in here.

pub mod consistency;
pub mod derived;
pub mod internals;
pub mod limitations;
pub mod migration;
pub mod performance;
