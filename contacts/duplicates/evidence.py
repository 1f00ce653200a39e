"""What speaks for and against two contacts being one person: a row of numbers for each pair.

Each number belongs to a reason that people are told; the model gives it a weight.
"""

from dataclasses import dataclass, field

import numpy as np

from contacts.duplicates import comparing
from contacts.duplicates.columns import WIDTH, Columns
from contacts.duplicates.comparing import Level
from contacts.normalize import is_role

AGREEING = (Level.SAME, Level.NICKNAME, Level.TYPO, Level.SOUND)
SAME_PERSON_NAMES = (*AGREEING, Level.INITIAL, Level.PART)


@dataclass
class Frequencies:
    """How many contacts of a base share what: of each row of the columns, and the size of the base."""

    size: int
    first: np.ndarray
    last: np.ndarray
    names: np.ndarray
    user: np.ndarray
    mailbox: np.ndarray
    phone: np.ndarray
    company: np.ndarray


@dataclass
class Evidence:
    """The numbers of all pairs, one array for each feature."""

    features: dict[str, np.ndarray] = field(default_factory=dict)

    def say(self, name: str, values: np.ndarray) -> None:
        self.features[name] = values.astype(np.float32)

    def levels(self, name: str, levels: np.ndarray, but: tuple[Level, ...] = (Level.UNKNOWN,), only=None) -> None:
        for level in Level:
            if level not in but and (only is None or level in only):
                self.say(f"{name} {level.name.lower()}", levels == level)


def among(levels: np.ndarray, which: tuple[Level, ...]) -> np.ndarray:
    return np.isin(levels, which)


POINTS = np.zeros(10)
for level, points in {
    Level.SAME: 3, Level.NICKNAME: 2.4, Level.TYPO: 2.2, Level.SOUND: 1.5, Level.INITIAL: 1.2, Level.PART: 1.5,
    Level.NEAR: 0.3, Level.DIFFERENT: -2,
}.items():  # fmt: skip
    POINTS[level] = points


