"""Message styling: the XEP's own examples, and what holds for every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.styling import (
    MAX_DEPTH,
    Block,
    BlockKind,
    Span,
    SpanKind,
    parse,
    plain_text,
)

ALPHABET = st.text(alphabet="ab*_~`> \n\t王🙂", max_size=80)


def styled(text: str) -> list[tuple[str, str]]:
    """Mark and whole source of each span of `text`."""
    return [
        (span.kind.value, text[span.start : span.end])
        for block in parse(text)
        for line in block.lines
        for span in line.spans
    ]


def outline(text: str) -> list[tuple[str, int, str]]:
    """Kind, depth and text of each block."""
    return [
        (
            block.kind.value,
            block.depth,
            "\n".join(text[line.start : line.end] for line in block.lines),
        )
        for block in parse(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [  # XEP-0393 section 5.2
        ("plain span", []),
        ("*strong span*", [("*", "*strong span*")]),
        ("plain _emphasis_ plain", [("_", "_emphasis_")]),
        ("`pre` plain *strong*", [("`", "`pre`"), ("*", "*strong*")]),
        ("*strong*plain*", [("*", "*strong*")]),
        ("* plain *strong*", [("*", "*strong*")]),
        ("not strong*", []),
        ("*not strong", []),
        ("*not \n strong*", []),
        ("*not *strong", []),
        ("**", []),
        ("***", []),
        ("****", []),
        ("Two spans, both *alike in dignity*", [("*", "*alike in dignity*")]),
        (
            "The full title is _Twelfth Night, or What You Will_ but\n_most_ people shorten it.",
            [("_", "_Twelfth Night, or What You Will_"), ("_", "_most_")],
        ),
        ("Everyone ~dis~likes cake.", [("~", "~dis~")]),
        ("This is `monospace`", [("`", "`monospace`")]),
        ("This is `*monospace*`", [("`", "`*monospace*`")]),
        (
            "This is *`monospace and bold`*",
            [("*", "*`monospace and bold`*"), ("`", "`monospace and bold`")],
        ),
        ("There are three blocks\nbut no *formatting\nas spans* may not escape blocks.", []),
        # beyond the examples
        ("**strong**", []),
        ("a*b*c", []),
        ("*a _b* c_", [("*", "*a _b*")]),
        ("_*both*_ and ~_*all*_~", [("_", "_*both*_"), ("*", "*both*"), ("~", "~_*all*_~"),
                                    ("_", "_*all*_"), ("*", "*all*")]),
        ("重点： *今天* 完成", [("*", "*今天*")]),
        ("snake_case_name and 2 * 3 * 4", []),
    ],
)  # fmt: skip
def test_spans(text: str, expected: list[tuple[str, str]]) -> None:
    assert styled(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [  # XEP-0393 section 5.1
        (
            '```ignored\n(println "Hello, world!")\n```\n\nThis is plain',
            [("preformatted", 0, '(println "Hello, world!")'), ("plain", 0, "\nThis is plain")],
        ),
        (
            '> ```\n> (println "Hello, world!")\n\nplain',
            [("preformatted", 1, '(println "Hello, world!")'), ("plain", 0, "\nplain")],
        ),
        (
            "> That that is, is.\n\nSaid the old hermit of Prague.",
            [("plain", 1, "That that is, is."), ("plain", 0, "\nSaid the old hermit of Prague.")],
        ),
        (
            ">> That that is, is.\n> Said the old hermit of Prague.\n\nWho?",
            [
                ("plain", 2, "That that is, is."),
                ("plain", 1, "Said the old hermit of Prague."),
                ("plain", 0, "\nWho?"),
            ],
        ),
        # beyond the examples
        ("```\nopen to the end\n> no quote", [("preformatted", 0, "open to the end\n> no quote")]),
        ("```ls -l```\nplain", [("preformatted", 0, "ls -l"), ("plain", 0, "plain")]),
        ("```", [("preformatted", 0, "")]),
        ("", [("plain", 0, "")]),
        ("a > b", [("plain", 0, "a > b")]),
    ],
)
def test_blocks(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert outline(text) == expected


def test_depth_is_bounded_and_the_rest_stays_text() -> None:
    (block,) = parse(">" * 500 + "deep")
    assert block.depth == MAX_DEPTH
    assert block.lines[0].end - block.lines[0].start == 500 - MAX_DEPTH + len("deep")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* and `b`", "a and b"),
        ("> quoted\nanswer", "quoted\nanswer"),
        ("```\ncode\n```", "code"),
        ("```", "```"),
        (">", ">"),
        ("2 * 3", "2 * 3"),
    ],
)
def test_plain_text_has_no_marks_and_is_never_nothing(text: str, expected: str) -> None:
    assert plain_text(text) == expected


@given(ALPHABET)
def test_nothing_is_removed(text: str) -> None:
    blocks = parse(text)
    assert [block.start for block in blocks] == [0, *(block.end for block in blocks[:-1])]
    assert blocks[-1].end == len(text)
    for block in blocks:
        _holds_all_of(block, text)


def _holds_all_of(block: Block, text: str) -> None:
    at = block.start
    left_out = []
    for line in block.lines:
        assert at <= line.start <= line.end <= block.end
        left_out.append(text[at : line.start])
        at = line.end
    left_out.append(text[at : block.end])
    if block.kind is BlockKind.PLAIN:
        assert all(set(part) <= set("> \n\t") for part in left_out)
        assert "".join(left_out).count("\n") <= len(block.lines)
    else:  # the first holds the opening fence and what stands after it, the last the closing one
        assert "```" in left_out[0]
        assert all(set(part) <= set("> \n\t`") for part in left_out[1:])


@given(ALPHABET)
def test_spans_nest_and_keep_the_rules(text: str) -> None:
    for block in parse(text):
        for line in block.lines:
            assert block.kind is BlockKind.PLAIN or not line.spans
            for number, span in enumerate(line.spans):
                _keeps_the_rules(span, text, line.start, line.end)
                for other in line.spans[number + 1 :]:
                    assert other.start >= span.end or (
                        other.start > span.start and other.end < span.end
                    )
                    assert span.kind is not SpanKind.MONO or other.start >= span.end


def _keeps_the_rules(span: Span, text: str, start: int, end: int) -> None:
    assert start <= span.start < span.end <= end
    assert text[span.start] == text[span.end - 1] == span.kind.value
    inner = text[span.start + 1 : span.end - 1]
    assert inner
    assert not inner[0].isspace()
    assert not inner[-1].isspace()
    before = text[span.start - 1] if span.start > start else " "
    assert before.isspace() or (before in "*_~" and before != span.kind.value)


@pytest.mark.parametrize(
    "unit", ["*a ", "*", "`a ", "*_~", "> ", ">", "```\n", "*a* ", "~ ~", ">\n", "_*a _"]
)
def test_the_time_grows_as_the_text_does(unit: str) -> None:
    def cost(times: int) -> float:
        text = unit * times
        best = 1e9
        for _ in range(5):
            begin = time.process_time()
            parse(text)
            best = min(best, time.process_time() - begin)
        return best

    assert cost(16_000) < 12 * cost(4_000) + 0.01  # four times the text; a square would be sixteen
