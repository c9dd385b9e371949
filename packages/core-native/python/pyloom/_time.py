"""Moments: a JavaScript Date is an aware datetime in UTC, to the millisecond."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)


def from_timestamp(seconds: int, microseconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds, microseconds=microseconds)


def to_milliseconds(moment: datetime) -> int:
    """A naive one is local time, as Python's own methods take it."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        moment = moment.astimezone()
    return (moment - _EPOCH) // _MILLISECOND
