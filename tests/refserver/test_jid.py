import pytest

from startalk_desktop.refserver.jid import InvalidJidError, Jid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme.example", Jid("", "acme.example")),
        ("Wang@ACME.example", Jid("wang", "acme.example")),
        ("王芳@acme.example/桌面", Jid("王芳", "acme.example", "桌面")),
        ("a@b/c@d/e", Jid("a", "b", "c@d/e")),
        ("ｗａｎｇ@acme.example.", Jid("wang", "acme.example")),
        ("a@b/Desk Top", Jid("a", "b", "Desk Top")),
        ("a@b/买买提·艾力", Jid("a", "b", "买买提·艾力")),
    ],
)
def test_parts_are_split_and_normalised(text: str, expected: Jid) -> None:
    assert Jid.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "@b", "a@", "a@b/", "a b@c", "a@b@c", "a@b/\x00", "a<@b", "a@b c", f"{'a' * 1024}@b"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidJidError):
        Jid.parse(text)


def test_text_form_parses_to_the_same() -> None:
    jid = Jid("王芳", "acme.example", "桌面")
    assert Jid.parse(str(jid)) == jid
    assert str(jid.bare) == "王芳@acme.example"
