//! From a global registry to a handle.
//!
//! # What was wrong with the global
//!
//! The design that this crate replaces kept one registry for the whole process behind an `RwLock`, and gave out
//! `&'static` references to it. To make them, it leaked the read guard:
//!
//! ```
//! use std::sync::{RwLock, TryLockError};
//!
//! static REGISTRY: RwLock<String> = RwLock::new(String::new());
//!
//! fn get_registry() -> &'static String {
//!     Box::leak(Box::new(REGISTRY.read().unwrap())) // a guard that is never dropped
//! }
//!
//! assert_eq!(get_registry(), "");
//! // The lock is read-locked from now on, and for ever. `write()` would wait until the end of the process:
//! assert!(matches!(REGISTRY.try_write(), Err(TryLockError::WouldBlock)));
//! ```
//!
//! A read guard is a promise to let go: the lock counts those who read, and a writer waits until the count is zero. So:
//!
//! 1. The first look-up raises the count, and nothing will ever lower it. It returns, and all seems well.
//! 2. A reset or a reload calls `write()`, which waits for a zero that cannot come. Nobody is to blame that still runs: no
//!    thread holds the lock, and no debugger shows one that does.
//! 3. With most locks readers queue behind a writer that waits, so that writers are not starved. From then on every look-up
//!    waits too, behind a writer that waits for a look-up of long ago.
//!
//! In production, where the registry was set once and then read, nobody came to step 2. In tests, which reset it, the
//! second test to run waited for ever, and only where tests shared a process and ran in that order.
//!
//! Dropping the guard properly would have ended the deadlock and left two faults: readers and writers still wait for each
//! other, and tests still share one registry, so they must run one after the other.
//!
//! # What takes its place
//!
//! | the old global function | here |
//! |---|---|
//! | `get_registry()` | [`handle.load()`](crate::RegistryHandle::load), or [`handle.snapshot()`](crate::RegistryHandle::snapshot) to keep it |
//! | `with_registry(f)` | [`handle.with_registry(f)`](crate::RegistryHandle::with_registry) |
//! | `initialize_registry(r) -> bool` | [`handle.initialize(r).is_ok()`](crate::RegistryHandle::initialize) |
//! | `set_registry(r)` | [`handle.set(r)`](crate::RegistryHandle::set) |
//! | `reset_for_testing()` | [`handle.reset()`](crate::RegistryHandle::reset), or simply a new handle for each test |
//! | `is_initialized()` | [`handle.is_initialized()`](crate::RegistryHandle::is_initialized), or `handle.load().is_initialized()` for the same snapshot |
//! | Python `initialize_schema_registry(json)` | `initialize_schema_registry(handle, json)` |
//! | Python `reset_schema_registry_for_testing()` | `reset_schema_registry_for_testing(handle)` |
//!
//! # In steps
//!
//! A large program is not moved at once. Each step leaves it working.
//!
//! 1. **From the inside.** Code that reads the registry takes it as an argument. This changes no behaviour.
//!
//!    ```
//!    use schema_registry::SchemaRegistry;
//!
//!    // before: fn is_list(field: &str) -> bool { get_registry().get_field_type("User", field)… }
//!    fn is_list(registry: &SchemaRegistry, field: &str) -> bool {
//!        registry.get_field_type("User", field).is_some_and(|found| found.is_list())
//!    }
//!    assert!(!is_list(&SchemaRegistry::empty(), "posts"));
//!    ```
//!
//! 2. **At the edges.** What lives as long as the program (the state of a web framework, a worker) owns a handle, and
//!    reads it once for each unit of work; see [`docs::consistency`](super::consistency).
//!
//!    ```
//!    # use schema_registry::{RegistryHandle, SchemaRegistry};
//!    # fn is_list(registry: &SchemaRegistry, field: &str) -> bool { false }
//!    #[derive(Clone)]
//!    struct AppState {
//!        registry: RegistryHandle,
//!    }
//!
//!    fn request(state: &AppState, field: &str) -> bool {
//!        is_list(&state.registry.load(), field)
//!    }
//!    # request(&AppState { registry: RegistryHandle::new() }, "posts");
//!    ```
//!
//! 3. **In the tests.** Each makes its own handle. Whatever made tests run one after the other (`serial_test`,
//!    `--test-threads=1`, a mutex around each) goes, and so does `reset_for_testing`.
//!
//!    ```
//!    # use schema_registry::{RegistryHandle, SchemaRegistry};
//!    // #[test]
//!    fn a_new_handle_has_nothing_of_another() {
//!        let (mine, other) = (RegistryHandle::new(), RegistryHandle::new());
//!        other.set(SchemaRegistry::empty());
//!        assert!(!mine.is_initialized());
//!    }
//!    # a_new_handle_has_nothing_of_another();
//!    ```
//!
//! 4. **The global goes.** If some part cannot be reached by an argument yet, the *application* may keep a static handle
//!    of its own for that part, and sees in one place what is left to do. The library has none.
//!
//! 5. **The reload.** What read the document again and called `set_registry` becomes a [`FileSource`] beside the handle, if
//!    it is a file: it compares before it commits, and keeps the last good schema where the new one does not load. Else it
//!    calls [`propose`](crate::RegistryHandle::propose) or [`set`](crate::RegistryHandle::set); in either case without a
//!    reset before it.
//!
//! # What else is different
//!
//! - "Not initialized" and "no types" are two things: a registry without types may well be initialized.
//! - `initialize` that loses returns the registry, and the snapshot that was in the way.
//! - A change does not reach a request that has begun; it goes on with the snapshot that it holds.
//! - `get_field_type` answers for the name of a column too (`created_at` for `createdAt`), as rows of a database need it. For
//!   the names of a request there is [`get_field`](crate::SchemaRegistry::get_field), which takes the exact name only.
//! - `is_nested_object` is true where the named type is an object. Whether a field has a selection says
//!   [`FieldInfo::is_composite`](crate::FieldInfo::is_composite): an object, an interface or a union.
//! - Documents are checked. What the old loader let pass may now be a warning, such as a field of a type that is not
//!   there, or an error, such as a key that is there twice. Every IR 1.0 document that was sound loads unchanged.
//!
#![cfg_attr(feature = "file", doc = "[`FileSource`]: crate::source::FileSource")]
#![cfg_attr(
    not(feature = "file"),
    doc = "[`FileSource`]: https://docs.rs/schema-registry/latest/schema_registry/source/struct.FileSource.html"
)]
