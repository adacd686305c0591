"""Data forms (XEP-0004), and settings that an owner is shown and changes by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, ClassVar, Literal, Self

from . import namespaces as ns
from .checks import read_number, require
from .stanza import E, Element, child

Answers = Mapping[str, Sequence[str]]
Value = str | int | bool


def form(
    kind: Literal["form", "result"],
    form_type: str,
    values: Mapping[str, Value],
    choices: Mapping[str, Sequence[str]] | None = None,
) -> Element:
    """A form to fill in, or one that tells; `form_type` as in XEP-0068, `choices` by field."""
    hidden = _field("FORM_TYPE", "hidden", form_type)
    made = E(ns.DATA_FORMS, "x", {"type": kind}, hidden)
    for name, value in values.items():
        options = (choices or {}).get(name, ())
        if isinstance(value, bool):
            made.append(_field(name, "boolean", str(int(value))))
        else:
            made.append(_field(name, "list-single" if options else "text-single", str(value)))
        made[-1].extend(E(ns.DATA_FORMS, "option", None, _value(option)) for option in options)
    return made


def _field(name: str, kind: str, value: str) -> Element:
    return E(ns.DATA_FORMS, "field", {"var": name, "type": kind}, _value(value))


def _value(text: str) -> Element:
    return E(ns.DATA_FORMS, "value", None, text)


def field_values(sent: Element) -> Iterator[tuple[str, list[str]]]:
    """The fields of a form that somebody sent."""
    for item in sent.iterchildren(f"{{{ns.DATA_FORMS}}}field"):
        values = item.iterchildren(f"{{{ns.DATA_FORMS}}}value")
        yield item.get("var", ""), [value.text or "" for value in values]


def submitted(parent: Element, form_type: str) -> Answers | None:
    """What the form inside `parent` answers, by field; None where it holds no submitted form.

    Raises `StanzaError` for a form of another type than `form_type`.
    """
    sent = child(parent, ns.DATA_FORMS, "x")
    if sent is None or sent.get("type") != "submit":
        return None
    answers = dict(field_values(sent))
    is_expected = answers.pop("FORM_TYPE", [form_type]) == [form_type]
    require(is_expected, "bad-request", f"expected a form of type {form_type}")
    return answers


def first(answers: Answers, name: str) -> str | None:
    """The first value of a field, or None."""
    return next(iter(answers.get(name, ())), None)


def setting(name: str, default: Value, *choices: str) -> Any:
    """A field of `Settings`: its name in the form, and the values that are permitted, if not all."""
    return field(default=default, metadata={"name": name, "choices": choices})


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings, each made by `setting`, that are shown and changed by a form."""

    FORM_TYPE: ClassVar[str]

    def to_form(self) -> Element:
        """The form to fill in, with the present settings."""
        values = {each.metadata["name"]: getattr(self, each.name) for each in fields(self)}
        choices = {each.metadata["name"]: each.metadata["choices"] for each in fields(self)}
        return form("form", self.FORM_TYPE, values, choices)

    def changed(self, answers: Answers) -> Self:
        """The settings after a submitted form; raises `StanzaError` for a bad value.

        Fields that the server doesn't know are ignored, as Prosody and ejabberd do.
        """
        changes = {
            each.name: _read(each, text)
            for each in fields(self)
            if (text := first(answers, each.metadata["name"])) is not None
        }
        return replace(self, **changes)


def _read(setting: Field[Any], text: str) -> Value:
    name, choices = setting.metadata["name"], setting.metadata["choices"]
    if isinstance(setting.default, bool):
        choices = ("0", "1", "false", "true")
    is_permitted = not choices or text in choices
    require(is_permitted, "not-acceptable", f"{name} can't be {text[:40]!r}")
    if isinstance(setting.default, bool):
        return text in ("1", "true")
    is_number = isinstance(setting.default, int)
    return read_number(name, text, "not-acceptable") if is_number else text
