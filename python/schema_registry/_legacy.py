"""The two functions of the old global registry, with the handle passed in."""

from __future__ import annotations

import logging

from schema_registry._errors import AlreadyInitialized
from schema_registry._native import RegistryHandle, SchemaRegistry

_logger = logging.getLogger("schema_registry")


def initialize_schema_registry(handle: RegistryHandle, json: str | bytes) -> bool:
    """Load a JSON IR document and install it if the handle is not initialized. Return whether it was installed.

    What happened is logged at the level INFO by the logger ``schema_registry``. Raises `LoadError`, a `ValueError`, if and
    only if the document is not sound, and then leaves the handle as it is.
    """
    registry = SchemaRegistry.from_json(json)
    try:
        handle.initialize(registry)
    except AlreadyInitialized as refused:
        _logger.info("schema registry was initialized already (%s): left as it is", _words(refused.current))
        return False
    _logger.info("schema registry initialized (%s)", _words(registry))
    return True


def reset_schema_registry_for_testing(handle: RegistryHandle) -> None:
    """Make the handle *not initialized* again. A test that makes its own handle needs no reset."""
    handle.reset()


def _words(registry: SchemaRegistry) -> str:
    features = ", ".join(registry.features) or "none"
    return f"version {registry.version}, features: {features}, {len(registry)} types"
