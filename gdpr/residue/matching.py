"""Looking for all terms at once: quick over what holds none of them, exact over the little that may."""

from collections.abc import Iterable, Iterator, Mapping

from ahocorasick_rs import BytesAhoCorasick

from gdpr.residue.codings import AT_ONCE, CODINGS, Coding
from gdpr.residue.folding import fold, squeeze
from gdpr.residue.terms import Term

# A JSON text in a URL in base64; deeper ones nobody writes.
LAYERS = 3
AS_WRITTEN, OTHER_SPELLING, SEVERAL_LAYERS = "as written", "other spelling", "several layers"


class Matcher:
    """Finds terms in bytes."""

    def __init__(self, terms: Iterable[Term]) -> None:
        owners = [(needle, term) for term in terms for needle in (*term.needles, *term.codes)]
        self._needles = [needle for needle, _ in owners]
        self._owners = [term for _, term in owners]
        self._automaton = BytesAhoCorasick(self._needles)

    def found(self, data: bytes) -> list[Term]:
        """The terms that the bytes hold, in whatever coding."""
        terms = {term.line: term for _, view in _views(data, AT_ONCE) for term, _ in self._in_view(view)}
        return [term for _, term in sorted(terms.items())]

    def shape(self, data: bytes, term: Term) -> str:
        """In which form the bytes, of which there should be few, hold the term that was found in them."""
        shapes = [
            (*layers, coding)
            for layers, view in _views(data, CODINGS)
            for found, coding in self._in_view(view)
            if found.line == term.line
        ]
        return " in ".join(reversed([layer for layer in min(shapes, key=len) if layer])) if shapes else SEVERAL_LAYERS

    def _in_view(self, view: bytes) -> Iterator[tuple[Term, str]]:
        folded = fold(view)
        hits = self._automaton.find_matches_as_indexes(squeeze(folded), overlapping=True)
        for index in dict.fromkeys(index for index, _, _ in hits):
            term, needle = self._owners[index], self._needles[index]
            if code := term.codes.get(needle):
                yield term, code
            elif term.pattern.search(folded):
                yield term, AS_WRITTEN if term.written.encode() in view else OTHER_SPELLING


def _views(
    data: bytes, codings: Mapping[str, Coding], layers: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """The bytes, and what they hold once they are decoded, and decoded again; with the codings, the outer one first."""
    yield layers, data
    if len(layers) < LAYERS:
        for name, coding in codings.items():
            if decoded := coding(data):
                yield from _views(decoded, codings, (*layers, name))
