"""Which part of a body stands in for something else, and where the rest is once that is taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.xmpp.xep_0428_fallback import (
    MAX_RANGES,
    Span,
    is_whole,
    merged,
    moved,
    read_spans,
    without,
)
from tests.xmpp.stanzas import chat, element

REPLY = "urn:xmpp:reply:0"
TEXT = "> 早上好\n😀 好"


def fallback(inner: str = "", name: str = REPLY) -> str:
    given_name = f" for='{name}'" if name else ""
    return f"<fallback xmlns='urn:xmpp:fallback:0'{given_name}>{inner}</fallback>"


def spans(inner: str, length: int = len(TEXT), names: set[str | None] | None = None) -> list[Span]:
    return list(read_spans(element(chat(inner=inner)), names or {REPLY}, length))


def test_a_range_counts_code_points() -> None:
    (span,) = spans(fallback("<body start='0' end='6'/>"))
    assert without(TEXT, [span]) == "😀 好"


def test_nothing_inside_means_all_of_it() -> None:
    assert spans(fallback()) == spans(fallback("<body/>")) == [Span(0, len(TEXT))]
    assert is_whole(spans(fallback()), len(TEXT))


def test_what_is_about_the_subject_is_not_about_the_body() -> None:
    assert spans(fallback("<subject/>")) == []


def test_what_is_not_understood_stays() -> None:
    assert spans(fallback(name="urn:xmpp:sfs:0")) == []
    assert spans(fallback(name="")) == []
    assert spans(fallback(name=""), names={None}) == [Span(0, len(TEXT))]


@pytest.mark.parametrize(
    "attributes",
    ["start='3' end='2'", "start='2' end='2'", "start='-1' end='2'", "start='0' end='11'", "start='0'", "end='3'",
     "start='x' end='3'", "start='' end='3'", "start='٠' end='٣'", "start='0' end='99999999999999999999'"],
)  # fmt: skip
def test_a_range_that_does_not_fit_is_none(attributes: str) -> None:
    assert spans(fallback(f"<body {attributes}/>")) == []


def test_an_empty_body_has_no_fallback() -> None:
    assert spans(fallback(), length=0) == []


def test_a_flood_of_ranges_ends() -> None:
    many = "".join(f"<body start='{2 * n}' end='{2 * n + 1}'/>" for n in range(500))
    assert len(spans(fallback(many) + fallback(many), length=2000)) == MAX_RANGES


def _span_lists(length: int) -> st.SearchStrategy[list[Span]]:
    bound = st.integers(0, length)
    return st.lists(
        st.tuples(bound, bound).filter(lambda p: p[0] != p[1]).map(lambda p: Span(*sorted(p))),
        max_size=6,
    )


@given(
    st.text(min_size=1, max_size=40).flatmap(lambda t: st.tuples(st.just(t), _span_lists(len(t))))
)
def test_what_is_taken_out_is_what_the_ranges_cover(case: tuple[str, list[Span]]) -> None:
    text, given_spans = case
    covered = {i for span in given_spans for i in range(span.start, span.end)}
    kept = "".join(c for i, c in enumerate(text) if i not in covered)
    assert without(text, merged(given_spans)) == kept


@given(
    st.text(min_size=1, max_size=40).flatmap(
        lambda t: st.tuples(st.just(t), _span_lists(len(t)), _span_lists(len(t)).filter(bool))
    )
)
def test_a_place_keeps_its_text_or_is_gone(case: tuple[str, list[Span], list[Span]]) -> None:
    text, given_spans, (place, *_) = case
    taken_out = merged(given_spans)
    target = moved(place, taken_out)
    is_touched = any(span.start < place.end and place.start < span.end for span in taken_out)
    assert (target is None) == is_touched
    if target is not None:
        rest = without(text, taken_out)
        assert rest[target.start : target.end] == text[place.start : place.end]
