//! Prose with examples that run. There is no code here.

pub mod comparison;
pub mod consistency;
pub mod derived;
pub mod format;
pub mod internals;
pub mod limitations;
pub mod migration;
pub mod model_checking;
pub mod operations;
pub mod performance;
pub mod promises;
pub mod service;
pub mod variants;
