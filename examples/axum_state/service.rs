//! The service: its state, its routes, and its end.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use schema_registry::RegistryHandle;
use schema_registry::source::StatusWatcher;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// An answer, or an answer that says why there is none.
type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

/// What each request gets. A clone of it clones handles, not the schema.
#[derive(Clone)]
pub(crate) struct App {
    registry: RegistryHandle,
    source: StatusWatcher,
    /// How long `/ready` waits for the first schema.
    patience: Duration,
    /// Whoever waits listens to it.
    ending: watch::Sender<bool>,
}

impl App {
    pub(crate) fn new(registry: RegistryHandle, source: StatusWatcher, patience: Duration) -> Self {
        let (ending, _) = watch::channel(false);
        Self { registry, source, patience, ending }
    }
}

/// Answers requests until `end`, and then those that have begun.
pub(crate) async fn serve(
    listener: TcpListener,
    app: App,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let ending = app.ending.clone();
    let routes = Router::new()
        .route("/types/{type}/fields/{field}", get(field))
        .route("/health", get(health))
        .route("/ready", get(ready))
        .with_state(app);
    let end = async move {
        end.await;
        ending.send_replace(true); // whoever waits for a schema is not to hold up the end
    };
    axum::serve(listener, routes).with_graceful_shutdown(end).await
}

/// One read of the handle for one request: all that follows is of one schema.
async fn field(State(app): State<App>, Path((type_name, field_name)): Path<(String, String)>) -> Answer {
    let registry = app.registry.load();
    if !registry.is_initialized() {
        return Err(unavailable("there is no schema yet"));
    }
    let field = registry.lookup(&type_name, &field_name).map_err(|error| {
        let body =
            json!({ "error": error.to_string(), "suggestions": error.suggestions().collect::<Vec<_>>() });
        (StatusCode::NOT_FOUND, Json(body))
    })?;
    Ok(Json(json!({
        "generation": registry.generation(),
        "parent": field.parent().name(),
        "name": field.name(),
        "type": field.type_ref().as_str(),
        "type_name": field.type_name(),
        "is_list": field.is_list(),
        "is_nested_object": field.is_nested_object(),
        "deprecated": field.deprecation_reason(),
    })))
}

/// What is served, and how its source fares. A document that is refused is no reason to restart the service.
async fn health(State(app): State<App>) -> Json<Value> {
    let (registry, status) = (app.registry.snapshot(), app.source.status());
    Json(json!({
        "initialized": registry.is_initialized(),
        "generation": registry.generation(),
        "fingerprint": format!("{:.16}", registry.fingerprint()),
        "types": registry.type_count(),
        "waiting": app.ending.receiver_count(),
        "source": *status,
    }))
}

/// Answers when the first schema is there.
async fn ready(State(app): State<App>) -> Answer {
    let mut ending = app.ending.subscribe();
    tokio::select! {
        Ok(first) = app.registry.initialized() => {
            Ok(Json(json!({ "ready": true, "generation": first.generation() })))
        }
        _ = ending.wait_for(|ending| *ending) => Err(unavailable("the service is ending")),
        () = tokio::time::sleep(app.patience) => Err(unavailable("there is no schema yet")),
        else => Err(unavailable("there will be no schema")),
    }
}

fn unavailable(why: &str) -> (StatusCode, Json<Value>) {
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "error": why })))
}
