//! From a global registry to a handle.
//!
//! # What was wrong with the global
//!
//! The design that this crate replaces kept one registry for the whole process behind an `RwLock`, and handed out
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
//! // The lock is read-locked forever. `write()` would never return:
//! assert!(matches!(REGISTRY.try_write(), Err(TryLockError::WouldBlock)));
//! ```
//!
//! A read guard is a promise to unlock: the lock counts its readers, and a writer waits until the count is zero. The
//! consequences:
//!
//! 1. The first look-up raises the count, and nothing will ever lower it. It returns, and all seems well.
//! 2. A reset or a reload calls `write()`, which waits for a zero that never comes. No running thread is to blame:
//!    none holds the lock, and no debugger shows one that does.
//! 3. With most locks, readers queue behind a waiting writer, so that writers do not starve. From then on every
//!    look-up waits too, behind a writer that waits for a look-up of long ago.
//!
//! In production, where the registry was set once and then read, step 2 never happened. In tests, which reset the
//! registry, the second test to run waited forever, but only if tests shared a process and ran in that order.
//!
//! Dropping the guard properly would have ended the deadlock and left two problems: readers and writers still wait
//! for each other, and tests still share one registry, so they must run one after the other.
//!
//! # What replaces it
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
//! A large program need not move all at once. Each step leaves it working.
//!
//! 1. **From the inside.** Code that reads the registry takes it as an argument. This does not change behaviour.
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
//! 2. **At the edges.** Parts that live as long as the program (the state of a web framework, a worker) own a handle,
//!    and read it once for each unit of work; see [`docs::consistency`](super::consistency).
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
//! 3. **In the tests.** Each test makes its own handle. Remove whatever made tests run one after the other
//!    (`serial_test`, `--test-threads=1`, a mutex around each), and `reset_for_testing` with it.
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
//! 4. **The global goes.** If an argument cannot reach some part yet, the *application* may keep a static handle of
//!    its own for that part, which shows in one place what is left to do. The library has none.
//!
//! 5. **The reload.** If the code that read the document again and called `set_registry` reads a file, replace it by
//!    a [`FileSource`] beside the handle, which compares before it commits and keeps the last good schema if the new
//!    one does not load. Otherwise call [`propose`](crate::RegistryHandle::propose) or
//!    [`set`](crate::RegistryHandle::set), in either case without a reset before it.
//!
//! # Other differences
//!
//! - "Not initialized" and "no types" are two different states: a registry without types may be initialized.
//! - A losing `initialize` returns the registry, and the snapshot that the handle already had.
//! - A change does not affect a running request, which continues with the snapshot it holds.
//! - `get_field_type` also accepts the name of a database column (`created_at` for `createdAt`). For names in GraphQL
//!   requests use [`get_field`](crate::SchemaRegistry::get_field), which accepts only the exact name.
//! - `is_nested_object` is true if the named type is an object. Whether a field has a selection set is
//!   [`FieldInfo::is_composite`](crate::FieldInfo::is_composite): an object, an interface or a union.
//! - Documents are checked. What the old loader accepted may now be a warning, such as a field of an unknown type, or
//!   an error, such as a duplicate key. Every valid IR 1.0 document loads unchanged.
//!
#![cfg_attr(feature = "file", doc = "[`FileSource`]: crate::source::FileSource")]
#![cfg_attr(
    not(feature = "file"),
    doc = "[`FileSource`]: https://docs.rs/schema-registry/latest/schema_registry/source/struct.FileSource.html"
)]
