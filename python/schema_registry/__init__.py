"""Type metadata of GraphQL-like schemas, held as an immutable snapshot that can be replaced while requests read it.

    from schema_registry import RegistryHandle, SchemaRegistry

    handle = RegistryHandle()                                  # where the program starts
    handle.set(SchemaRegistry.from_sdl("type User { createdAt: String! }"))

    registry = handle.snapshot()                               # once for each unit of work
    field = registry.lookup("User", "created_at")              # finds `createdAt`
    assert (field.name, field.type_ref) == ("createdAt", "String!")

There is no global registry: a handle is made by the application and passed to what needs it, and each test makes its
own. Everything but a handle is immutable, and everything may be used by any thread.
"""

# Before the native module is loaded.
from schema_registry import _interpreter as _interpreter
from schema_registry import _lookup, _type_ref
from schema_registry._builder import Argument, Field, RegistryBuilder
from schema_registry._errors import (
    AlreadyInitialized,
    LoadError,
    Refused,
    SchemaLookupError,
    Superseded,
    UnknownField,
    UnknownType,
)
from schema_registry._legacy import initialize_schema_registry, reset_schema_registry_for_testing
from schema_registry._limits import Limits
from schema_registry._native import (
    ArgInfo,
    Change,
    Diagnostic,
    DirectiveDefinition,
    DirectiveInfo,
    Feed,
    FieldInfo,
    FileSource,
    HttpSource,
    Loaded,
    Policy,
    Proposal,
    RegistryHandle,
    SchemaRegistry,
    Snapshot,
    Source,
    SourceStatus,
    TypeInfo,
    ValueInfo,
)
from schema_registry._type_ref import TypeRef

__all__ = [
    "AlreadyInitialized",
    "ArgInfo",
    "Argument",
    "Change",
    "Diagnostic",
    "DirectiveDefinition",
    "DirectiveInfo",
    "Feed",
    "Field",
    "FieldInfo",
    "FileSource",
    "HttpSource",
    "Limits",
    "LoadError",
    "Loaded",
    "Policy",
    "Proposal",
    "Refused",
    "RegistryBuilder",
    "RegistryHandle",
    "SchemaLookupError",
    "SchemaRegistry",
    "Snapshot",
    "Source",
    "SourceStatus",
    "Superseded",
    "TypeInfo",
    "TypeRef",
    "UnknownField",
    "UnknownType",
    "ValueInfo",
    "initialize_schema_registry",
    "reset_schema_registry_for_testing",
]

_lookup.install()
_type_ref.install()
