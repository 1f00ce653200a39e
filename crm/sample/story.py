"""What a sales team writes down: activities, tasks, deals, tags and custom fields."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from crm.sample.draws import filled, one_of
from crm.sample.phrases import ACTIVITIES, DAYS, OCCASIONS, PRODUCTS, TASKS, TOPICS

TAGS = (
    ("VIP", "#b45309"),
    ("Newsletter", "#2563eb"),
    ("Trade fair 2025", "#7c3aed"),
    ("Reference customer", "#15803d"),
    ("Decision maker", "#be123c"),
    ("Reseller", "#0f766e"),
    ("Press", "#475569"),
    ("Event guest", "#c026d3"),
    ("Slow payer", "#dc2626"),
    ("Former customer", "#6b7280"),
)
LISTS = (
    ("Spring newsletter", "Everybody who is to get the newsletter of the spring."),
    ("Trade fair follow-up", "Visitors of our stand who asked to be called."),
    ("Winter reception", "Guests invited to the reception in December."),
    ("Pilot customers", "Try new versions before all others."),
    ("Win back", "Former customers worth another call."),
)
LOST_REASONS = (
    "Price too high",
    "Chose a competitor",
    "No budget this year",
    "Project cancelled",
    "No answer any more",
    "Feature missing",
)
WON_REASONS = (
    "Best offer",
    "Recommended by a customer",
    "Convincing pilot",
    "Quick delivery",
    "Long-standing relationship",
)
REMARKS = (
    "Prefers to be called in the morning.",
    "Met at the trade fair, asked for a price list.",
    "Speaks English and French.",
    "Only by e-mail, please.",
    "On parental leave until autumn; a colleague stands in.",
    "Decides together with the head of purchasing.",
    "Moved office, check the address.",
    "Introduced by a partner.",
    "Interested in the larger package next year.",
    "Invoices go to the head office.",
)

# By the code under which a locale names its language.
LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pl": "Polish",
    "tr": "Turkish",
    "pt": "Portuguese",
    "ja": "Japanese",
    "uk": "Ukrainian",
    "el": "Greek",
}
_NEWSLETTER_TOPICS = ["Products", "Events", "Training", "Prices", "Company news"]
_FISCAL_YEAR_ENDS = ("31 December", "31 March", "30 June", "30 September")
_SECTORS = ["Manufacturing", "Trade", "Services", "Public sector", "Health", "Education"]

CONTACT_FIELDS = (
    {"key": "preferred_language", "label": "Preferred language", "type": "choice", "choices": [*LANGUAGES.values()]},
    {
        "key": "newsletter_topics",
        "label": "Newsletter topics",
        "type": "multiple_choice",
        "choices": _NEWSLETTER_TOPICS,
    },
    {"key": "loyalty_number", "label": "Loyalty number", "type": "text", "choices": []},
    {"key": "contract_until", "label": "Contract until", "type": "date", "choices": []},
    {"key": "followers", "label": "Followers", "type": "number", "choices": []},
    {"key": "vip", "label": "VIP", "type": "boolean", "choices": []},
)
COMPANY_FIELDS = (
    {"key": "employees", "label": "Employees", "type": "number", "choices": []},
    {"key": "fiscal_year_end", "label": "End of fiscal year", "type": "text", "choices": []},
    {"key": "sector", "label": "Sector", "type": "choice", "choices": _SECTORS},
)

# Of a hundred people, how many prefer English, or any language at all, to that of their country.
_ENGLISH, _OTHER = 10, 2
_TOPICS, _DAYS, _PRODUCTS, _OCCASIONS = (
    tuple(phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip())
    for text in (TOPICS, DAYS, PRODUCTS, OCCASIONS)
)
_ACTIVITIES = tuple(activity for activity in ACTIVITIES for _ in range(activity[1]))
_CONTRACTS_END = date(2025, 1, 31)


def activity(rng: Random) -> tuple[str, str, str, str]:
    """Kind, direction, subject and text of something that happened; meetings and notes have no direction."""
    kind, _, directions, texts = one_of(rng, _ACTIVITIES)
    subject, body = one_of(rng, texts)
    words = _words(rng)
    subject = subject.format(**words)
    return kind, one_of(rng, directions), subject[:1].upper() + subject[1:], body.format(**words)


def task_title(rng: Random) -> str:
    """Something to be done."""
    return one_of(rng, TASKS).format(**_words(rng))


def deal(rng: Random) -> tuple[str, Decimal]:
    """Name and amount in euros; most deals are small, a few very large, none has more than two places."""
    euros = Decimal(min(500_000, int(1_000 * rng.paretovariate(0.9))) // 50 * 50)
    if rng.random() < 0.2:
        euros -= Decimal("0.05")
    return f"{one_of(rng, _PRODUCTS)}, {one_of(rng, _OCCASIONS)}", euros


def contact_values(rng: Random, *, language: str, is_vip: bool) -> dict:
    """Values of some `CONTACT_FIELDS` as JSON holds them, for somebody of a country of that `language`."""
    topics = [topic for topic in _NEWSLETTER_TOPICS if rng.random() < 0.4]
    month = timedelta(days=30 * int(rng.random() * 48))
    values = {
        "preferred_language": _preferred_language(rng, language),
        "newsletter_topics": topics,
        "loyalty_number": filled(rng, "L-####-####"),
        "contract_until": (_CONTRACTS_END + month).isoformat(),
        "followers": int(10 * rng.paretovariate(0.8)),
        "vip": is_vip,
    }
    known = {key: value for key, value in values.items() if value != [] and rng.random() < 0.6}
    return known | ({"vip": True} if is_vip else {})


def company_values(rng: Random) -> dict:
    """Values of some `COMPANY_FIELDS` as JSON holds them."""
    values = {
        "employees": min(250_000, int(5 * rng.paretovariate(0.7))),
        "fiscal_year_end": one_of(rng, _FISCAL_YEAR_ENDS),
        "sector": one_of(rng, _SECTORS),
    }
    return {key: value for key, value in values.items() if rng.random() < 0.7}


def _preferred_language(rng: Random, language: str) -> str:
    lot = int(rng.random() * 100)
    if lot < _OTHER:
        return one_of(rng, tuple(LANGUAGES.values()))
    return LANGUAGES["en" if lot < _OTHER + _ENGLISH else language]


def _words(rng: Random) -> dict[str, str]:
    return {"topic": one_of(rng, _TOPICS), "day": one_of(rng, _DAYS)}
