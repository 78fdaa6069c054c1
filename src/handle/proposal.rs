//! A change that can be inspected before it is made.

use std::fmt;
use std::sync::Arc;

use super::{RegistryHandle, Snapshot, Superseded};
use crate::{Change, Criticality, SchemaRegistry};

/// A candidate to replace the current value, and what would change. Made by [`RegistryHandle::propose`].
///
/// Nothing is installed until [`commit`](Self::commit); dropping a proposal has no effect. A proposal holds the
/// snapshot that it was compared with.
///
/// ```
/// use schema_registry::{FieldDef, RegistryHandle, SchemaRegistry, TypeDef};
///
/// let user = |field| TypeDef::object("User").field(FieldDef::new(field, "String"));
/// let handle = RegistryHandle::new();
/// handle.set(SchemaRegistry::builder("1.1").add_type(user("name")).build()?);
///
/// let proposal = handle.propose(SchemaRegistry::builder("1.1").add_type(user("fullName")).build()?);
/// assert!(proposal.is_breaking());
/// assert_eq!(proposal.changes()[0].to_string(), "field `User.name` removed");
/// assert_eq!(handle.generation(), 1); // nothing has happened yet
///
/// let installed = proposal.commit()?;
/// assert_eq!(installed.generation(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "a proposal changes nothing until it is committed"]
pub struct Proposal<T = SchemaRegistry> {
    handle: RegistryHandle<T>,
    base: Arc<Snapshot<T>>,
    candidate: T,
    /// What the candidate was compared with instead of the base.
    baseline: Option<SchemaRegistry>,
    changes: Vec<Change>,
}

impl<T: AsRef<SchemaRegistry>> RegistryHandle<T> {
    /// Compares the registry in `candidate` with the current one. Costs a walk over both, and blocks nobody.
    pub fn propose(&self, candidate: T) -> Proposal<T> {
        let base = self.snapshot();
        let changes = candidate.as_ref().changes_since(base.value().as_ref());
        Proposal { handle: self.clone(), base, candidate, baseline: None, changes }
    }
}

impl<T: AsRef<SchemaRegistry>> Proposal<T> {
    /// Compares with another registry instead, for a base that is not initialized.
    pub(crate) fn against(self, baseline: Option<SchemaRegistry>) -> Self {
        let Some(baseline) = baseline else { return self };
        let changes = self.candidate.as_ref().changes_since(&baseline);
        Self { baseline: Some(baseline), changes, ..self }
    }

    /// What the candidate was compared with.
    pub(crate) fn older(&self) -> &SchemaRegistry {
        self.baseline.as_ref().unwrap_or_else(|| self.base.value().as_ref())
    }
}

impl<T> Proposal<T> {
    /// Returns what would change. For a handle that is not initialized everything in the candidate is new, unless a
    /// feed has a baseline to compare with.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Returns whether the handle is initialized and the candidate's registry equals the current one (by
    /// fingerprint).
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.base.is_initialized() && self.changes.is_empty()
    }

    /// Returns whether any change is breaking.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|change| change.criticality() == Criticality::Breaking)
    }

    /// Returns the snapshot that the candidate was compared with.
    #[must_use]
    pub fn base(&self) -> &Arc<Snapshot<T>> {
        &self.base
    }

    /// Returns the proposed value.
    #[must_use]
    pub fn candidate(&self) -> &T {
        &self.candidate
    }

    /// Installs the candidate if the handle still has the generation it was compared with, and returns the snapshot
    /// installed. An unchanged proposal installs nothing and returns the current snapshot.
    ///
    /// # Errors
    ///
    /// If and only if the handle has moved on, even if the proposal is unchanged. The error returns the candidate, to
    /// be proposed again.
    pub fn commit(self) -> Result<Arc<Snapshot<T>>, Superseded<T>> {
        let Self { handle, base, candidate, changes, .. } = self;
        let expected = base.generation();
        if changes.is_empty() && base.is_initialized() {
            let current = handle.snapshot();
            return if current.generation() == expected {
                Ok(current)
            } else {
                Err(Superseded { value: candidate, expected, current })
            };
        }
        handle.set_if(expected, candidate)
    }
}

impl<T> fmt::Debug for Proposal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base, changes, .. } = self;
        f.debug_struct("Proposal").field("base", base).field("changes", changes).finish_non_exhaustive()
    }
}
