"""Data forms (XEP-0004): building the ones that the server shows, reading those that are submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `options` are the permitted values with their labels."""

    name: str
    value: str | int | bool | Sequence[str] | None = None
    kind: str = "text-single"
    label: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    def to_element(self) -> Element:
        """The `<field/>`."""
        match self.value:
            case None:
                values: Sequence[str] = ()
            case bool():
                values = ("1" if self.value else "0",)
            case int() | str():
                values = (str(self.value),)
            case _:
                values = self.value
        attributes = {"var": self.name, "type": self.kind, "label": self.label}
        made = E(ns.DATA_FORMS, "field", attributes)
        for value in values:
            made.append(E(ns.DATA_FORMS, "value", {}, value))
        for value, label in self.options.items():
            option = E(ns.DATA_FORMS, "option", {"label": label})
            option.append(E(ns.DATA_FORMS, "value", {}, value))
            made.append(option)
        return made


def form(kind: Literal["form", "result"], form_type: str, fields: Iterable[Field]) -> Element:
    """A form to fill in, or one that tells; `form_type` as in XEP-0068."""
    hidden = Field("FORM_TYPE", form_type, "hidden")
    children = [item.to_element() for item in (hidden, *fields)]
    return E(ns.DATA_FORMS, "x", {"type": kind}, *children)


def submitted(parent: Element, form_type: str | None = None) -> Answers | None:
    """What the form inside `parent` answers, by field; None where it holds no submitted form.

    Raises `StanzaError` for a form of another type than `form_type`.
    """
    sent = child(parent, ns.DATA_FORMS, "x")
    if sent is None or sent.get("type") != "submit":
        return None
    answers = {
        item.get("var", ""): [
            value.text or "" for value in item.iterchildren(f"{{{ns.DATA_FORMS}}}value")
        ]
        for item in sent.iterchildren(f"{{{ns.DATA_FORMS}}}field")
    }
    said = answers.pop("FORM_TYPE", [])
    if form_type is not None and said and said != [form_type]:
        raise StanzaError("bad-request", f"expected a form of type {form_type}")
    return answers


def first(answers: Answers, name: str) -> str | None:
    """The first value of a field, or None."""
    return next(iter(answers.get(name, ())), None)


def is_true(value: str) -> bool:
    """Read a boolean field; raises `StanzaError` where it is none."""
    if value not in ("0", "1", "false", "true"):
        raise StanzaError("bad-request", f"{value[:40]!r} is neither 0 nor 1")
    return value in ("1", "true")


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """How the attributes of a frozen dataclass of settings are written as a form's fields.

    `names` maps attributes to fields; `choices` has the permitted values of some attributes.
    """

    form_type: str
    names: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]

    def show(self, settings: object) -> Element:
        """The form to fill in, with the present settings."""
        return form("form", self.form_type, (self._field(settings, each) for each in self.names))

    def _field(self, settings: object, attribute: str) -> Field:
        value, options = getattr(settings, attribute), self.choices.get(attribute, ())
        kind = "boolean" if isinstance(value, bool) else "list-single" if options else "text-single"
        labels = {choice: choice for choice in options}
        return Field(self.names[attribute], value, kind, options=labels)

    def changes(self, settings: object, answers: Answers) -> dict[str, str | int | bool]:
        """The attributes that a submitted form changes; raises `StanzaError` for a bad value.

        Fields that the server doesn't know are ignored, as Prosody and ejabberd do.
        """
        changes: dict[str, str | int | bool] = {}
        for attribute, name in self.names.items():
            text = first(answers, name)
            if text is None:
                continue
            if attribute in self.choices and text not in self.choices[attribute]:
                raise StanzaError("not-acceptable", f"{name} can't be {text[:40]!r}")
            match getattr(settings, attribute):
                case bool():
                    changes[attribute] = is_true(text)
                case int():
                    changes[attribute] = _read_number(name, text)
                case _:
                    changes[attribute] = text
        return changes


def _read_number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise StanzaError("not-acceptable", f"{name} must be a number")
    return int(text)
