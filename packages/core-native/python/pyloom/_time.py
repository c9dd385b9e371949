"""Moments: a JavaScript Date is an aware datetime in UTC, to the millisecond."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)


def from_timestamp(seconds: int, microseconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds, microseconds=microseconds)


def naive_from_timestamp(seconds: int, microseconds: int) -> datetime:
    """In local time, the inverse of what to_milliseconds() makes of a naive one: astimezone() would lose the fold."""
    return datetime.fromtimestamp(seconds).replace(microsecond=microseconds)


def to_milliseconds(moment: Any) -> Optional[int]:
    """A naive one is local time, as Python's own methods take it. None: it is not a time."""
    if not isinstance(moment, datetime):
        moment = _from_numpy(moment)
        if moment is None:
            return None
    if moment.tzinfo is None or moment.utcoffset() is None:
        moment = _plain(moment).astimezone()
    return (moment - _EPOCH) // _MILLISECOND


def _plain(moment: datetime) -> datetime:
    """Subclasses have methods of their own: the astimezone() of a pandas.Timestamp wants to be told a zone."""
    return datetime(
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond,
        fold=moment.fold,
    )


def _from_numpy(moment: Any) -> Optional[datetime]:
    """A numpy.datetime64, of whatever unit, is a naive datetime."""
    converted = moment.astype("datetime64[us]").item()
    if converted is None or isinstance(converted, datetime):
        return converted
    raise ValueError(f"{moment} is beyond the years 1 to 9999")
