"""One mistake in a sound schema: it is found where it is, and nothing else is. The judges say what is a mistake."""

from __future__ import annotations

import re

from graphql import Lexer, Source, TokenKind, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from decorated import decorated
from generated import schemas
from judges import Judge
from schema_registry import LoadError, SchemaRegistry

# What is put in, or in the place of something.
TOKENS = ("{", "}", "(", ")", "[", "]", ":", "!", "=", "@", "|", "&", "type", "a", "1", '"s"', "$", "?", "...", '"')

Span = tuple[int, int]


def tokens(text: str) -> list[Span]:
    """Where each token is."""
    lexer, spans = Lexer(Source(text)), []
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        spans.append((token.start, token.end))
    return spans


@st.composite
def mistakes(draw: st.DrawFn) -> tuple[str, Span]:
    """A schema with a mistake, if it is one, and where the definition that has it lies."""
    text = draw(st.one_of(schemas(), decorated()))
    document = parse(text)
    spans = tokens(text)
    start, end = draw(st.sampled_from(spans))
    word = text[start:end]
    kind = draw(st.sampled_from(("deleted", "doubled", "exchanged", "inserted", "cut")))
    if kind == "cut":
        planted = text[:start]
    else:
        other = draw(st.sampled_from(TOKENS))
        new = {"deleted": " ", "doubled": f"{word} {word}", "exchanged": f" {other} ", "inserted": f" {other} {word}"}
        planted = text[:start] + new[kind] + text[end:]
    for definition in document.definitions:
        assert definition.loc is not None
        if definition.loc.start <= start < definition.loc.end:
            return planted, (definition.loc.start, definition.loc.end + len(planted) - len(text))
    raise AssertionError("a token outside of all definitions")


@settings(max_examples=3 * settings().max_examples)
@given(planted=mistakes())
def test_one_mistake_is_one_finding_in_its_definition(judge: Judge, planted: tuple[str, Span]) -> None:
    text, (start, end) = planted
    if not text:
        return  # Nothing is an empty schema here.
    stopped = judge.stops_at(text)
    try:
        SchemaRegistry.from_sdl(text)
    except LoadError as error:
        found = [diagnostic.span for diagnostic in error.diagnostics if diagnostic.severity == "error"]
    else:
        assert stopped is None, "the judge does not read it"
        return
    if stopped is None:
        assert judge.refuses(text), f"the judge takes what is refused here: {error_of(text)}"
        return
    assert all(span is not None for span in found)
    places = [len(text.encode()[: span[0]].decode()) for span in found if span is not None]
    first, others = places[0], places[1:]
    assert first == stopped or start <= first <= end
    outside = [place for place in others if not start <= place <= end and not is_within(text, stopped, place)]
    assert not outside, f"found besides: {error_of(text)}"


def is_within(text: str, stopped: int, place: int) -> bool:
    """Whether a place is in the definition in which the judge stopped."""
    starts = [match.start() for match in re.finditer(r"^(?=\S)(?![})])", text, re.MULTILINE)]
    return (
        max((at for at in starts if at <= stopped), default=0)
        <= place
        <= min((at for at in starts if at > stopped), default=len(text))
    )


def error_of(text: str) -> str:
    try:
        SchemaRegistry.from_sdl(text)
    except LoadError as error:
        return "\n".join(map(str, error.diagnostics)) + "\n" + text
    return ""
