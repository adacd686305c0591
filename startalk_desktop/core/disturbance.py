"""Whether it is quiet, by all that was chosen, and until when. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from startalk_desktop.core.hours import next_start, period_at
from startalk_desktop.model.attention import AttentionSettings, Disturbance, DisturbanceReason
from startalk_desktop.model.conversation import FOREVER
from startalk_desktop.model.identity import Timestamp

_ORDER: Final = tuple(DisturbanceReason)
_STRETCHES_LIMIT: Final = 32


def disturbance(
    chosen: Sequence[AttentionSettings], at: Timestamp, *, is_busy: bool = False
) -> Disturbance:
    """What `chosen`, for one company and for all, say together at `at`.

    Args:
        chosen: any of them makes it quiet.
        at: the present.
        is_busy: the presence says that one does not want to be disturbed.
    """
    if is_busy:
        return Disturbance(True, None, DisturbanceReason.DO_NOT_DISTURB)
    now = list(_quiet_at(chosen, at))
    if not now:
        return Disturbance(until=next_change(chosen, at))
    reason = min((reason for reason, _ in now), key=_ORDER.index)
    return Disturbance(True, _quiet_until(chosen, at), reason)


def next_change(chosen: Sequence[AttentionSettings], at: Timestamp) -> Timestamp | None:
    """When anything that `chosen` say changes by itself; None where nothing ever does."""
    moments = []
    for settings in chosen:
        moments.append(settings.do_not_disturb_until)
        for hours in (settings.quiet_hours, settings.work_hours):
            if hours is not None:
                period = period_at(hours, at)
                moments.append(period[1] if period is not None else next_start(hours, at))
    ahead = [moment for moment in moments if moment is not None and at < moment < FOREVER]
    return min(ahead, default=None)


def _quiet_until(chosen: Sequence[AttentionSettings], at: Timestamp) -> Timestamp | None:
    """The end of the last of the stretches that follow one another without a gap."""
    for _ in range(_STRETCHES_LIMIT):
        ends = [end for _, end in _quiet_at(chosen, at)]
        if not ends:
            return at
        if None in ends:
            return None
        at = max(end for end in ends if end is not None)
    return None


def _quiet_at(
    chosen: Sequence[AttentionSettings], at: Timestamp
) -> Iterator[tuple[DisturbanceReason, Timestamp | None]]:
    """Each reason for quiet at `at`, and its end; None: it has none."""
    for settings in chosen:
        until = settings.do_not_disturb_until
        if until is not None and at < until:
            yield DisturbanceReason.DO_NOT_DISTURB, until if until < FOREVER else None
        if settings.work_hours is not None and period_at(settings.work_hours, at) is None:
            yield DisturbanceReason.OUTSIDE_WORK_HOURS, next_start(settings.work_hours, at)
        if settings.quiet_hours is not None and (period := period_at(settings.quiet_hours, at)):
            yield DisturbanceReason.QUIET_HOURS, period[1]
