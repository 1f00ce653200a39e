import datetime as dt
from decimal import Decimal

import email_validator
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts import normalize
from contacts.normalize import Unusable
from contacts.normalize.emails import _PLAIN

LOCAL = st.from_regex(r"[A-Za-z0-9_.%+\-]{1,20}", fullmatch=True)
DOMAIN = st.from_regex(r"[A-Za-z0-9.\-]{1,20}(\.(com|de|test|local|x|1))?", fullmatch=True)


def unusable(function, *args):
    """The value class under which the function refuses its arguments."""
    with pytest.raises(Unusable) as caught:
        function(*args)
    return caught.value.value_class


def by_the_library(address):
    """The address in email-validator's own normal form, lower-cased, or None where it refuses."""
    try:
        found = email_validator.validate_email(address, check_deliverability=False, test_environment=True)
    except email_validator.EmailNotValidError:
        return None
    return found.normalized.lower()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  plain ", "plain"),
        ("\ufeff\u200b\xa0Jo\u0308rg\xa0\u200d", "Jörg"),
        ("a\0b\x07c\ud800d", "abcd"),
        ("one\r\ntwo\rthree\x0bfour\tfive", "one\ntwo\nthree\nfour\tfive"),
        ("\u202a+49 30 1\u202c", "+49 30 1"),
        ("👩\u200d🚒", "👩\u200d🚒"),
    ],
)
def test_clean_text_keeps_what_a_person_can_see(text, cleaned):
    assert normalize.clean_text(text) == cleaned


@given(st.text(alphabet=st.characters()))
def test_clean_text_is_idempotent_and_storable(text):
    cleaned = normalize.clean_text(text)

    assert normalize.clean_text(cleaned) == cleaned
    assert "\0" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


def test_has_forbidden_characters_tells_loss_from_trimming():
    assert [normalize.has_forbidden_characters(text) for text in ("a\0b", "a\ud800", "\xa0a\u200b", "a\nb")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        ("mailto:ada@example.com?subject=hello", "ada@example.com"),
        ("Ada Lovelace <Ada@example.com>;", "ada@example.com"),
        ("ada@example.com, ", "ada@example.com"),
        ("\u200bada@example.com\xa0", "ada@example.com"),
        ("ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"),
        ("ada@xn--mnchen-3ya.de", "ada@münchen.de"),
        ("JÖRG@MÜNCHEN.de", "jörg@münchen.de"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("a@b.test", "a@b.test"),
        ("a@printer.local", "a@printer.local"),
        ("a@b.invalid", "a@b.invalid"),
    ],
)
def test_email_finds_the_address_in_what_people_paste(text, address):
    assert normalize.email(text) == address


@pytest.mark.parametrize(
    ("text", "value_class"),
    [
        (" ", "empty"),
        ("ada", "text without @"),
        ("ada@example.com; bob@example.com", "several addresses"),
        ("ada@@example.com", "text with several @"),
        ("@example.com", "nothing beside the @"),
        ("ada lovelace@example.com", "address with blanks"),
        ("ada@example", "domain without dot"),
        ("ada..l@example.com", "address of unusual form"),
        ("a" * 250 + "@example.com", "over 254 characters"),
    ],
)
def test_email_refuses_what_is_none_without_repeating_it(text, value_class):
    assert unusable(normalize.email, text) == value_class


@given(LOCAL, DOMAIN)
def test_email_agrees_with_the_library_on_plain_addresses(local, domain):
    address = f"{local}@{domain}"
    try:
        found = normalize.email(address)
    except Unusable:
        found = None

    assert found == by_the_library(address)


@given(st.text(min_size=1, max_size=12), st.sampled_from(["example.com", "münchen.de", "a.b"]))
def test_email_is_idempotent_and_its_fast_path_never_more_lenient(local, domain):
    address = f"{local}@{domain}"
    try:
        found = normalize.email(address)
    except Unusable:
        assert not (_PLAIN.fullmatch(address) and by_the_library(address))
    else:
        assert normalize.email(found) == found
        assert by_the_library(found) == found


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+49 (0) 30 123456", "", "+4930123456"),
        ("0049 30 123456", "", "+4930123456"),
        ("030/123456", "DE", "+4930123456"),
        ("030 123456", "de", "+4930123456"),
        ("4930123456.0", "DE", "+4930123456"),
        ("+90(452)685-9693x849", "", "+904526859693"),
        ("001-285-373-2264", "US", "+12853732264"),
        ("０３０１２３４５６", "DE", "+4930123456"),
        ("+39 06 1234567", "", "+39061234567"),
        ("tel:+49-30-123456", "", "+4930123456"),
    ],
)
def test_phone_is_brought_into_e164(text, region, e164):
    assert normalize.phone(text, region) == e164


