"""Type references as SDL writes them."""

from __future__ import annotations

from schema_registry._native import ArgInfo, FieldInfo


class TypeRef(str):
    """A type reference: a named type in any number of wrappers, as SDL writes it. It is that text."""

    __slots__ = ()

    @property
    def is_non_null(self) -> bool:
        """Whether ``null`` is no value of it: the outermost wrapper is ``!``."""
        return self.endswith("!")

    @property
    def is_list(self) -> bool:
        """Whether it is a list, nullable or not."""
        return self.startswith("[")

    @property
    def item(self) -> TypeRef | None:
        """The type of a list's elements: ``User!`` of ``[User!]!``; `None` where it is no list."""
        return TypeRef(self.rstrip("!")[1:-1]) if self.is_list else None

    @property
    def named(self) -> str:
        """The named type: ``User`` of ``[User!]!``."""
        return self.strip("[]!")


def _type_ref(self: FieldInfo | ArgInfo) -> TypeRef:
    """The full type reference as SDL writes it: ``[User!]!``."""
    return TypeRef(self._type_ref)


def install() -> None:
    """Give views their `type_ref`: the native module has no subclass of `str`."""
    FieldInfo.type_ref = property(_type_ref)  # type: ignore[assignment, method-assign]
    ArgInfo.type_ref = property(_type_ref)  # type: ignore[assignment, method-assign]
