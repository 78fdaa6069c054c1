//! The immutable snapshot.

use std::sync::Arc;

/// STUB, replaced by the real registry soon.
#[derive(Debug, Clone)]
pub struct SchemaRegistry {
    version: Arc<str>,
}

/// STUB.
#[derive(Debug)]
pub struct RegistryBuilder {
    version: String,
}

impl SchemaRegistry {
    /// A registry with no types.
    #[must_use]
    pub fn empty() -> Self {
        Self { version: "1.1".into() }
    }

    /// STUB.
    pub fn builder(version: impl Into<String>) -> RegistryBuilder {
        RegistryBuilder { version: version.into() }
    }

    /// STUB.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl RegistryBuilder {
    /// STUB.
    ///
    /// # Errors
    ///
    /// Never, in the stub.
    pub fn build(self) -> Result<SchemaRegistry, std::convert::Infallible> {
        Ok(SchemaRegistry { version: self.version.into() })
    }
}
