"""What a filter means, in plain Python, for rows that stand in memory: as the page docs/filters.md tells it."""

import unicodedata
from datetime import date, datetime, timedelta


def fold(text: str) -> str:
    """As the database folds the letters that the tests use."""
    letters = unicodedata.normalize("NFD", text.replace("ß", "ss").replace("ø", "o"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()


def holds(node: dict, row: dict, now: datetime) -> bool:
    if "all" in node:
        return all(holds(part, row, now) for part in node["all"])
    if "any" in node:
        return any(holds(part, row, now) for part in node["any"])
    if "not" in node:
        return not holds(node["not"], row, now)
    operator = node["operator"]
    if operator == "not_equals":
        return not holds(node | {"operator": "equals"}, row, now)
    if operator == "is_empty":
        return not holds(node | {"operator": "is_set"}, row, now)
    return any(is_so(operator, value, node.get("value"), now) for value in values(node, row, now))


def values(node: dict, row: dict, now: datetime) -> list:
    """The values of the row that are known: one, several or none."""
    name, _, what = node["field"].partition(".")
    if name in ("deals", "activities"):
        where = {"all": node["where"]} if node.get("where") else None
        rows = [each for each in row[name] if where is None or holds(where, each, now)]
        return [value for value in computed(name, what, rows) if value is not None]
    found = row
    for step in node["field"].split("."):
        found = (found or {}).get(step)
    return [value for value in (found if isinstance(found, list) else [found]) if value not in (None, "")]


def computed(name: str, what: str, rows: list[dict]) -> list:
    dated = {"deals": "closed_at", "activities": "occurred_at"}[name]
    return {
        "": lambda: [True] if rows else [],
        "count": lambda: [len(rows)],
        "sum": lambda: [sum(each["amount_base"] or 0 for each in rows)],
        "newest": lambda: [max((each[dated] for each in rows), default=None)],
        "oldest": lambda: [min((each[dated] for each in rows), default=None)],
    }[what]()


def is_so(operator: str, value, asked, now: datetime) -> bool:
    if operator == "is_set":
        return True
    if operator == "in":
        return any(is_so("equals", value, one, now) for one in asked)
    if operator == "between":
        return is_so("at_least", value, asked[0], now) and is_so("at_most", value, asked[1], now)
    if isinstance(value, datetime | date):
        return is_so_in_time(operator, value, asked, now)
    if isinstance(value, str):
        value, asked = fold(value), fold(asked)
    return {
        "equals": lambda: value == asked,
        "contains": lambda: asked in value,
        "starts_with": lambda: value.startswith(asked),
        "ends_with": lambda: value.endswith(asked),
        "greater_than": lambda: value > asked,
        "less_than": lambda: value < asked,
        "at_least": lambda: value >= asked,
        "at_most": lambda: value <= asked,
    }[operator]()


def is_so_in_time(operator: str, value, asked, now: datetime) -> bool:
    """The tests live in UTC, and ask for whole days."""
    today, day = now.date(), value.date() if isinstance(value, datetime) else value
    present, back = (now, timedelta(asked)) if isinstance(value, datetime) and isinstance(asked, int) else (today, None)
    days = back or (timedelta(asked) if isinstance(asked, int) else None)
    if operator == "this":
        part = {"day": "%Y-%m-%d", "week": "%G-%V", "month": "%Y-%m", "year": "%Y"}[asked]
        return day.strftime(part) == today.strftime(part)
    if operator == "anniversary_within_days":
        return any(is_anniversary(day, today + timedelta(n)) for n in range(asked + 1))
    if days is not None:
        return {
            "in_last_days": lambda: present - days <= value <= present,
            "in_next_days": lambda: present <= value <= present + days,
            "more_than_days_ago": lambda: value < present - days,
        }[operator]()
    wanted = date.fromisoformat(asked)
    return {
        "equals": day == wanted,
        "greater_than": day > wanted,
        "less_than": day < wanted,
        "at_least": day >= wanted,
        "at_most": day <= wanted,
    }[operator]


def is_anniversary(day: date, of: date) -> bool:
    try:
        return day.replace(year=of.year) == of
    except ValueError:
        return (of.month, of.day) == (2, 28)
