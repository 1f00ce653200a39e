"""Guesses about single columns, weighed against each other: who gets the field that several name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from contacts.importing.headers import DOUBTFUL, Guess
from contacts.importing.vocabulary import ADDRESS_FIELDS, EMAIL_FIELDS, MULTIPLE_FIELDS, PHONE_FIELDS

# Rank, number and index: the order in which columns are served.
Candidate = tuple[int, int, int]


def assign(guesses: Mapping[int, Guess], fixed: Mapping[int, str]) -> dict[int, str]:
    """The field of each column, by index.

    `fixed` columns keep theirs. E-mail addresses and telephones are numbered on; of the others the column
    with the lowest rank has the field, and the rest none.
    """
    candidates = _candidates(guesses, fixed)
    _decide_names(candidates, fixed)
    _keep_one_address(candidates)
    taken = set(fixed.values())
    assigned = dict(fixed)
    for index, field in _served(candidates, taken):
        assigned[index] = field
    return dict(sorted(assigned.items()))


def shift(fields: Mapping[int, str], fixed: Mapping[int, str]) -> dict[int, str]:
    """The fields of columns once others are fixed: who loses an e-mail or phone field gets the next free."""
    taken = set(fixed.values()) - MULTIPLE_FIELDS
    kept = {index: field for index, field in fields.items() if field not in taken}
    displaced = {index: Guess(_family(field)) for index, field in fields.items() if field in taken}
    return assign(displaced, kept | fixed)


def _candidates(guesses: Mapping[int, Guess], fixed: Mapping[int, str]) -> dict[str, list[Candidate]]:
    candidates = defaultdict(list)
    for index, guess in guesses.items():
        if index not in fixed:
            candidates[guess.field].append((guess.rank, guess.number, index))
    return {field: sorted(found) for field, found in candidates.items()}


def _decide_names(candidates: dict[str, list[Candidate]], fixed: Mapping[int, str]) -> None:
    """ "Name" is the last name beside a first name, the first beside a last, and the full name alone."""
    names = candidates.pop("name", [])
    known = candidates.keys() | set(fixed.values())
    has_first, has_last = "first_name" in known, "last_name" in known
    if has_first and has_last:
        candidates.pop("full_name", None)
    elif has_first or has_last:
        candidates.setdefault("last_name" if has_first else "first_name", names)
    else:
        candidates["full_name"] = [*names, *candidates.get("full_name", [])]


def _keep_one_address(candidates: dict[str, list[Candidate]]) -> None:
    """Of the office's and the home's address only one, whole: a mixture of both is no address."""
    ranks = [found[0][0] for field in ADDRESS_FIELDS[:5] if (found := candidates.get(field))]
    for field in ADDRESS_FIELDS:
        if ranks and field in candidates:
            candidates[field] = [found for found in candidates[field] if found[0] == min(ranks)]


def _served(candidates: dict[str, list[Candidate]], taken: set[str]) -> Iterator[tuple[int, str]]:
    mobiles = candidates.pop("mobile", [])
    if mobiles and "mobile" not in taken:
        yield mobiles.pop(0)[2], "mobile"
    phones = candidates.pop("phone", []) + mobiles
    yield from _numbered(phones, PHONE_FIELDS, taken)
    yield from _numbered(candidates.pop("email", []), EMAIL_FIELDS, taken)
    for field, found in candidates.items():
        if field in MULTIPLE_FIELDS:
            yield from ((index, field) for _, _, index in found)
        elif found and field not in taken:
            yield found[0][2], field


def _numbered(found: Sequence[Candidate], fields: Sequence[str], taken: set[str]) -> Iterator[tuple[int, str]]:
    free = [field for field in fields if field not in taken]
    sure = [candidate for candidate in found if candidate[0] < DOUBTFUL]
    found = sure or ([] if fields[0] in taken else found)
    return ((index, field) for (_, _, index), field in zip(found, free, strict=False))


def _family(field: str) -> str:
    return next((family[0] for family in (EMAIL_FIELDS, PHONE_FIELDS) if field in family), field)
