//! Where a source puts its status up, and others read it.

use std::fmt;
use std::sync::Arc;

use super::{Outcome, Status};
use crate::Diagnostic;
use crate::handle::waiters::Waiters;
use crate::sync::{ArcCell, Deadline};

/// Shared by a source and those who watch it. Written as the handle is: first the cell, then those who wait.
pub(super) struct Board {
    cell: ArcCell<Status>,
    waiters: Waiters,
}

impl Board {
    pub(super) fn new() -> Self {
        Self { cell: ArcCell::new(Arc::default()), waiters: Waiters::new() }
    }

    pub(super) fn status(&self) -> Arc<Status> {
        self.cell.load_full()
    }

    pub(super) fn waiters(&self) -> &Waiters {
        &self.waiters
    }

    /// Puts up what came of an attempt; of one that failed, `warnings` is `None`.
    pub(super) fn record(&self, outcome: &Outcome, generation: u64, warnings: Option<&Arc<[Diagnostic]>>) {
        self.change(|status| {
            let mut next = status.followed_by(outcome.clone(), generation);
            if let Some(warnings) = warnings {
                next.warnings = Arc::clone(warnings);
            }
            next
        });
        self.waiters.notify();
    }

    /// Tells everybody that nothing will come any more.
    pub(super) fn end(&self) {
        self.change(|status| Status { ended: true, ..status.clone() });
        self.waiters.close();
    }

    fn change(&self, next: impl Fn(&Status) -> Status) {
        let mut current = self.cell.load_full();
        while let Err(other) = self.cell.compare_exchange(&current, Arc::new(next(&current))) {
            current = other;
        }
    }

    pub(super) fn wait_for(
        &self,
        deadline: Deadline,
        wanted: impl Fn(&Status) -> bool,
    ) -> Option<Arc<Status>> {
        loop {
            // Drawn before the look: a status that the look misses makes the ticket an old one, and the sleep short.
            let ticket = self.waiters.ticket();
            let status = self.status();
            if wanted(&status) {
                return Some(status);
            }
            if ticket.is_closed() || !self.waiters.sleep(ticket, deadline) {
                return None;
            }
        }
    }
}

impl fmt::Debug for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Board").field(&self.status()).finish()
    }
}
