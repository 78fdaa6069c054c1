"""A store of one's own, and a document at a URL."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from running import PATIENCE
from schema_registry import Feed, HttpSource, LoadError, Proposal, RegistryHandle, SchemaRegistry, Source

OLD = "type User { name: String, age: Int }"
NEW = "type User { name: String, age: Int, mail: String }"
BREAKING = "type User { name: String }"


def test_a_feed_takes_documents_and_knows_the_revision_to_ask_against(handle: RegistryHandle) -> None:
    feed = Feed(handle, "etcd", "/schemas/app", policy="non-breaking")
    assert (feed.settled, feed.status.last_outcome) == (None, None)
    assert feed.offer(OLD, "1").last_outcome == "applied"
    refused = feed.offer(BREAKING.encode(), "2")
    assert (refused.last_outcome, [str(change.coordinate) for change in refused.changes]) == ("refused", ["User.age"])
    assert (feed.settled, refused.good_revision) == ("2", "1")
    away = feed.unavailable(ConnectionError("no leader"))
    assert (away.reason, away.failures_in_a_row) == ("failed: the document could not be read: no leader", 1)
    assert feed.looked().last_outcome == "refused"
    assert feed.reconsider() is None
    accepted = feed.accept_refused()
    assert accepted is not None
    assert (accepted.is_good, handle.snapshot()) == (True, SchemaRegistry.from_sdl(BREAKING))
    assert feed.accept_refused() is None
    assert feed.offer("no schema", "3").last_outcome == "failed"
    assert feed.settled == "3"


def test_a_policy_that_raises_is_a_failed_attempt_that_settles_nothing(handle: RegistryHandle) -> None:
    def accept(proposal: Proposal) -> bool:
        raise LookupError("no policy for this")

    feed = Feed(handle, "etcd", "/schemas/app", policy=accept)
    status = feed.offer(OLD, "1")
    assert status.reason is not None
    assert "LookupError: no policy for this" in status.reason
    assert (feed.settled, handle.is_initialized) == (None, False)


def test_a_feed_with_a_policy_that_is_its_owners_method_is_collected(handle: RegistryHandle) -> None:
    class Owner:
        def __init__(self) -> None:
            self.feed = Feed(handle, "etcd", "/schemas/app", policy=self.accept)

        def accept(self, proposal: Proposal) -> bool:
            return True

    gone = weakref.ref(Owner())
    gc.collect()
    assert gone() is None


def test_a_copy_is_offered_while_the_store_is_away(tmp_path: Path) -> None:
    def feed(handle: RegistryHandle, document: str) -> Feed:
        return Feed(handle, "etcd", document, copy=tmp_path / "copy")

    assert feed(RegistryHandle(), "a").offer_copy() is None
    feed(RegistryHandle(), "a").offer(OLD, "7")
    handle = RegistryHandle()
    restarted = feed(handle, "a")
    status = restarted.offer_copy()
    assert status is not None
    assert status.served_copy is not None
    assert (restarted.settled, handle.snapshot()) == ("7", SchemaRegistry.from_sdl(OLD))
    other = feed(RegistryHandle(), "b").offer_copy()
    assert other is not None
    assert other.reason is not None
    assert other.reason.endswith("it is of another document: etcd a")


class Server(ThreadingHTTPServer):
    """Serves one document with a tag."""

    daemon_threads = True
    document = OLD
    tag = '"1"'
    status = 200

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/schema"


class Answer(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        server.asked.append({name.lower(): value for name, value in self.headers.items()})
        known = self.headers.get("if-none-match") == server.tag
        body = b"" if known else server.document.encode()
        self.send_response(304 if known and server.status == 200 else server.status)
        self.send_header("etag", server.tag)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    """An HTTP server of the test's own."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(PATIENCE)


def test_a_url_is_followed(handle: RegistryHandle, server: Server) -> None:
    headers = {"x-team": "catalog"}
    with HttpSource(handle, server.url, headers=headers, bearer_token="secret", poll_every=0.01) as source:
        assert isinstance(source, Source)
        assert (source.urls, repr(source)) == ([server.url], f"<HttpSource {server.url}>")
        assert handle.snapshot() == SchemaRegistry.from_sdl(OLD)
        server.document, server.tag = NEW, '"2"'
        assert handle.wait_for_change(PATIENCE, after=1) == SchemaRegistry.from_sdl(NEW)
        server.status = 500
        status = source.wait_for_attempt(PATIENCE, after=2)
        assert status is not None
        assert status.reason is not None
        assert "the server answered 500" in status.reason
        assert (status.good_revision, handle.generation) == ('"2"', 2)
        server.status = 200
        while not status.is_good:
            status = source.wait_for_attempt(PATIENCE, after=status.attempts)
            assert status is not None
    assert server.asked[0]["authorization"] == "Bearer secret"
    assert server.asked[0]["x-team"] == "catalog"
    assert any(asked.get("if-none-match") == '"1"' for asked in server.asked[1:])


def test_a_url_that_gives_nothing_is_an_error_unless_another_does(handle: RegistryHandle, server: Server) -> None:
    away = "http://127.0.0.1:9/schema"
    with pytest.raises(RuntimeError, match="no good document to start with"):
        HttpSource(handle, away)
    server.document = "type User {"
    with pytest.raises(LoadError):
        HttpSource(handle, server.url)
    with pytest.raises(ValueError, match="there is no URL"):
        HttpSource(handle, [])
    server.document = OLD
    with HttpSource(handle, [away, server.url]):
        assert handle.snapshot() == SchemaRegistry.from_sdl(OLD)
