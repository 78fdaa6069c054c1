//! A model of an application's own: what the `loom` feature is for, outside of this crate.
//!
//! A service answers requests from a registry that is reloaded now and then. To shut down, it raises a flag and *then*
//! resets the registry. A request that finds no registry must find the flag raised: otherwise it would answer "no such
//! type" where it should answer "shutting down".

use std::sync::Arc;

use crate::check_bounded;
use crate::spec::registry;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use schema_registry::RegistryHandle;

struct Service {
    registry: RegistryHandle,
    shutting_down: AtomicBool,
}

impl Service {
    fn new() -> Arc<Self> {
        let registry_handle = RegistryHandle::new();
        registry_handle.initialize(registry(1)).unwrap();
        Arc::new(Self { registry: registry_handle, shutting_down: AtomicBool::new(false) })
    }

    fn answer(&self) -> Result<String, &'static str> {
        // First the registry, then the flag. The flag may be relaxed: a load of the registry sees all that was done
        // before the change that it sees.
        let registry = self.registry.load();
        if self.shutting_down.load(Ordering::Relaxed) {
            return Err("shutting down");
        }
        assert!(registry.is_initialized(), "a request was answered from a registry that is gone");
        Ok(registry.version().to_owned())
    }

    fn reload(&self) -> bool {
        // Not `set`: a reload that comes late must not bring the registry back.
        let current = self.registry.snapshot();
        current.is_initialized() && self.registry.set_if(current.generation(), registry(2)).is_ok()
    }

    fn shut_down(&self) {
        self.shutting_down.store(true, Ordering::Relaxed);
        self.registry.reset();
    }
}

#[test]
fn a_request_is_answered_whole_or_told_of_the_shutdown() {
    check_bounded(4, || {
        let service = Service::new();
        let (for_request, for_reload) = (Arc::clone(&service), Arc::clone(&service));
        let request = thread::spawn(move || for_request.answer());
        let reload = thread::spawn(move || for_reload.reload());
        service.shut_down();

        let answers = [Ok("1".to_owned()), Ok("2".to_owned()), Err("shutting down")];
        assert!(answers.contains(&request.join().unwrap()));
        reload.join().unwrap();
        assert!(!service.registry.is_initialized(), "a reload came after the shutdown");
    });
}
