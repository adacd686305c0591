"""The hash of a unit, byte by byte as the specification has it, and the index made of all units."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.org_tree import (
    MAX_CHARACTERS,
    build_index,
    canonical_form,
    clean_text,
    content_hash,
)
from startalk_desktop.model.organisation import Member, UnitContent

WANG = Member(
    Jid.parse("wang@acme.example"), "王芳", "总监", "+86 10 5550 0100", "w@acme.example", 1
)
LI = Member(Jid.parse("li@acme.example"), "李伟")
RD = UnitContent("rd", "hq", "R&D 研发", (WANG, LI))


def test_the_canonical_form_is_the_one_of_the_specification() -> None:
    expected = (
        "unit\x1frd\x1fhq\x1fR&D 研发\x1e"
        "member\x1fli@acme.example\x1f李伟\x1f\x1f\x1f\x1f0\x1e"
        "member\x1fwang@acme.example\x1f王芳\x1f总监\x1f+86 10 5550 0100\x1fw@acme.example\x1f1\x1e"
    ).encode()
    assert canonical_form(RD) == expected
    assert content_hash(RD) == hashlib.sha256(expected).hexdigest()[:32]
    assert content_hash(RD) == "64ab977ea45d70641d0995f010316613"


def test_whom_somebody_reports_to_is_one_more_field_and_nothing_where_nobody_is_named() -> None:
    led = replace(RD, members=(WANG, replace(LI, manager=WANG.jid)))
    assert canonical_form(led) == canonical_form(RD).replace(
        b"\x1f0\x1e", b"\x1f0\x1fwang@acme.example\x1e"
    )
    assert content_hash(led) != content_hash(RD)


def test_the_sequence_of_members_does_not_matter_and_all_else_does() -> None:
    assert content_hash(replace(RD, members=(LI, WANG))) == content_hash(RD)
    others = [
        replace(RD, id="r"),
        replace(RD, parent=""),
        replace(RD, name="研发"),
        replace(RD, members=(WANG,)),
        *(
            replace(RD, members=(replace(WANG, **{field: value}), LI))
            for field, value in {
                "jid": Jid.parse("wang2@acme.example"),
                "name": "王",
                "title": "",
                "phone": "",
                "email": "",
                "order": 2,
            }.items()
        ),
    ]
    hashes = {content_hash(unit) for unit in [RD, *others]}
    assert len(hashes) == len(others) + 1


def test_the_index_counts_everybody_once() -> None:
    hq = UnitContent("hq", "", "总部", (LI,))
    qa = UnitContent("qa", "rd", "测试", (LI,))
    index = build_index("Acme", "7", [hq, RD, qa])
    assert [(head.id, head.parent, head.order, head.count) for head in index.units] == [
        ("hq", "", 0, 2),
        ("rd", "hq", 1, 2),
        ("qa", "rd", 2, 1),
    ]
    assert index.units[1].content_hash == content_hash(RD)


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("  王\t芳\r\n", "王 芳"),
        ("a\x00b\x1fc\x1ed\x7fe\x9ff", "a b c d e f"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("👩\u200d💻 ok", "👩\u200d💻 ok"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("长" * 600, "长" * MAX_CHARACTERS),
    ],
)
def test_texts_are_cleaned(published: str, shown: str) -> None:
    assert clean_text(published) == shown


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\x1f" not in once
    assert "\x1e" not in once
