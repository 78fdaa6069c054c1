//! Waiting for the next value, in a thread or in a task.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::waiters::Registration;
use super::{Versioned, WaitError, Watched};
use crate::sync::Deadline;

/// Waits for the values after the last one that it has seen.
pub(crate) struct Watcher<T: Versioned, O: AsRef<Watched<T>> = Watched<T>> {
    watched: Arc<O>,
    seen: u64,
    registration: Registration,
    of: PhantomData<fn() -> T>,
}

impl<T: Versioned, O: AsRef<Watched<T>>> Watcher<T, O> {
    /// A watcher that has seen everything up to the version `seen`.
    pub(crate) fn new(watched: Arc<O>, seen: u64) -> Self {
        Self { watched, seen, registration: Registration::default(), of: PhantomData }
    }

    pub(crate) fn watched(&self) -> &Watched<T> {
        O::as_ref(&self.watched)
    }

    pub(crate) fn seen(&self) -> u64 {
        self.seen
    }

    /// Blocks until there is a value that this watcher has not seen.
    pub(crate) fn wait(&mut self, deadline: Deadline) -> Result<Arc<T>, WaitError> {
        let seen = self.seen;
        let value = self.watched().wait_for(deadline, |value| value.version() > seen)?;
        self.seen = value.version();
        Ok(value)
    }

    /// A future of the next value that is `wanted`.
    pub(crate) fn next<W: Fn(&T) -> bool>(&mut self, wanted: W) -> Next<'_, T, O, W> {
        Next { watcher: self, wanted }
    }

    /// For a future, which is never [`WaitError::TimedOut`].
    pub(crate) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        wanted: impl Fn(&T) -> bool,
    ) -> Poll<Result<Arc<T>, WaitError>> {
        let unseen = |value: &T| value.version() > self.seen && wanted(value);
        let mut value = self.watched().current_if(unseen);
        if value.is_none() {
            // The waker first, and then another look: a change between the first look and the waker would wake
            // nobody.
            let waker = context.waker().clone();
            let closed = O::as_ref(&self.watched).waiters.register(&mut self.registration, waker);
            value = self.watched().current_if(unseen);
            if value.is_none() && !closed {
                return Poll::Pending;
            }
        }
        self.give_up();
        if let Some(value) = &value {
            self.seen = value.version();
        }
        Poll::Ready(value.ok_or(WaitError::Closed))
    }

    /// Takes the waker back: a task that gave up waiting is not woken, and not kept alive.
    fn give_up(&mut self) {
        O::as_ref(&self.watched).waiters.deregister(&mut self.registration);
    }
}

impl<T: Versioned, O: AsRef<Watched<T>>> Clone for Watcher<T, O> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.watched), self.seen)
    }
}

impl<T: Versioned, O: AsRef<Watched<T>>> Drop for Watcher<T, O> {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// A future of the next value; cancel-safe, for any runtime.
pub(crate) struct Next<'a, T: Versioned, O: AsRef<Watched<T>>, W> {
    watcher: &'a mut Watcher<T, O>,
    wanted: W,
}

impl<T: Versioned, O: AsRef<Watched<T>>, W: Fn(&T) -> bool + Unpin> Future for Next<'_, T, O, W> {
    type Output = Result<Arc<T>, WaitError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { watcher, wanted } = self.get_mut();
        watcher.poll_next(context, &*wanted)
    }
}

impl<T: Versioned, O: AsRef<Watched<T>>, W> Drop for Next<'_, T, O, W> {
    fn drop(&mut self) {
        self.watcher.give_up();
    }
}
