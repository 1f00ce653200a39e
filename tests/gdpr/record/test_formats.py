"""The record as text, JSON and CSV."""

import csv
import io
import json

from crm.privacy import Sort, Use
from gdpr.classification import classified
from gdpr.record.activities import Activity, Circumstances
from gdpr.record.formats import CONTROLLER_MISSING, as_csv, as_json, as_markdown

ONE = Activity(
    Use.RUNNING, Circumstances("people", "a law", "nobody", "a day"), ("Jobs",), {Sort.FREE_TEXT: ("args", "lock")}
)


def test_markdown_names_the_controller(settings):
    settings.CONTROLLER = "Acme, London"

    assert as_markdown([]) == "# Record of processing activities\n\nController: Acme, London\n\n"


def test_markdown_says_that_nobody_is_named_yet():
    assert CONTROLLER_MISSING in as_markdown([])


def test_activity_in_markdown_is_a_section_with_a_table():
    assert as_markdown([ONE]).partition("\n\n###")[2].splitlines() == [
        " Running the program",
        "",
        "| | |",
        "|---|---|",
        "| Whose data | people |",
        "| Legal basis | a law |",
        "| Free text | args, lock |",
        "| Tables | Jobs |",
        "| Recipients | nobody |",
        "| Kept | a day |",
    ]


def test_json_holds_activities_and_columns(settings):
    settings.CONTROLLER = "Acme"

    record = json.loads(as_json([ONE]))

    assert record["controller"] == "Acme"
    assert record["activities"] == [
        {
            "purpose": "Running the program",
            "people": "people",
            "basis": "a law",
            "tables": ["Jobs"],
            "data": {"free text": ["args", "lock"]},
            "recipients": "nobody",
            "period": "a day",
        }
    ]
    assert len(record["columns"]) == len(list(classified()))


def test_csv_has_a_line_for_each_column():
    lines = list(csv.DictReader(io.StringIO(as_csv([]))))

    (line,) = (line for line in lines if (line["table"], line["column"]) == ("contacts_contact", "first_name"))
    assert len(lines) == len(list(classified()))
    assert line == {
        "table": "contacts_contact",
        "column": "first_name",
        "what it tells": "personal",
        "kept for": "Keeping in touch with contacts",
        "when a person is erased": "replaced",
        "given to the person": "yes",
    }
