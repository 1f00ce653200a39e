"""The quick reading of telephone numbers agrees with the library wherever it speaks."""

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import NumberParseException, PhoneNumberFormat

from contacts.normalize.plain_phones import plain_phone

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
PREFIXES = ["", "+", "00", "0", "1", "8", "+1", "+1 (", "+49 (0)", "+44 ", "+39 0", "+7 8", "+55 ", "+52 1", "+54 9"]


def by_library(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region or None)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@pytest.mark.parametrize("text", ["", "030", "+49 30 12 x 34", "0800 REVERSE", "030 123456 ext. 9", "+0 30 123456"])
def test_what_is_not_plain_is_left_to_the_library(text):
    assert plain_phone(text, "DE") is None


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+49 (0)40 36744858", "", "+494036744858"),
        ("040/3674-4858", "DE", "+494036744858"),
        ("(617) 300-2106", "US", "+16173002106"),
        ("020 8983 6236", "GB", "+442089836236"),
        ("06 6982 1234", "IT", "+390669821234"),
    ],
)
def test_a_plain_number_is_read(text, region, number):
    assert plain_phone(text, region) == number


@given(st.sampled_from(PREFIXES), st.text("0123456789 -", min_size=4, max_size=14), st.sampled_from([*REGIONS, ""]))
@example("", "009910658", "TJ")
@example("+", "39008925", "SJ")
def test_the_library_reads_alike(prefix, digits, region):
    read = plain_phone(prefix + digits, region)

    assert read in (None, by_library(prefix + digits, region))


@given(st.sampled_from(REGIONS), st.sampled_from(["", "0", "1", "8", "+"]), st.integers(0, 9_999))
def test_the_library_reads_numbers_of_every_country_alike(region, prefix, end):
    sample = phonenumbers.example_number(region)
    number = f"{sample.national_number}"[:-4] + f"{end:04}"
    text = f"+{sample.country_code}{number}" if prefix == "+" else prefix + number
    read = plain_phone(text, region)

    assert read in (None, by_library(text, region))
