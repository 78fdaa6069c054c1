//! The service: its state, its routes, and its end.

use std::collections::HashMap;
use std::fmt::Write;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use schema_registry::source::StatusWatcher;
use schema_registry::{Coordinate, RegistryHandle, SchemaRegistry, Snapshot};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A response, or a response that says why there is none.
type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

/// The data of the service: the schema, and the permissions derived from it. Both are swapped together, so that no
/// request checks one schema against the permissions of another.
#[derive(Default)]
pub struct Api {
    registry: SchemaRegistry,
    /// The required scope of each field that has one.
    scopes: HashMap<Coordinate, String>,
}

impl Api {
    /// Derives the permissions from the key `requires_scope` of fields, which is unknown to the registry.
    ///
    /// # Errors
    ///
    /// If and only if a scope is not a text.
    pub fn prepare(registry: SchemaRegistry) -> Result<Self, String> {
        let mut scopes = HashMap::new();
        for field in registry.types().flat_map(|info| info.fields()) {
            let Some(json) = field.extension("requires_scope") else { continue };
            let scope: String = serde_json::from_str(json)
                .map_err(|_| format!("{}: a scope is a text, not {json}", field.coordinate()))?;
            scopes.insert(field.coordinate(), scope);
        }
        Ok(Self { registry, scopes })
    }
}

/// What a proposal compares.
impl AsRef<SchemaRegistry> for Api {
    fn as_ref(&self) -> &SchemaRegistry {
        &self.registry
    }
}

/// The snapshot of one request: taken once, before its handler runs, and valid across all its await points.
struct Current(Arc<Snapshot<Api>>);

impl FromRequestParts<App> for Current {
    type Rejection = (StatusCode, Json<Value>);

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let snapshot = app.registry.snapshot();
        if snapshot.is_initialized() {
            Ok(Self(snapshot))
        } else {
            Err(unavailable("there is no schema yet"))
        }
    }
}

/// The state of each request. Cloning it clones handles, not the schema.
#[derive(Clone)]
pub struct App {
    registry: RegistryHandle<Api>,
    source: StatusWatcher,
    /// How long `/ready` waits for the first schema.
    patience: Duration,
    /// Tells waiting requests that the service ends.
    ending: watch::Sender<bool>,
}

impl App {
    #[must_use]
    pub fn new(registry: RegistryHandle<Api>, source: StatusWatcher, patience: Duration) -> Self {
        let (ending, _) = watch::channel(false);
        Self { registry, source, patience, ending }
    }
}

/// Answers requests until `end`, and then finishes those that have begun.
///
/// # Errors
///
/// If the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let ending = app.ending.clone();
    let routes = Router::new()
        .route("/types/{type}/fields/{field}", get(field))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .route("/ready", get(ready))
        .with_state(app);
    let end = async move {
        end.await;
        ending.send_replace(true); // a request that waits for a schema must not delay the end
    };
    axum::serve(listener, routes).with_graceful_shutdown(end).await
}

/// All of it uses one schema, and the permissions of that schema.
async fn field(
    Current(api): Current,
    Path((type_name, field_name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let field = api.registry.lookup(&type_name, &field_name).map_err(|error| {
        let body =
            json!({ "error": error.to_string(), "suggestions": error.suggestions().collect::<Vec<_>>() });
        (StatusCode::NOT_FOUND, Json(body))
    })?;
    if let Some(scope) = api.scopes.get(&field.coordinate()) {
        let has_scope = headers.get_all("x-scope").iter().any(|given| given == scope.as_str());
        if !has_scope {
            return Err((
                StatusCode::FORBIDDEN,
                Json(json!({ "error": format!("requires the scope {scope}") })),
            ));
        }
    }
    Ok(Json(json!({
        "generation": api.generation(),
        "parent": field.parent().name(),
        "name": field.name(),
        "type": field.type_ref().as_str(),
        "type_name": field.type_name(),
        "is_list": field.is_list(),
        "is_nested_object": field.is_nested_object(),
        "deprecated": field.deprecation_reason(),
    })))
}

/// What is served, and the status of its source. A refused document is no reason to restart the service.
async fn health(State(app): State<App>) -> Json<Value> {
    let (api, status) = (app.registry.snapshot(), app.source.status());
    Json(json!({
        "initialized": api.is_initialized(),
        "generation": api.generation(),
        "fingerprint": format!("{:.16}", api.registry.fingerprint()),
        "types": api.registry.type_count(),
        "waiting": app.ending.receiver_count(),
        "source": *status,
    }))
}

/// The same for Prometheus, in its text format.
async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let status = app.source.status();
    let since_1970 =
        |when: std::time::SystemTime| when.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let last_success = status.last_good().map_or(0.0, |when| since_1970(when).as_secs_f64());
    let mut text = format!(
        "schema_registry_generation {}\nschema_registry_retained {}\n\
         schema_registry_last_success_timestamp_seconds {last_success}\n",
        app.registry.generation(),
        app.registry.retained().len(),
    );
    for (outcome, count) in [
        ("applied", status.applied()),
        ("unchanged", status.unchanged()),
        ("refused", status.refused()),
        ("failed", status.failed()),
    ] {
        let _ = writeln!(text, "schema_registry_attempts_total{{outcome=\"{outcome}\"}} {count}");
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}

/// Answers once there is a schema.
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
