"""Which parts of what is known of a person a query matches: to be shown marked. Rules only, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from startalk_desktop.model.organisation import Person, PersonField, PersonMark
from startalk_desktop.store.spelling import readings_of
from startalk_desktop.store.words import fold

_Span = tuple[int, int]


@lru_cache(maxsize=1_024)
def marks_of(person: Person, terms: tuple[str, ...]) -> tuple[PersonMark, ...]:
    """The parts that folded `terms` match: of the name where they do, of the other fields for terms it has not."""
    name = spans_in_name(person.name, terms)
    left = [term for term in terms if not spans_in_name(person.name, [term])]
    found = [PersonMark(PersonField.NAME, *span) for span in _joined(name)]
    for field, text in _fields(person):
        is_address = field in (PersonField.EMAIL, PersonField.ADDRESS)
        spans = [
            span
            for term in left
            for span in _literal(_local(text) if is_address and "@" not in term else text, term)
        ]
        found += [PersonMark(field, *span) for span in _joined(spans)]
    phone = [span for term in left for span in _digits(person.phone, term)]
    if not any(mark.field is PersonField.PHONE for mark in found):
        found += [PersonMark(PersonField.PHONE, *span) for span in _joined(phone)]
    return tuple(found)


def spans_in_name(name: str, terms: Sequence[str]) -> list[_Span]:
    """The characters of `name` that `terms` say: as they are written, or else as they are spelled."""
    if len(terms) > 1 and (whole := _spelled(name, "".join(terms))):
        return [whole]
    spans: list[_Span] = []
    for term in terms:
        written = list(_literal(name, term))
        spelled = None if written else _spelled(name, term)
        spans += written or ([spelled] if spelled else [])
    return spans


def _fields(person: Person) -> Iterator[tuple[PersonField, str]]:
    yield PersonField.TITLE, person.title
    yield PersonField.UNIT, " / ".join(person.unit_path)
    yield PersonField.PHONE, person.phone
    yield PersonField.EMAIL, person.email
    yield PersonField.ADDRESS, str(person.jid)


def _local(address: str) -> str:
    """The part that is a person's own: the domain finds nobody by itself."""
    return address.partition("@")[0]


def _literal(text: str, term: str) -> Iterator[_Span]:
    if text.isascii():
        text = text.lower()
        place = text.find(term)
        while term and place >= 0:
            yield place, place + len(term)
            place = text.find(term, place + len(term))
        return
    pieces = [fold(character) for character in text]
    folded, origin = "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]
    place = folded.find(term)
    while term and place >= 0:
        yield origin[place], origin[place + len(term) - 1] + 1
        place = folded.find(term, place + len(term))


def _digits(phone: str, term: str) -> Iterator[_Span]:
    places = [at for at, character in enumerate(phone) if character.isdigit()]
    start = "".join(phone[at] for at in places).find(term) if term.isdigit() else -1
    if start >= 0:
        yield places[start], places[start + len(term) - 1] + 1


def _spelled(name: str, term: str) -> _Span | None:
    """The first characters in a row whose pinyin, or whose initials, begin with `term`."""
    readings = readings_of(name)
    for only_initials in (False, True):
        for start in range(len(readings)):
            length = _consumed(readings[start:], term, only_initials=only_initials)
            if length:
                return start, start + length
    return None


def _consumed(readings: Sequence[Sequence[str]], term: str, *, only_initials: bool) -> int:
    """How many characters it takes to spell `term`; 0 where they don't."""
    if not readings:
        return 0
    for reading in readings[0]:
        part = reading[:1] if only_initials else reading
        if part and part.startswith(term):
            return 1
        if part and term.startswith(part):
            more = _consumed(readings[1:], term[len(part) :], only_initials=only_initials)
            if more:
                return more + 1
    return 0


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
