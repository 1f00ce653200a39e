"""Yes or no, in several languages."""

from contacts.normalize.text import name_key, narrow
from contacts.normalize.unusable import Unusable

_YES = """
    1 1.0 true t yes y x on ok ja j wahr oui o vrai si s verdadero vero sim tak da evet ✓ ✔ ☑ はい 是
"""
_NO = """
    0 0.0 false f no n off nein falsch non faux falso nao nee nie net hayir - ✗ ✘ ☐ いいえ 否
"""
_TRUE = frozenset(_YES.split())
_FALSE = frozenset(_NO.split())


def boolean(text: str) -> bool:
    """True or false from 1/0, yes/no, x, on/off and their like in several languages. Raises Unusable."""
    key = name_key(narrow(text))
    if key in _TRUE:
        return True
    if key in _FALSE:
        return False
    raise Unusable("unknown word" if key else "empty", "This is neither yes nor no.")
