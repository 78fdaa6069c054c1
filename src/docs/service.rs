//! A web service with axum that answers from a schema and follows its file.
//!
//! The complete package is `examples/axum` in the repository:
//!
//! ```text
//! cd examples/axum && cargo run -- schema.graphql
//! ```
//!
//! # The state
//!
//! The program makes a handle where it starts, and the state that the framework passes to each request contains a
//! clone of it. This clones the handle, not the schema. The source lives beside the runtime, and ends when it is
//! dropped:
//!
//! ```ignore
//! use axum::{Json, Router, extract::{Path, State}, http::StatusCode, routing::get};
//! use schema_registry::source::{FileSource, Policy, StatusWatcher};
//! use schema_registry::RegistryHandle;
//!
//! #[derive(Clone)]
//! struct App {
//!     registry: RegistryHandle,
//!     source: StatusWatcher,
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let registry = RegistryHandle::new();
//!     let source = FileSource::builder("schema.graphql")
//!         .policy(Policy::non_breaking())
//!         .wait_for_document()
//!         .start(&registry)?;
//!     let app = App { registry, source: source.watch_status() };
//!     let routes = Router::new()
//!         .route("/types/{type}/fields/{field}", get(field))
//!         .route("/ready", get(ready))
//!         .with_state(app);
//!     axum::serve(tokio::net::TcpListener::bind("127.0.0.1:3000").await?, routes).await?;
//!     Ok(())
//! }
//! ```
//!
//! with this in `Cargo.toml`:
//!
//! ```toml
//! [dependencies]
//! axum = "0.8"
//! schema-registry = { git = "https://github.com/OWNER/schema-registry", features = ["file", "graphql"] }
//! serde_json = "1"
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
//! ```
//!
//! # A request
//!
//! A request reads the handle once; all its look-ups then use one schema, whatever is reloaded meanwhile:
//!
//! ```ignore
//! async fn field(
//!     State(app): State<App>,
//!     Path((type_name, field_name)): Path<(String, String)>,
//! ) -> Result<Json<serde_json::Value>, (StatusCode, String)> {
//!     let registry = app.registry.load();
//!     if !registry.is_initialized() {
//!         return Err((StatusCode::SERVICE_UNAVAILABLE, "there is no schema yet".to_owned()));
//!     }
//!     let field = registry
//!         .lookup(&type_name, &field_name)
//!         .map_err(|error| (StatusCode::NOT_FOUND, error.to_string()))?;
//!     Ok(Json(serde_json::json!({ "type": field.type_ref().as_str(), "is_list": field.is_list() })))
//! }
//! ```
//!
//! The guard of `load` stays on its thread, and an axum handler must be `Send`: a handler that awaits while it needs
//! the schema uses `app.registry.snapshot()` instead.
//!
//! # Readiness and health
//!
//! ```ignore
//! async fn ready(State(app): State<App>) -> StatusCode {
//!     if app.registry.is_initialized() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
//! }
//! ```
//!
//! A [`Status`](crate::source::Status) serializes, so `/health` is `Json(json!({ "source": *app.source.status() }))`.
//! A refused document is no reason to restart the service: it serves the last good one. What to alert on is in
//! [`operations`](super::operations).
//!
//! # What it looks like
//!
//! ```console
//! $ echo 'type Query { me: User }  type User { id: ID!  createdAt: String! }' > schema.graphql
//! $ curl localhost:3000/types/User/fields/created_at
//! {"is_list":false,"type":"String!"}
//! $ curl localhost:3000/types/User/fields/creatdAt
//! `User` has no field `creatdAt`; did you mean `createdAt`?
//! $ echo 'type Query { me: User }  type User { id: ID! }' > schema.graphql   # a breaking change, which is refused
//! $ curl localhost:3000/types/User/fields/createdAt
//! {"is_list":false,"type":"String!"}
//! ```
