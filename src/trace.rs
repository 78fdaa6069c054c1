//! The only module that knows whether the feature `tracing` is on. Without it, nothing here has an effect.
//!
//! The names of spans, events and fields are part of the interface; `source` documents them.

use crate::{Diagnostic, Loaded, SchemaRegistry};

/// The registry alone: its warnings have become events, since the caller asked only for the registry.
pub(crate) fn reported(loaded: Loaded) -> SchemaRegistry {
    warnings(&loaded.warnings);
    loaded.registry
}

/// An event for each warning of a document that loaded.
#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "there is nobody to tell"))]
pub(crate) fn warnings(warnings: &[Diagnostic]) {
    #[cfg(feature = "tracing")]
    for warning in warnings {
        let position = warning.position();
        tracing::warn!(
            target: "schema_registry::format",
            coordinate = warning.coordinate().map(tracing::field::display),
            path = warning.path().map(tracing::field::display),
            line = position.map(|at| at.line),
            column = position.map(|at| at.column),
            finding = %warning.message(),
            "a document has a warning",
        );
    }
}

pub(crate) use source::*;

/// What sources report.
#[cfg_attr(not(feature = "tracing"), expect(unused_variables, reason = "there is nobody to tell"))]
mod source {
    /// The document of a source, as spans name it.
    #[derive(Debug, Clone)]
    pub(crate) struct Origin {
        /// The kind of the source, such as `file`.
        pub(crate) kind: String,
        /// The path, or an equivalent.
        pub(crate) document: String,
    }

    #[cfg(feature = "tracing")]
    pub(crate) type Span = tracing::span::EnteredSpan;
    #[cfg(not(feature = "tracing"))]
    pub(crate) type Span = NoSpan;

    /// Lasts as long as a span would.
    #[must_use]
    #[cfg(not(feature = "tracing"))]
    pub(crate) struct NoSpan;

    /// The span of one attempt, from here until it is dropped.
    pub(crate) fn attempt(origin: &Origin, number: u64) -> Span {
        #[cfg(feature = "tracing")]
        {
            let (source, document) = (origin.kind.as_str(), origin.document.as_str());
            tracing::info_span!(target: "schema_registry::source", "attempt", source, document, attempt = number)
                .entered()
        }
        #[cfg(not(feature = "tracing"))]
        NoSpan
    }

    /// The outcome of an attempt, inside its span.
    pub(crate) fn outcome(outcome: &crate::source::Outcome, generation: u64) {
        #[cfg(feature = "tracing")]
        {
            use crate::source::Outcome;
            const TARGET: &str = "schema_registry::source";
            let name = outcome.as_str();
            match outcome {
                Outcome::Applied { changes, timing } => {
                    let changes = changes.len();
                    let took = timing.loading + timing.building + timing.comparing;
                    tracing::info!(target: TARGET, outcome = name, generation, changes, ?took, "the schema was replaced");
                }
                Outcome::Unchanged => {
                    tracing::debug!(target: TARGET, outcome = name, generation, "the schema is the same");
                }
                Outcome::Refused(_) | Outcome::Failed(_) => {
                    let reason = tracing::field::display(outcome);
                    tracing::warn!(target: TARGET, outcome = name, generation, reason, "the schema stays as it is");
                }
            }
        }
    }

    #[cfg(feature = "file")]
    /// Events are unavailable, for some folder or at all, so only polling is left.
    pub(crate) fn no_events(origin: &Origin, reason: &dyn std::fmt::Display) {
        #[cfg(feature = "tracing")]
        {
            let (source, document) = (origin.kind.as_str(), origin.document.as_str());
            tracing::warn!(
                target: "schema_registry::source", source, document, reason = %reason,
                "no events: changes are seen by polling",
            );
        }
    }
}