@pytest.mark.parametrize(
    ("text", "region", "value_class"),
    [
        ("", "DE", "empty"),
        ("4.93012E+11", "DE", "number in scientific notation"),
        ("4,93012E+11", "DE", "number in scientific notation"),
        ("030 123456", "", "national number without country"),
        ("030 123456", "XX", "national number without country"),
        ("+999 123456789", "", "unknown country prefix"),
        ("n/a", "DE", "text without digits"),
        ("12", "DE", "2 digits"),
        ("+49 30 12345678901234567", "", "21 digits"),
        ("030 123456 / 030 654321", "DE", "several numbers"),
    ],
)
def test_phone_refuses_what_cannot_be_dialled(text, region, value_class):
    assert unusable(normalize.phone, text, region) == value_class


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "DE"),
        ("DEU", "DE"),
        ("Deutschland", "DE"),
        ("ALLEMAGNE", "DE"),
        ("U.S.", "US"),
        ("Vereinigte Staaten", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("Holland", "NL"),
        ("Turkey", "TR"),
        ("turkiye", "TR"),
        ("Korea", "KR"),
        ("日本", "JP"),
        ("Россия", "RU"),
        ("Côte d’Ivoire", "CI"),
    ],
)
def test_country_is_known_by_code_and_in_many_languages(text, code):
    assert normalize.country(text) == code


@pytest.mark.parametrize("text", ["EU", "Atlantis", "ZZ", "", "49"])
def test_country_refuses_what_is_none(text):
    with pytest.raises(Unusable):
        normalize.country(text)


def test_country_name_is_english_and_leaves_other_text_alone():
    assert [normalize.country_name(code) for code in ("DE", "jp", "Atlantis")] == [
        "Germany",
        "Japan",
        "Atlantis",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-12",
        "2026-03-12T08:00:00Z",
        "2026-03-12 17:22",
        "12.03.2026",
        "12.3.2026 08:15",
        "13/03/2026",
        "12. März 2026",
        "12 mars 2026",
        "12 de marzo de 2026",
        "March 12th, 2026",
        "12-Mar-2026",
        "20260312",
        "2026年3月12日",
    ],
)
def test_date_reads_what_leaves_no_choice(text):
    day = 13 if text.startswith("13") else 12

    assert normalize.date(text, None) == dt.date(2026, 3, day)


def test_date_reads_slashes_by_the_order_given():
    assert normalize.date("03/04/2026", "dmy") == dt.date(2026, 4, 3)
    assert normalize.date("03/04/2026", "mdy") == dt.date(2026, 3, 4)
    assert unusable(normalize.date, "03/04/2026", None) == "ambiguous date"


@pytest.mark.parametrize("text", ["", "0/0/00", "00.00.0000", "0000-00-00", "1/1/4501"])
def test_date_is_none_where_outlook_writes_nothing(text):
    assert normalize.date(text) is None


@pytest.mark.parametrize(
    ("text", "value_class"),
    [
        ("31.02.2026", "impossible date"),
        ("1/2/85", "two-digit year"),
        ("45000", "plain number"),
        ("soon", "text without digits"),
        ("--03-12", "text that is no date"),
    ],
)
def test_date_refuses_to_guess(text, value_class):
    assert unusable(normalize.date, text) == value_class


@given(st.dates().filter(lambda day: day.year != 4501))
def test_date_reads_iso_back(day):
    assert normalize.date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["1/2/2026", "13/2/2026"], "dmy"),
        (["1/2/2026", "2/13/2026"], "mdy"),
        (["13/2/2026", "2/13/2026"], None),
        (["1/2/2026", "2026-01-13", "13.2.2026", "soon"], None),
        ([], None),
    ],
)
def test_date_order_is_proven_or_unknown(samples, order):
    assert normalize.date_order(samples) == order


