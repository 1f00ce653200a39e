"""Lines of the log."""

import logging
import sys

from crm.discreet_lines import DiscreetFormatter

FORMATTER = DiscreetFormatter("{levelname} {message}", style="{")


def line_of(error: Exception, cause: Exception | None = None) -> str:
    try:
        raise error from cause
    except Exception:
        record = logging.LogRecord("crm", logging.ERROR, "", 1, "Failed", (), sys.exc_info())
    return FORMATTER.format(record)


def test_error_without_details_is_told_whole():
    assert line_of(ValueError("Not a number")).endswith("ValueError: Not a number")


def test_row_that_the_database_refused_is_not_told():
    line = line_of(ValueError("null value\nDETAIL:  Failing row contains (Ada,\nByron)."))

    assert line.endswith("ValueError: null value\nDETAIL: left out")


def test_causes_are_told_without_their_rows():
    line = line_of(ValueError("wrapped\nDETAIL:  (Ada)"), cause=KeyError("cause"))

    assert "Ada" not in line
    assert "The above exception was the direct cause" in line