def evidence(columns: Columns, frequencies: Frequencies, a: np.ndarray, b: np.ndarray) -> dict[str, np.ndarray]:
    e = Evidence()
    c = columns
    first, last, swapped = names(c, a, b)
    f = frequencies
    logN = np.log10(max(f.size, 10))
    first_ok, last_ok = among(first, SAME_PERSON_NAMES), among(last, SAME_PERSON_NAMES)
    names_ok = first_ok & last_ok
    first_diff = among(first, (Level.DIFFERENT, Level.NEAR))
    last_diff = among(last, (Level.DIFFERENT, Level.NEAR))
    e.levels("first name", first, but=(Level.UNKNOWN,))
    e.levels("last name", last)
    e.say("swapped", swapped)
    e.say("swapped not same", swapped & ~((first == Level.SAME) & (last == Level.SAME)))
    # suffix
    sa, sb = c["suffix"][a], c["suffix"][b]
    e.say("suffix conflict", (sa != sb) & (sa > 0) & (sb > 0))
    e.say("suffix one", (sa > 0) != (sb > 0))
    # rarity
    cf = np.maximum(f.first[a], f.first[b]); cl = np.maximum(f.last[a], f.last[b])
    if swapped.any():
        pass
    expected = np.log10(cf * cl / f.size + 0.03)
    strong = among(first, AGREEING) & among(last, AGREEING)
    others = np.log10(np.maximum(np.maximum(f.names[a], f.names[b]) - 1, 1))
    e.say("namesakes expected", np.where(strong, expected, 0))
    e.say("namesakes", np.where(strong, others, 0))
    e.say("surname rarity", np.where(last_ok & ~strong, np.log10(cl / f.size) , 0))
    e.say("first rarity", np.where(first_ok & ~strong, np.log10(cf / f.size), 0))
    # mail
    box, user, near, role = mail(c, a, b)
    both_mail = (c["user"][a][:, 0] > 0) & (c["user"][b][:, 0] > 0)
    boxes = np.log10(np.maximum(np.maximum(f.mailbox[a], f.mailbox[b]), 1))
    users = np.log10(np.maximum(np.maximum(f.user[a], f.user[b]), 1))
    e.say("mail same", box & ~role)
    e.say("mail same role", box & role)
    e.say("mail same shared", np.where(box, np.maximum(boxes - 0.3, 0), 0))
    e.say("mail user", user)
    e.say("mail user count", np.where(user, users - 0.3, 0))
    e.say("mail near", near & ~user & ~box)
    e.say("mail different", both_mail & ~box & ~user & ~near)
    e.say("mail one", (c["user"][a][:, 0] > 0) != (c["user"][b][:, 0] > 0))
    # phone
    phone = phones(c, a, b)
    pc = np.log10(np.maximum(np.maximum(f.phone[a], f.phone[b]), 1))
    e.levels("phone", phone, only=(Level.HALF_KNOWN, Level.SAME, Level.TYPO, Level.DIFFERENT))
    e.say("phone shared", np.where(phone == Level.SAME, np.maximum(pc - 0.3, 0), 0))
    # company
    company = comparing.texts(c, c["company"][a], c["company"][b])
    e.levels("company", company)
    cc = np.log10(np.maximum(np.maximum(f.company[a], f.company[b]), 1) / f.size)
    company_ok = among(company, (Level.SAME, Level.TYPO, Level.PART))
    e.say("company rarity", np.where(company_ok, cc, 0))
    title = comparing.texts(c, c["title"][a], c["title"][b])
    e.levels("title", title, only=(Level.SAME, Level.TYPO, Level.DIFFERENT))
    street = comparing.texts(c, c["street"][a], c["street"][b])
    e.levels("street", street)
    city = comparing.texts(c, c["city"][a], c["city"][b])
    e.levels("city", city, only=(Level.SAME, Level.TYPO, Level.NEAR, Level.PART, Level.DIFFERENT))
    postal = comparing.codes(c, c["postal_code"][a], c["postal_code"][b])
    e.levels("postal", postal, only=(Level.SAME, Level.TYPO, Level.NEAR, Level.PART, Level.DIFFERENT))
    ca, cb = c["country"][a], c["country"][b]
    e.say("country different", (ca != cb) & (ca > 0) & (cb > 0))
    birth = comparing.codes(c, c["birth_date"][a], c["birth_date"][b])
    e.levels("birth", birth, only=(Level.HALF_KNOWN, Level.SAME, Level.TYPO, Level.NEAR, Level.PART, Level.DIFFERENT))
    # interactions
    same_phone, same_street = phone == Level.SAME, among(street, (Level.SAME, Level.TYPO))
    same_birth = among(birth, (Level.SAME, Level.TYPO))
    first_off = first_diff
    e.say("household phone", same_phone & first_off & last_ok)
    e.say("household mail", box & first_off & last_ok)
    e.say("household street", same_street & first_off & last_ok)
    e.say("strangers phone", same_phone & first_off & last_diff)
    e.say("strangers mail", box & first_off & last_diff)
    e.say("strangers street", same_street & first_off & last_diff)
    e.say("colleagues", company_ok & first_off & last_diff)
    e.say("relatives company", company_ok & first_off & last_ok)
    nameless = ~among(first, (*SAME_PERSON_NAMES, Level.DIFFERENT, Level.NEAR)) & ~among(last, (*SAME_PERSON_NAMES, Level.DIFFERENT, Level.NEAR))
    e.say("nameless", nameless)
    cor = same_phone.astype(int) + (box & ~role) + user + same_street + company_ok + same_birth + near + among(postal, (Level.SAME,))
    e.say("uncorroborated", names_ok & (cor == 0))
    e.say("corroborated twice", names_ok & (cor >= 2))
    e.say("corroborated thrice", names_ok & (cor >= 3))
    con = ((phone == Level.DIFFERENT).astype(int) + (both_mail & ~box & ~user & ~near) + (street == Level.DIFFERENT) + (company == Level.DIFFERENT)
           + (birth == Level.DIFFERENT) + (postal == Level.DIFFERENT)+ (city==Level.DIFFERENT))
    e.say("contradicted", np.where(names_ok & (cor == 0), con, 0))
    e.say("names and company", names_ok & company_ok)
    e.say("names and birth", names_ok & same_birth)
    e.say("names and street", names_ok & same_street)
    e.say("married", first_ok & last_diff & (box & ~role | same_phone | same_birth))
    e.say("married mail", first_ok & last_diff & (box & ~role))
    e.say("married phone", first_ok & last_diff & same_phone)
    e.say("married company", first_ok & last_diff & company_ok)
    e.say("married street", first_ok & last_diff & same_street)
    weak_first = among(first, (Level.INITIAL, Level.PART))
    e.say("initial mail", weak_first & last_ok & box & ~role)
    e.say("initial company", weak_first & last_ok & company_ok)
    e.say("half first & last ok & company", among(first, (Level.HALF_KNOWN,)) & last_ok & company_ok)
    e.say("mail different company same", both_mail & ~box & ~user & ~near & company_ok)
    dom = same_domain(c, a, b)
    e.say("mail different domain same", both_mail & ~box & ~user & ~near & dom)
    e.say("mail different domain same names", both_mail & ~box & ~user & ~near & dom & names_ok)
    e.say("base size", np.full(len(a), logN - 4))
    e.say("base size names", np.where(names_ok, logN - 4, 0))
    e.say("org", nameless & (c["company"][a] > 0) & (c["company"][b] > 0))
    org = nameless & (c["company"][a] > 0) & (c["company"][b] > 0)
    for l in (Level.SAME, Level.TYPO, Level.PART, Level.NEAR, Level.DIFFERENT):
        e.say(f"org company {l.name.lower()}", org & (company == l))
        e.say(f"org street {l.name.lower()}", org & (street == l))
    e.say("org phone same", org & same_phone)
    e.say("org phone different", org & (phone == Level.DIFFERENT))
    e.say("org city different", org & (city == Level.DIFFERENT))
    e.say("any", np.ones(len(a)))
    return e.features


