"""How one person comes to stand in a list twice: damages to a record, each with a name."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from contacts.normalize import folded
from crm.sample.damages import _NICKNAME_OF
from crm.sample.draws import one_of
from crm.sample.romanised import without_accents
from tests.benchmarks.duplicates.town import Entry, Town, ascii_of

Damage = Callable[[Town, Random, Entry], Entry]

SHORT = {
    "Street": "St", "Avenue": "Ave.", "Road": "Rd", "Lane": "Ln", "Drive": "Dr.", "Boulevard": "Blvd", "straße": "str.",
    "Straße": "Str.", "Rue": "R.", "Calle": "C/", "Avenida": "Av.", "Square": "Sq", "Court": "Ct", "Suite": "Ste",
}  # fmt: skip
NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopqsdfghjklaxcvbnmz", strict=True))


def mistyped(rng: Random, text: str) -> str:
    """The text with one letter left out, doubled, exchanged or replaced."""
    if len(text) < 3:
        return text
    at = int(rng.random() * (len(text) - 1))
    before, here, following, after = text[:at], text[at], text[at + 1], text[at + 2 :]
    replaced = NEIGHBOURS.get(here.lower(), here)
    return one_of(rng, (
        f"{before}{following}{here}{after}", f"{before}{following}{after}", f"{before}{here}{here}{following}{after}",
        f"{before}{replaced}{following}{after}",
    ))  # fmt: skip


def typo_first(town, rng, e):
    return replace(e, first_name=mistyped(rng, e.first_name))


def typo_last(town, rng, e):
    return replace(e, last_name=mistyped(rng, e.last_name))


def nickname(town, rng, e):
    return replace(e, first_name=_NICKNAME_OF.get(e.first_name, e.first_name))


def initial(town, rng, e):
    return replace(e, first_name=e.first_name[:1] + one_of(rng, ("", ".")))


def no_first_name(town, rng, e):
    return replace(e, first_name="")


def swapped(town, rng, e):
    return replace(e, first_name=e.last_name, last_name=e.first_name)


def joined(town, rng, e):
    whole = one_of(rng, (f"{e.last_name}, {e.first_name}", f"{e.first_name} {e.last_name}"))
    return (
        replace(e, first_name="", last_name=whole) if rng.random() < 0.6 else replace(e, first_name=whole, last_name="")
    )


def plain_letters(town, rng, e):
    changes = {
        name: without_accents(getattr(e, name)) for name in ("first_name", "last_name", "street", "city", "company")
    }
    return replace(e, **changes)


def other_script(town, rng, e):
    if e.first_name.isascii() and e.last_name.isascii():
        return e
    spell = folded if rng.random() < 0.5 else lambda text: ascii_of(e.home, text)
    return replace(e, first_name=spell(e.first_name).title(), last_name=spell(e.last_name).title())


def other_case(town, rng, e):
    change = one_of(rng, (str.upper, str.lower))
    return replace(e, first_name=change(e.first_name), last_name=change(e.last_name), company=change(e.company))


def titled(town, rng, e):
    return replace(
        e, first_name=f"{one_of(rng, ('Dr.', 'Mr', 'Mrs.', 'Herr', 'Prof. Dr.', 'Ms', 'Sra.'))} {e.first_name}"
    )


def married(town, rng, e):
    return replace(e, last_name=town.last_name(e.home))


def no_suffix(town, rng, e):
    return replace(e, last_name=re.sub(r" (?:Jr\.?|Sr|II)$", "", e.last_name))


def half_surname(town, rng, e):
    parts = re.split("[- ]", e.last_name)
    return (
        replace(e, last_name=one_of(rng, parts))
        if len(parts) > 1
        else replace(e, last_name=f"{e.last_name}-{town.last_name(e.home)}")
    )


def middle_name(town, rng, e):
    return replace(
        e, first_name=f"{e.first_name} {one_of(rng, (town.first_name(e.home), one_of(rng, 'ABCDEHJLM') + '.'))}"
    )


def gmail(town, rng, e):
    user, at, domain = e.email.partition("@")
    if not at:
        return e
    if domain == "gmail.com":
        dotted = user[:2] + "." + user[2:] if "." not in user else user.replace(".", "")
        user = one_of(rng, (dotted, f"{user}+{one_of(rng, ('crm', 'news', '2024'))}", user.upper()))
        return replace(e, email=f"{user}@{one_of(rng, ('gmail.com', 'googlemail.com'))}")
    return replace(e, email=e.email.upper() if rng.random() < 0.5 else f"{user}+list@{domain}")


def other_mail(town, rng, e):
    return replace(e, email=town.private_address(e), email_2=e.email if rng.random() < 0.25 else "")


def no_mail(town, rng, e):
    return replace(e, email="")


def typo_mail(town, rng, e):
    return replace(e, email=mistyped(rng, e.email))


def phone_format(town, rng, e):
    field = "phone" if e.phone else "mobile"
    digits = re.sub(r"[^\d+]", "", getattr(e, field).replace("(0)", ""))
    if not digits:
        return e
    grouped = " ".join(re.findall(r"\+?\d{2,3}(?!\d$)|\d+", digits))
    forms = (digits, digits.replace("+", "00"), grouped, f"{grouped} ext {int(rng.random() * 90) + 10}")
    return replace(e, **{field: one_of(rng, forms)})


def other_phone(town, rng, e):
    new = town.person(e.home).phone
    return replace(e, phone=new, mobile=e.phone if rng.random() < 0.2 else "")


def no_phone(town, rng, e):
    return replace(e, phone="", mobile="")


def typo_phone(town, rng, e):
    at = [place for place, char in enumerate(e.phone) if char.isdigit()][-4:]
    if len(at) < 4:
        return e
    here = one_of(rng, at)
    return replace(e, phone=e.phone[:here] + str(int(rng.random() * 10)) + e.phone[here + 1 :])


def company_form(town, rng, e):
    name = e.company
    for form in sorted(e.home.suffixes, key=len, reverse=True):
        name = name.removesuffix(f" {form}")
    return replace(e, company=name if not name or rng.random() < 0.5 else f"{name} {one_of(rng, e.home.suffixes)}")


def typo_company(town, rng, e):
    return replace(e, company=mistyped(rng, e.company))


def no_company(town, rng, e):
    return replace(e, company="", title="" if rng.random() < 0.5 else e.title)


def new_job(town, rng, e):
    old = e.email
    e = town.employed(replace(e, email_2=""))
    return replace(e, email=old) if rng.random() < 0.35 else e


def other_title(town, rng, e):
    return replace(e, title=town.employed(e).title if rng.random() < 0.6 else "")


def short_street(town, rng, e):
    street = e.street
    for word, short in SHORT.items():
        street = street.replace(word, short)
    return replace(e, street=street)


def typo_street(town, rng, e):
    return replace(e, street=mistyped(rng, e.street))


def no_street(town, rng, e):
    return replace(e, street="", postal_code="", city=e.city if rng.random() < 0.5 else "")


def moved(town, rng, e):
    return town.moved(e)


def typo_place(town, rng, e):
    return replace(
        e, city=mistyped(rng, e.city), postal_code=mistyped(rng, e.postal_code) if rng.random() < 0.5 else e.postal_code
    )


def no_country(town, rng, e):
    return replace(e, country="" if rng.random() < 0.6 else one_of(rng, town.homes).country)


def typo_birth(town, rng, e):
    if not e.birth_date:
        return e
    year, month, day = e.birth_date.split("-")
    if rng.random() < 0.4 and int(day) <= 12:
        return replace(e, birth_date=f"{year}-{day}-{month}")
    digits = list(e.birth_date)
    at = one_of(rng, (2, 3, 6, 9))
    digits[at] = str(int(rng.random() * 10))
    return replace(e, birth_date="".join(digits))


def no_birth(town, rng, e):
    return replace(e, birth_date="")


# How often each happens, to a hundred copies.
DAMAGES: dict[Damage, int] = {
    typo_first: 7, typo_last: 8, nickname: 9, initial: 5, no_first_name: 2, swapped: 5, joined: 4, plain_letters: 6,
    other_script: 5, other_case: 6, titled: 4, married: 3, half_surname: 4, no_suffix: 12, middle_name: 4, gmail: 9,
    other_mail: 9,
    no_mail: 9, typo_mail: 5, phone_format: 10, other_phone: 8, no_phone: 9, typo_phone: 4, company_form: 10,
    typo_company: 4, no_company: 7, new_job: 6, other_title: 5, short_street: 7, typo_street: 5, no_street: 7, moved: 7,
    typo_place: 5, no_country: 4, typo_birth: 6, no_birth: 6,
}  # fmt: skip


def damaged(town: Town, entry: Entry, weights: dict[Damage, int]) -> tuple[Entry, list[str]]:
    """A copy of the entry with one to four damages, and their names."""
    rng, done = town.rng, []
    wanted = 1 + int(rng.random() ** 1.7 * 4)
    for damage in rng.choices(list(weights), list(weights.values()), k=wanted * 3):
        if len(done) < wanted and damage.__name__ not in done:
            changed = damage(town, rng, entry)
            if changed != entry:
                entry, done = changed, [*done, damage.__name__]
    return entry, done
