"""Days and moments. Each value is a span of time: a day lasts from midnight to midnight where the team is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, IntegerField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractDay, ExtractMonth
from django.db.models.lookups import GreaterThanOrEqual, In, LessThan
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime

from contacts.filters.kinds.kind import ORDER, PRESENCE, SAMENESS, Kind, Operator, Takes, UnfitValue, operators
from contacts.models.columns import EARLIEST, LATEST

MOST_DAYS = 36_500
PERIODS = ("day", "week", "month", "quarter", "year")
INSTANT = timedelta(microseconds=1)
BEFORE_AND_AFTER = {"greater_than": "is after", "less_than": "is before", "at_least": "is not before",
                    "at_most": "is not after"}  # fmt: skip
RELATIVE = (
    Operator("in_last_days", "is in the last", Takes.DAYS),
    Operator("in_next_days", "is in the next", Takes.DAYS),
    Operator("more_than_days_ago", "is longer ago than", Takes.DAYS),
    Operator("anniversary_within_days", "has its anniversary within", Takes.DAYS),
    Operator("this", "is in this", Takes.PERIOD),
)
RELATIVE_NAMES = {operator.name for operator in RELATIVE}
EXPECTED = "a date such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z, between the years 1900 and 3000"


@dataclass(frozen=True)
class Span:
    """From `start`, up to but without `end`."""

    start: Any
    end: Any


class Moment(Kind):
    """A point in time."""

    name = "time"
    operators: Mapping[str, Operator] = operators(
        *SAMENESS,
        *(Operator(each.name, BEFORE_AND_AFTER.get(each.name, each.words), each.takes) for each in ORDER),
        *RELATIVE,
        *PRESENCE,
    )

    def read(self, operator: Operator, value: Any) -> Any:
        if operator.takes is Takes.DAYS:
            return _days(value)
        if operator.takes is Takes.PERIOD:
            return _period(value)
        return super().read(operator, value)

    def value(self, given: Any) -> date | datetime:
        found = _parsed(given)
        if found is None or not EARLIEST.date() <= _day_of(found) < LATEST.date():
            raise UnfitValue(EXPECTED)
        return found

    def json(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else super().json(value)

    def holds(self, operator: str, x: Combinable, value: Any, now: datetime) -> Q:
        if operator == "anniversary_within_days":
            return self.present(x) & self.on_month_days(x, anniversaries(timezone.localtime(now).date(), value))
        if operator in RELATIVE_NAMES:
            return self._within(x, self.relative(operator, value, now))
        if operator not in ORDERED:
            return super().holds(operator, x, value, now)
        return self.present(x) & ORDERED[operator](self, x, self.span(value))

    def span(self, value: date | datetime) -> Span:
        """The time that the value lasts."""
        if isinstance(value, datetime):
            return Span(value, value + INSTANT)
        return Span(midnight(value), midnight(value + timedelta(1)))

    def relative(self, operator: str, value: Any, now: datetime) -> Span:
        """The time that an operator means which counts from now."""
        if operator == "this":
            first, last = period(value, timezone.localtime(now).date())
            return Span(midnight(first), midnight(last))
        days = timedelta(value or 0)
        spans = {
            "in_last_days": lambda: Span(now - days, now + INSTANT),
            "in_next_days": lambda: Span(now, now + days + INSTANT),
            "more_than_days_ago": lambda: Span(EARLIEST, now - days),
        }
        return spans[operator]()

    def on_month_days(self, x: Combinable, found: set[tuple[int, int]]) -> Q:
        """Whether the day is one of these of a year, as (month, day)."""
        key = ExtractMonth(x) * Value(100) + ExtractDay(x)
        key.output_field = IntegerField()
        return Q(In(key, [month * 100 + day for month, day in sorted(found)]))

    def constant(self, value: Any) -> Combinable:
        return Value(value, DateTimeField())

    def say(self, operator: Operator, value: Any) -> str:
        if operator.takes is Takes.DAYS:
            return f"{value} day{'s' if value != 1 else ''}"
        return str(value) if operator.takes is Takes.PERIOD else super().say(operator, value)

    def say_one(self, value: Any) -> str:
        if isinstance(value, datetime):
            return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
        return formats.date_format(value, "DATE_FORMAT")

    def _within(self, x: Combinable, span: Span) -> Q:
        return self.present(x) & self.from_(x, span.start) & self.before(x, span.end)

    def from_(self, x: Combinable, start: Any) -> Q:
        """Whether it is at this time or later."""
        return Q(GreaterThanOrEqual(x, self.constant(start)))

    def before(self, x: Combinable, end: Any) -> Q:
        """Whether it is earlier than this time."""
        return Q(LessThan(x, self.constant(end)))


ORDERED = {
    "equals": lambda kind, x, span: kind.from_(x, span.start) & kind.before(x, span.end),
    "greater_than": lambda kind, x, span: kind.from_(x, span.end),
    "less_than": lambda kind, x, span: kind.before(x, span.start),
    "at_least": lambda kind, x, span: kind.from_(x, span.start),
    "at_most": lambda kind, x, span: kind.before(x, span.end),
}


class Day(Moment):
    """A day, without a time."""

    name = "date"

    def value(self, given: Any) -> date:
        found = super().value(given)
        if isinstance(found, datetime):
            raise UnfitValue("a date such as 2026-01-31, without a time")
        return found

    def span(self, value: date) -> Span:
        return Span(value, value + timedelta(1))

    def relative(self, operator: str, value: Any, now: datetime) -> Span:
        today, one = timezone.localtime(now).date(), timedelta(1)
        if operator == "this":
            return Span(*period(value, today))
        days = timedelta(value or 0)
        spans = {
            "in_last_days": lambda: Span(today - days, today + one),
            "in_next_days": lambda: Span(today, today + days + one),
            "more_than_days_ago": lambda: Span(date.min, today - days),
        }
        return spans[operator]()

    def constant(self, value: Any) -> Combinable:
        return Value(value)


def midnight(day: date) -> datetime:
    """When the day begins where the team is."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def period(name: str, today: date) -> tuple[date, date]:
    """The first day of the week, month or so that holds `today`, and that of the next. Weeks begin on Monday."""
    months = {"month": 1, "quarter": 3, "year": 12}
    if name in months:
        length = months[name]
        first = date(today.year, (today.month - 1) // length * length + 1, 1)
        beyond = first.month - 1 + length
        return first, date(first.year + beyond // 12, beyond % 12 + 1, 1)
    first = today - timedelta(today.weekday()) if name == "week" else today
    return first, first + timedelta(7 if name == "week" else 1)


def anniversaries(today: date, days: int) -> set[tuple[int, int]]:
    """The days of the year, as (month, day), from today to that many days ahead.

    In a year without a 29th of February, its anniversary is the day before.
    """
    ahead = [today + timedelta(n) for n in range(min(days, 366) + 1)]
    found = {(day.month, day.day) for day in ahead}
    is_brought_forward = any((day.month, day.day) == (2, 28) and (day + timedelta(1)).day == 1 for day in ahead)
    return found | ({(2, 29)} if is_brought_forward else set())


def _parsed(given: Any) -> date | datetime | None:
    if not isinstance(given, str):
        return None
    try:
        if day := parse_date(given):
            return day
        moment = parse_datetime(given)
        # Near the ends of the calendar other time zones have no date for it.
        return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        return None


def _day_of(found: date | datetime) -> date:
    return found.date() if isinstance(found, datetime) else found


def _days(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MOST_DAYS:
        raise UnfitValue(f"a whole number of days from 0 to {MOST_DAYS:,}")
    return given


def _period(given: Any) -> str:
    if not isinstance(given, str) or given not in PERIODS:
        raise UnfitValue(f"one of: {', '.join(PERIODS)}")
    return given
