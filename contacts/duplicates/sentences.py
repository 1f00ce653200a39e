"""What people are told of a piece of evidence. No sentence holds a value of a contact."""

_SENTENCES = {
    "first name": {
        "half_known": "first name known of one only",
        "same": "same first name",
        "nickname": "one first name is short for the other",
        "initial": "initial of the first name agrees",
        "typo": "first names differ by a slip",
        "part": "one first name is part of the other",
        "sound": "first names sound alike",
        "near": "first names are similar",
        "different": "first name differs",
        "exchanged": "first and last name exchanged",
    },
    "last name": {
        "half_known": "last name known of one only",
        "same": "same last name",
        "nickname": "last names are forms of one name",
        "initial": "initial of the last name agrees",
        "typo": "last names differ by a slip",
        "part": "one last name is part of the other",
        "sound": "last names sound alike",
        "near": "last names are similar",
        "different": "last name differs",
    },
    "rarity": {"expected namesakes": "how common the name is", "namesakes": "how common the name is"},
    "suffix": {
        "half_known": "only one has a suffix to the name",
        "same": "same suffix of the name",
        "different": "suffix of the name differs",
    },
    "e-mail": {
        "mailbox": "same e-mail address",
        "mailbox of a desk": "same e-mail address, of a desk",
        "user": "same name in the e-mail address",
        "near": "e-mail addresses differ by a slip",
        "half_known": "e-mail address known of one only",
        "different": "e-mail address differs",
    },
    "phone": {
        "half_known": "phone known of one only",
        "same": "same phone",
        "typo": "phone differs by one digit",
        "different": "phone differs",
    },
    "company": {
        "half_known": "company known of one only",
        "same": "same company",
        "typo": "companies differ by a slip",
        "part": "one company's name is part of the other",
        "near": "companies have similar names",
        "different": "company differs",
    },
    "title": {"same": "same job title", "different": "job title differs"},
    "address": {
        "street half_known": "street known of one only",
        "street same": "same street address",
        "street typo": "street addresses differ by a slip",
        "street part": "one street address is part of the other",
        "street near": "street addresses are similar",
        "street different": "street address differs",
        "city same": "same city",
        "city typo": "cities differ by a slip",
        "city part": "one city's name is part of the other",
        "city near": "cities have similar names",
        "city different": "city differs",
        "postal code same": "same postal code",
        "postal code typo": "postal codes differ by a slip",
        "postal code near": "postal codes are similar",
        "postal code part": "postal code differs",
        "postal code different": "postal code differs",
        "country different": "country differs",
        "street, names fit": "street address and names agree",
        "city, names fit": "city and names agree",
        "street same, no person": "same street address",
        "street typo, no person": "street addresses differ by a slip",
        "street part, no person": "one street address is part of the other",
        "street near, no person": "street addresses are similar",
        "street different, no person": "street address differs",
    },
    "birth date": {
        "half_known": "birth date known of one only",
        "same": "same birth date",
        "typo": "birth dates differ by a slip",
        "near": "birth dates are similar",
        "part": "birth date differs",
        "different": "birth date differs",
    },
    "household": {
        "first name differs, same phone": "a shared phone, the first name differs",
        "first name differs, same mailbox": "a shared mailbox, the first name differs",
        "first name differs, same street": "one household, the first name differs",
        "first name differs, same company": "namesakes in one company",
        "last name differs, same phone": "same phone under another last name",
        "last name differs, same mailbox": "same mailbox under another last name",
        "last name differs, same street": "same street under another last name",
        "last name differs, same company": "same company under another last name",
        "one name, birth date": "same birth date under another name",
        "one name, birth date and street": "same birth date and street under another name",
    },
}
_OF_GROUPS = {
    "address": "how the addresses compare",
    "together": "how much agrees and differs in all",
    "base": "how often any two contacts are one",
}


def sentence(group: str, feature: str) -> str:
    """What to say of a feature; blank where it only adds to what others of its group say."""
    return _SENTENCES.get(group, {}).get(feature.removeprefix(f"{group}: "), "")


def otherwise(group: str) -> str:
    """What to say of a group of which no feature has a sentence."""
    return _OF_GROUPS.get(group, group)
