"""What a benchmark found."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """`figures` are for programs; `table` says them to people, `remarks` what they must know to judge them."""

    figures: Mapping[str, float | None]
    table: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        width = max(map(len, self.table))
        lines = [f"{name:<{width}}  {text:>12}" for name, text in self.table.items()]
        return "\n".join(["", *lines, "", *self.remarks, machine(), ""])


def machine() -> str:
    """How much else the machine had to do meanwhile."""
    loads = ", ".join(f"{load:.2f}" for load in os.getloadavg())
    return f"{os.cpu_count()} cores; load of the last 1, 5 and 15 minutes: {loads}."


def thousands(number: float | None) -> str:
    """A figure for the table."""
    return "unknown" if number is None else f"{number:,.0f}"


def times(ratio: float) -> str:
    """A ratio for the table."""
    return f"{ratio:.2f} ×"