def names(c, a, b):
    fa, la, fb, lb = c["first"][a], c["last"][a], c["first"][b], c["last"][b]
    first, last = comparing.names(c, fa, fb), comparing.names(c, la, lb)
    ok = among(first, SAME_PERSON_NAMES) & among(last, SAME_PERSON_NAMES)
    swapped = np.zeros(len(a), bool)
    rest = np.flatnonzero(~ok)
    if rest.size:
        f2, l2 = comparing.names(c, fa[rest], lb[rest]), comparing.names(c, la[rest], fb[rest])
        better = (POINTS[f2] + POINTS[l2] > POINTS[first[rest]] + POINTS[last[rest]] + 1) & (
            (among(f2, SAME_PERSON_NAMES) & among(l2, SAME_PERSON_NAMES))
            | (among(f2, AGREEING) & among(l2, (Level.HALF_KNOWN, Level.UNKNOWN)))
            | (among(l2, AGREEING) & among(f2, (Level.HALF_KNOWN, Level.UNKNOWN)))
        )
        swapped[rest[better]] = True
        first[rest[better]], last[rest[better]] = f2[better], l2[better]
    return first, last, swapped


def mail(c, a, b):
    ua, ub, da, db = c["user"][a], c["user"][b], c["domain"][a], c["domain"][b]
    n = len(a)
    box = np.zeros(n, bool); user = np.zeros(n, bool); role = np.zeros(n, bool)
    for i in range(WIDTH):
        if not ua[:, i].any():
            break
        for j in range(WIDTH):
            if not ub[:, j].any():
                break
            eq = (ua[:, i] == ub[:, j]) & (ua[:, i] > 0)
            same = eq & (da[:, i] == db[:, j])
            box |= same
            user |= eq
            hit = np.flatnonzero(eq)
            role[hit] |= role_codes(c, ua[hit, i])
    user &= ~box & ~role
    near = np.zeros(n, bool)
    rest = np.flatnonzero(~box & ~user & (ua[:, 0] > 0) & (ub[:, 0] > 0))
    if rest.size:
        for i in range(WIDTH):
            for j in range(WIDTH):
                u, v = ua[rest, i], ub[rest, j]
                if not (u.any() and v.any()):
                    continue
                lev = comparing.names_typo(c, u, v)
                near[rest] |= (lev == Level.TYPO) | ((u == v) & (u > 0))
    return box, user, near, role


def role_codes(c, codes):
    u, inv = np.unique(codes, return_inverse=True)
    return np.fromiter((is_role(w) for w in c.words(u)), bool, len(u))[inv] if len(u) else np.zeros(0, bool)


def phones(c, a, b):
    pa, pb = c["phone"][a], c["phone"][b]
    best = comparing.numbers(pa[:, 0], pb[:, 0])
    for i in range(WIDTH):
        for j in range(WIDTH):
            if i == j == 0 or not (pa[:, i].any() and pb[:, j].any()):
                continue
            l = comparing.numbers(pa[:, i], pb[:, j])
            better = (l == Level.SAME) | ((l == Level.TYPO) & (best != Level.SAME))
            best[better] = l[better]
    return best


def same_domain(c, a, b):
    da, db = c["domain"][a], c["domain"][b]
    return (da[:, 0] == db[:, 0]) & (da[:, 0] > 0)
