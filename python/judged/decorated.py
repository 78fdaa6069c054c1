"""Generated schemas with descriptions and directives wherever they may stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graphql import DirectiveNode, ScalarTypeDefinitionNode, StringValueNode, parse, print_ast
from hypothesis import strategies as st

from generated import INPUTS
from generated import schemas as generated_schemas

EVERYWHERE = (
    "SCHEMA | SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION | ENUM | ENUM_VALUE"
    " | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
DEFINITIONS = f"""
"Marks"
directive @tag(name: String, "Numbers" n: [Int!] = [1, 2], o: Opaque @deprecated) repeatable on {EVERYWHERE}
directive @plain repeatable on {EVERYWHERE}
scalar Opaque
"""
DESCRIPTIONS = (
    "short",
    "",
    "two\nlines",
    "  indented\n    more\n  and back",
    'quotes "inside" and """triple"""',
    'ends with a quote"',
    "ends with a backslash \\",
    "\n\nblank lines around\n\n",
    "\t tab",
    "a long line that does not fit into seventy characters, so that a printer puts it on lines of its own",
    "é 😀 \u0000 \u2028 \r return",
)
LITERALS = (
    "1",
    "-2.5e3",
    "true",
    "null",
    "RED",
    '"text"',
    '"esc \\" \\n é"',
    "[1, [2]]",
    "{a: 1, b: {c: [X]}}",
    "[]",
    "{}",
)


@st.composite
def decorated(draw: st.DrawFn) -> str:
    """A generated schema with descriptions and directives wherever they may stand."""
    document = parse(draw(generated_schemas()) + DEFINITIONS)
    return "\n".join(print_ast(decorate(draw, definition)) for definition in document.definitions)


def decorate(draw: st.DrawFn, node: Any) -> Any:
    """A definition, and all that is in it, with descriptions and directives."""
    if node.kind in ("directive_definition", "schema_definition"):
        return node
    parts = {part: getattr(node, part, None) or () for part in ("fields", "values", "arguments")}
    said: dict[str, Any] = {part: tuple(decorate(draw, it) for it in nodes) for part, nodes in parts.items() if nodes}
    if draw(st.booleans()):
        said["description"] = StringValueNode(value=draw(st.sampled_from(DESCRIPTIONS)), block=False)
    own: tuple[str, ...] = ("",)
    if node.kind == "scalar_type_definition":
        own = ("", '@specifiedBy(url: "https://example.org/a b")')
    # One that took nothing but such objects could never be given.
    if node.kind == "input_object_type_definition" and all(
        it.type.kind == "named_type" and it.type.name.value not in INPUTS and it.default_value is None
        for it in parts["fields"]
    ):
        own = ("", "@oneOf")
    uses = [draw(applied()) for _ in range(draw(st.integers(0, 2)))]
    if chosen := draw(st.sampled_from(own)):
        uses.insert(draw(st.integers(0, len(uses))), directive(chosen))
    return replace(node, directives=(*(node.directives or ()), *uses), **said)


@st.composite
def applied(draw: st.DrawFn) -> DirectiveNode:
    args = {
        "name": draw(st.sampled_from(("", '"x"', '"y z"', '"""\nblock\n  it is\n"""'))),
        "n": draw(st.sampled_from(("", "[]", "[3, 4]"))),
        "o": draw(st.sampled_from(("", *LITERALS))),
    }
    listed = ", ".join(f"{name}: {value}" for name, value in args.items() if value)
    use = draw(st.sampled_from(("@plain", f"@tag({listed})" if listed else "@tag")))
    return directive(use)


def directive(use: str) -> DirectiveNode:
    (definition,) = parse(f"scalar A {use}").definitions
    assert isinstance(definition, ScalarTypeDefinitionNode)
    assert definition.directives
    return definition.directives[0]