def test_boolean_knows_yes_and_no_in_several_languages():
    assert {normalize.boolean(text) for text in ("1", "TRUE", "yes", "x", "Ja", "oui", "Sí", "vrai", "wahr")} == {True}
    assert {normalize.boolean(text) for text in ("0", "false", "No", "off", "nein", "non", "faux")} == {False}
    assert unusable(normalize.boolean, "perhaps") == "unknown word"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.200,50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("1200.5", "1200.5"),
        ("1,200", "1200"),
        ("1,20", "1.20"),
        ("0,125", "0.125"),
        ("1.200", "1.200"),
        ("1.200.000", "1200000"),
        ("1'200.50", "1200.50"),
        ("1 200 000,5", "1200000.5"),
        ("€ -12,5", "-12.5"),
        ("(1,200)", "-1200"),
    ],
)
def test_number_reads_every_notation(text, value):
    assert normalize.number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "n/a", "12,34,56", "1.2.3", "NaN", "Infinity", "12 34"])
def test_number_refuses_what_is_none(text):
    with pytest.raises(Unusable):
        normalize.number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_number_reads_what_python_prints(value):
    assert normalize.number(f"{value:f}") == value
    assert normalize.number(f"{value:,f}") == value


def test_url_adds_the_scheme_and_accepts_the_web_only():
    assert normalize.url("example.com") == "https://example.com"
    assert normalize.url("HTTP://Example.com:8080/Path?q#f") == "http://example.com:8080/Path?q#f"
    assert unusable(normalize.url, "javascript:alert(1)") == "scheme other than http"
    assert unusable(normalize.url, "https://ada:secret@example.com") == "address of unusual form"
    assert unusable(normalize.url, "no address") == "text with blanks"


@pytest.mark.parametrize("text", ["https://www.Example.com/jobs", "ada@example.com", "www.example.com", "example.com/"])
def test_domain_is_the_same_from_web_and_mail(text):
    assert normalize.domain(text) == "example.com"


def test_name_key_joins_spellings():
    assert normalize.name_key(" Ørsted  Łukasz ") == "orsted lukasz"
    assert normalize.name_key("STRASSE") == normalize.name_key("Straße") == "strasse"
    assert normalize.name_key("Müller") == normalize.name_key("Mu\u0308ller") == "muller"


@given(st.text())
def test_name_key_is_idempotent_on_letters(text):
    key = normalize.name_key("".join(char for char in text if char.isalpha()))

    assert " ".join(key.split()) == key


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Ada Lovelace", ("Ada", "Lovelace")),
        ("Lovelace, Ada", ("Ada", "Lovelace")),
        ("Dr. Ludwig van Beethoven", ("Ludwig", "van Beethoven")),
        ("van der Berg, Jan", ("Jan", "van der Berg")),
        ("Frau Dr. Anna Schmidt", ("Anna", "Schmidt")),
        ("Mrs. Smith", ("", "Smith")),
        ("John Smith Jr.", ("John", "Smith Jr.")),
        ("Jean-Luc Saint-Laurent", ("Jean-Luc", "Saint-Laurent")),
        ("亮介 鈴木", ("亮介", "鈴木")),
        ("王小明", ("王小明", "")),
        ("Cher", ("Cher", "")),
        ("  ", ("", "")),
    ],
)
def test_split_name_parts_first_and_last(full, parts):
    assert normalize.split_name(full) == parts


@given(st.sampled_from(["email", "phone", "country", "date", "boolean", "number", "url", "domain"]), st.text())
def test_no_refusal_repeats_the_value(name, text):
    message = ""
    try:
        getattr(normalize, name)(f"{text}§secret")
    except Unusable as error:
        message = f"{error} {error.value_class} {error.reason}"

    assert "secret" not in message


@pytest.mark.parametrize("text", ["1" * 41, "9" * 31, "1e30", "-1e31", "1" * 400 + ".5", "1" * 5_000])
def test_number_that_nobody_counts_to_is_refused(text):
    assert unusable(normalize.number, text) == "huge number"


def test_largest_number_is_kept():
    assert normalize.number("9" * 30) == 10**30 - 1
