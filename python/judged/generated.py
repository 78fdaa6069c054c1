"""Schemas at random, as SDL that is valid.

All schemas draw their names from the same few, so two of them have much in common, and every kind of change comes up
between them. Defaults are never objects: graphql-core fills in what such a literal leaves out, and compares that.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

SCALARS = ("Int", "Float", "String", "Boolean", "ID", "Date")
OBJECTS = ("User", "Post", "Tag")
INTERFACES = ("Node", "Named")
UNIONS = ("Result", "Found")
ENUMS = ("Color", "Size")
INPUTS = ("Filter", "Order")
FIELDS = ("id", "name", "createdAt", "some_rows", "_x")
VALUES = ("RED", "SMALL", "OTHER", "A1")

WRAPPERS = ("{}", "{}!", "[{}]", "[{}!]!", "[[{}]!]")
REASONS = ("", "@deprecated", '@deprecated(reason: "old \\"one\\"")', '@deprecated(reason: "")')


@dataclass
class Draft:
    """What of the names there is in this schema."""

    objects: list[str]
    interfaces: list[str]
    unions: list[str]
    enums: dict[str, list[str]]
    inputs: list[str]
    lines: list[str] = field(default_factory=list)


def some(names: tuple[str, ...], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=least, unique=True)


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """A schema with a query root, and with some of everything."""
    enums = {name: draw(some(VALUES, 1)) for name in draw(some(ENUMS))}
    draft = Draft(draw(some(OBJECTS, 1)), draw(some(INTERFACES)), draw(some(UNIONS)), enums, draw(some(INPUTS)))
    shared = {name: fields(draw, draft) for name in draft.interfaces}
    draft.lines.append("scalar Date")
    for name, members in shared.items():
        draft.lines.append(f"interface {name} {block(members)}")
    for name in draft.objects:
        interfaces = draw(some(tuple(draft.interfaces))) if draft.interfaces else []
        # Fields of interfaces come last, and so win; both interfaces of a type have to agree on a field.
        members = fields(draw, draft)
        kept: list[str] = []
        for interface in interfaces:
            if all(members_agree(shared[interface], shared[other]) for other in kept):
                kept.append(interface)
                members.update(shared[interface])
        implements = f" implements {' & '.join(kept)}" if kept else ""
        draft.lines.append(f"type {name}{implements} {block(members)}")
    for name in draft.unions:
        draft.lines.append(f"union {name} = {' | '.join(draw(some(tuple(draft.objects), 1)))}")
    for name, values in draft.enums.items():
        reasons = [draw(st.sampled_from(REASONS)) for _ in values]
        draft.lines.append(f"enum {name} {{ {', '.join(map(' '.join, zip(values, reasons)))} }}")
    for name in draft.inputs:
        draft.lines.append(f"input {name} {block(inputs(draw, draft))}")
    draft.lines.append(f"type Query {block(fields(draw, draft))}")
    if draw(st.booleans()):
        draft.lines.append(f"type Mutation {block(fields(draw, draft))}")
    return "\n".join(draw(st.permutations(draft.lines)))


def members_agree(one: dict[str, str], other: dict[str, str]) -> bool:
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def block(members: dict[str, str]) -> str:
    return "{ " + "  ".join(f"{name}{rest}" for name, rest in members.items()) + " }"


def fields(draw: st.DrawFn, draft: Draft) -> dict[str, str]:
    named = (*SCALARS, *draft.objects, *draft.interfaces, *draft.unions, *draft.enums)
    return {name: output(draw, draft, named) for name in draw(some(FIELDS, 1))}


def output(draw: st.DrawFn, draft: Draft, named: tuple[str, ...]) -> str:
    wrapped = draw(st.sampled_from(WRAPPERS)).format(draw(st.sampled_from(named)))
    args = inputs(draw, draft, 0)
    listed = f"({', '.join(name + rest for name, rest in args.items())})" if args else ""
    return f"{listed}: {wrapped} {draw(st.sampled_from(REASONS))}"


def inputs(draw: st.DrawFn, draft: Draft, least: int = 1) -> dict[str, str]:
    """Input fields, or arguments."""
    named = (*SCALARS, *draft.enums, *draft.inputs)
    members = {}
    for name in draw(some(FIELDS, least)):
        type_name = draw(st.sampled_from(named))
        wrapper = draw(st.sampled_from(WRAPPERS))
        # An input object that needs itself could never be given.
        if type_name in draft.inputs:
            wrapper = wrapper.rstrip("!") if not wrapper.startswith("[") else wrapper
        wrapped = wrapper.format(type_name)
        default = draw(defaults(wrapped, draft)) if type_name not in draft.inputs else ""
        # What is required cannot be deprecated.
        required = wrapped.endswith("!") and not default
        members[name] = f": {wrapped}{default} {'' if required else draw(st.sampled_from(REASONS))}"
    return members


def defaults(wrapped: str, draft: Draft) -> st.SearchStrategy[str]:
    """A default of that type, or none."""
    return st.one_of(st.just(""), values(wrapped, draft).map(lambda literal: f" = {literal}"))


def values(wrapped: str, draft: Draft) -> st.SearchStrategy[str]:
    if wrapped.endswith("!"):
        return literals(wrapped[:-1], draft)
    return st.one_of(st.just("null"), literals(wrapped, draft))


def literals(wrapped: str, draft: Draft) -> st.SearchStrategy[str]:
    if wrapped.startswith("["):
        items = st.lists(values(wrapped[1:-1], draft), max_size=2)
        return items.map(lambda items: f"[{', '.join(items)}]")
    if wrapped in draft.enums:
        return st.sampled_from(draft.enums[wrapped])
    return {
        "Int": st.sampled_from(("0", "1", "-7")),
        "Float": st.sampled_from(("1.5", "-0.25")),
        "Boolean": st.sampled_from(("true", "false")),
    }.get(wrapped, st.sampled_from(('""', '"a"', '"\\u00e9 \\"x\\""')))
