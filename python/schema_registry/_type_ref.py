"""Type references in SDL notation."""

from __future__ import annotations

from schema_registry._native import ArgInfo, FieldInfo


class TypeRef(str):
    """A type reference in SDL notation: a named type in any number of wrappers. It is a `str`."""

    __slots__ = ()

    @property
    def is_non_null(self) -> bool:
        """Whether the type is non-null: the outermost wrapper is ``!``."""
        return self.endswith("!")

    @property
    def is_list(self) -> bool:
        """Whether the type is a list, nullable or not."""
        return self.startswith("[")

    @property
    def item(self) -> TypeRef | None:
        """The item type of a list: ``User!`` for ``[User!]!``; `None` for other types."""
        return TypeRef(self.rstrip("!")[1:-1]) if self.is_list else None

    @property
    def named(self) -> str:
        """The named type: ``User`` for ``[User!]!``."""
        return self.strip("[]!")


def _type_ref(self: FieldInfo | ArgInfo) -> TypeRef:
    """The full type reference in SDL notation: ``[User!]!``."""
    return TypeRef(self._type_ref)


def install() -> None:
    """Give views their `type_ref`: the native module has no subclass of `str`."""
    FieldInfo.type_ref = property(_type_ref)  # type: ignore[assignment, method-assign]
    ArgInfo.type_ref = property(_type_ref)  # type: ignore[assignment, method-assign]
