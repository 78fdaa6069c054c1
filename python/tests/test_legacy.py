"""The two functions that callers of the old global registry know."""

from __future__ import annotations

import logging

import pytest

from schema_registry import (
    RegistryHandle,
    initialize_schema_registry,
    reset_schema_registry_for_testing,
)

DOCUMENT = '{ "version": "1.0", "features": ["type_resolution"], "types": { "User": { "fields": {} } } }'


def test_the_first_call_installs_and_says_so(
    handle: RegistryHandle, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO, "schema_registry")
    assert initialize_schema_registry(handle, DOCUMENT) is True
    assert caplog.messages == ["schema registry initialized (version 1.0, features: type_resolution, 1 types)"]
    caplog.clear()
    assert initialize_schema_registry(handle, DOCUMENT.replace("User", "Post").encode()) is False
    assert caplog.messages == [
        "schema registry was initialized already (version 1.0, features: type_resolution, 1 types): left as it is"
    ]
    assert "User" in handle.snapshot()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("document", ["", "{", "[]", '{ "version": "1.0" }', b"\xff"])
def test_a_bad_document_is_a_value_error_and_changes_nothing(handle: RegistryHandle, document: str | bytes) -> None:
    with pytest.raises(ValueError):
        initialize_schema_registry(handle, document)
    assert handle.generation == 0
    assert initialize_schema_registry(handle, DOCUMENT)


def test_after_a_reset_the_next_call_installs(handle: RegistryHandle) -> None:
    initialize_schema_registry(handle, DOCUMENT)
    reset_schema_registry_for_testing(handle)
    assert not handle.is_initialized
    assert initialize_schema_registry(handle, DOCUMENT)
