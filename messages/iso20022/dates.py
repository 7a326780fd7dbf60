"""Dates and times of XML Schema as texts: what the bindings name in their annotations, for want of xsdata.

Trusts Python's `datetime` for what is a day and an hour.
Never holds a value that is not written as XML Schema writes it.

pyiso20022 1.6 declares no requirement and yet imports these names from xsdata, which the lock does not have.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import ClassVar, TypeVar

from messages.errors import MessageError, shown

T = TypeVar("T", bound="_Text")

_DAY, _TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?"


class _Text(str):
    """A value as it is written. form: of XML Schema, which Python's own readers are laxer than."""

    __slots__ = ()
    form: ClassVar[re.Pattern[str]]

    @classmethod
    def from_string(cls: type[T], text: str) -> T:
        """The value of a text; MessageError when it is none."""
        try:
            if cls.form.fullmatch(text) is None:
                raise ValueError(text)
            cls.parse(text)
        except ValueError as error:
            raise MessageError(cls.__name__, f"{shown(text)} is none") from error
        return cls(text)

    @staticmethod
    def parse(text: str) -> object:
        """Raises ValueError for what is no such value."""
        raise NotImplementedError


class XmlDate(_Text):
    """A day, as 2024-06-03."""

    __slots__ = ()
    form = re.compile(_DAY, re.ASCII)

    @staticmethod
    def parse(text: str) -> object:
        return date.fromisoformat(text)


class XmlDateTime(_Text):
    """A second of a day with its zone, as 2024-06-03T08:30:00Z."""

    __slots__ = ()
    form = re.compile(f"{_DAY}T{_TIME}(Z|[+-][0-9]{{2}}:[0-9]{{2}})", re.ASCII)

    @staticmethod
    def parse(text: str) -> object:
        return datetime.fromisoformat(text)


class XmlTime(_Text):
    """A time of day, as 08:30:00."""

    __slots__ = ()
    form = re.compile(_TIME, re.ASCII)

    @staticmethod
    def parse(text: str) -> object:
        return time.fromisoformat(text)


class XmlPeriod(_Text):
    """A year, or a month of one, as 2024 or 2024-06."""

    __slots__ = ()
    form = re.compile("[0-9]{4}(-[0-9]{2})?", re.ASCII)

    @staticmethod
    def parse(text: str) -> object:
        year, _, month = text.partition("-")
        return date(int(year), int(month or "1"), 1)
