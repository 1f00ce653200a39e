"""Names of companies as they are compared: without their legal form."""

from functools import lru_cache

from contacts.normalize.folding import folded, without_dots

_FORMS = """
    inc incorporated corp corporation co company llc llp lp ltd limited plc pllc pc pty pvt private gmbh mbh ag kg kgaa
    ohg gbr ug ek ev eg se sa sas sasu sarl eurl snc sci scop srl spa sapa sl slu sll sc scs sccl bv nv vof cv bvba sprl
    ab aktiebolag as asa aps oy oyj hf ehf doo dd ad kft zrt nyrt bt sro spol zoo sp spzoo oo ood eood ooo oao zao pao
    ao tov prat pat at fop ike epe ae oe ee aee ltda eireli me epp mei sti as anonim limited sirketi san tic ve kk gk yk
    kabushikigaisha yugengaisha sdn bhd tbk pt cia holding
"""
_FORM_WORDS = frozenset(_FORMS.split())
_JOINTS = frozenset(("and", "und", "et", "y", "e", "i", "z", "o", "de"))
# Forms of the far East stand in front of the name or behind it, without a blank.
_UNSPACED = ("株式会社", "有限会社", "合同会社", "㈱", "㈲")


@lru_cache(maxsize=1 << 16)
def organisation(name: str) -> str:
    """The folded words of a company's name without its legal form: "Bauer GmbH & Co. KG" is "bauer"."""
    for form in _UNSPACED:
        name = name.replace(form, " ")
    words = folded(without_dots(name.replace("&", " ").replace("+", " "))).split()
    kept = list(words)
    while len(kept) > 1 and (kept[-1] in _FORM_WORDS or kept[-1] in _JOINTS):
        kept.pop()
    while len(kept) > 1 and kept[0] in _FORM_WORDS and kept[0] not in ("se", "as", "at"):
        del kept[0]
    kept = [word for word in kept if word not in ("and", "und", "et", "the")] or kept
    return " ".join(kept)
