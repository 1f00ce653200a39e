"""Names of any alphabet in plain lower-case ASCII, as they stand in e-mail addresses."""

import re
import unicodedata


def _letters(pairs: str) -> dict[int, str]:
    return str.maketrans(dict(pair.split(":") for pair in pairs.split()))


_CYRILLIC = _letters("""
    а:a б:b в:v г:h ґ:g д:d е:e є:ie ж:zh з:z и:y і:i ї:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t
    у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ь: ю:iu я:ia
""")
_OTHERS = _letters("""
    α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch
    ψ:ps ω:o ß:ss ø:o ł:l ı:i æ:ae œ:oe đ:d
""")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_GAPS = re.compile(r"[^a-z0-9]+")


def romanised(text: str, *, gap: str = "", umlauts: bool = False) -> str:
    """The text's letters and digits in ASCII, `gap` for all between them; ö is "oe" with `umlauts`."""
    text = unicodedata.normalize("NFC", text).lower().replace("'", "").replace("’", "")
    if umlauts:
        text = text.translate(_UMLAUTS)
    # Cyrillic goes first, for its й would lose its mark with the accents.
    text = without_accents(text.translate(_CYRILLIC)).replace("ου", "ou")
    return _GAPS.sub(gap, text.translate(_OTHERS)).strip(gap or None)


def without_accents(text: str) -> str:
    """The text with its letters bare: "Müller" is "Muller"."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
