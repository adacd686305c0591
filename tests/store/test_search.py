"""Words as they are indexed, and searching messages by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageCursor
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.store.words import WordQuery, fold, index_words
from tests.store.building import ROOM, WANG, received

SAID = (
    "周五下午三点在３号会议室开会",
    "Please review the Quarterly Report, 谢谢",
    "王芳把合同发给客户了",
    "Café 的账单 (v2.1) 50%",
    "ＡＢＣ项目延期",
    'a_b c-d "quoted" OR NOT NEAR(x)',
    "ひらがなとカタカナ",
)


async def found(store: AccountStore, text: str) -> list[str]:
    return [hit.message.text for hit in await store.search.messages(text)]


@pytest.fixture
async def filled(store: AccountStore) -> AccountStore:
    await store.messages.record(
        [received(text, n, message_id=f"m{n}") for n, text in enumerate(SAID)]
    )
    return store


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("合同", 2), ("王芳", 2), ("开会", 0), ("下午三点", 0), ("会议室开会", 0), ("会", 0), ("了", 2), ("3号", 0),
        ("quar", 1), ("QUARTERLY rep", 1), ("谢谢 review", 1), ("Report, 谢", 1),
        ("cafe", 3), ("v2.1", 3), ("50%", 3), ("账单", 3),
        ("abc项目", 4), ("ａｂｃ", 4), ("项目延期", 4),
        ("quoted", 5), ('"quoted"', 5), ("c-d", 5), ("a_b", 5), ("OR NOT NEAR(x)", 5),
        ("カタ", 6), ("らが", 6),
    ],
)  # fmt: skip
async def test_finds(filled: AccountStore, text: str, number: int) -> None:
    assert await found(filled, text) == [SAID[number]]


@pytest.mark.parametrize(
    "text", ["", "  ", "%", '"', "***", "uarterly", "合发", "芳王", "words", "c1", "place"]
)
async def test_finds_nothing(filled: AccountStore, text: str) -> None:
    assert await found(filled, text) == []


async def test_excerpts_have_their_marks(filled: AccountStore) -> None:
    [hit] = await filled.search.messages("ＡＢＣ 延期")
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["ＡＢＣ", "延期"]
    long = "前言" * 300 + "\n重点\n" + "后记" * 300
    await filled.messages.record([received(long, 99, message_id="long")])
    [hit] = await filled.search.messages("重点")
    assert len(hit.excerpt) < 200
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["重点"]
    assert "\n" not in hit.excerpt


async def test_newest_first_by_pages_and_by_conversation(store: AccountStore) -> None:
    chen = Jid.parse("chenjie@acme.example")
    for n in range(10):
        for peer in (WANG, chen, ROOM):
            await store.messages.record([received(f"日报 {n}", n, peer=peer, message_id=f"m{n}")])
    first = await store.search.messages("日报", peer=chen, limit=4)
    assert [hit.message.text for hit in first] == ["日报 9", "日报 8", "日报 7", "日报 6"]
    last = first[-1].message
    rest = await store.search.messages(
        "日报", peer=chen, before=MessageCursor(last.sent_at, last.row)
    )
    assert [hit.message.text for hit in rest] == [f"日报 {n}" for n in range(5, -1, -1)]
    everywhere = await store.search.messages("日报", limit=100)
    assert len(everywhere) == 30
    times = [hit.message.sent_at for hit in everywhere]
    assert times == sorted(times, reverse=True)
    assert await store.search.messages("日报", peer=Jid.parse("x@y.example")) == []


async def test_what_is_deleted_is_not_found(filled: AccountStore) -> None:
    [hit] = await filled.search.messages("合同")
    await filled.messages.delete_here(hit.message.row)
    assert await found(filled, "合同") == []
    await filled.conversations.remove(WANG)
    assert await found(filled, "开会") == []


# What people paste: any Unicode, and what FTS5 would take for syntax.
anything = st.one_of(
    st.text(max_size=40), st.text(alphabet="\"'*()^:-+{}NEAR OTAD王芳abc\0", max_size=40)
)


@given(anything)
def test_no_text_breaks_a_query(text: str) -> None:
    query = WordQuery.parse(text)
    for term in query.terms:
        for run in term:
            assert run.isalnum() or not run.isascii()
            assert '"' not in run
    query.excerpt(text)


@given(st.text(alphabet="王芳开会ab1 ，.", min_size=1, max_size=20), st.data())
def test_every_piece_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    """As the index would: a phrase of whole words, the last perhaps only begun."""
    start = data.draw(st.integers(0, len(text) - 1))
    # Words of letters are found from their beginning.
    while start and text[start].isascii() and text[start].isalnum() and text[start - 1].isascii():
        start -= 1
    piece = text[start : data.draw(st.integers(start + 1, len(text)))]
    query = WordQuery.parse(piece)
    words = f" {index_words(text)}"
    for term in query.terms:
        if len(term) == 1 and not term[0].isascii():
            pairs = [term[0][at : at + 2] for at in range(max(len(term[0]) - 1, 1))]
            assert f" {' '.join(pairs)}" in words
    excerpt, marks = query.excerpt(text)
    assert bool(marks) == (not query.is_empty)
    for mark_start, mark_end in marks:
        assert fold(excerpt[mark_start:mark_end])


async def test_hostile_queries_reach_the_index_unharmed(filled: AccountStore) -> None:
    for text in (
        '"',
        "a*",
        "(((",
        "王芳 OR",
        "^x",
        "-y",
        "words:王",
        "x" * 5000,
        "王 " * 500,
        "\0",
        "'; --",
    ):
        await filled.search.messages(text)
