"""What a search reports: never a term itself, nor a text in which one stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A term, known by its line in the list, and where it is: in a table, or in a file or a member of one."""

    term: int
    shape: str
    source: str
    column: str = ""
    key: str = ""
    member: str = ""
    offset: int | None = None

    def __str__(self) -> str:
        parts = [self.source, self.member, self.column and f"column {self.column}", self.key and f"row {self.key}"]
        if self.offset is not None:
            parts.append(f"from byte {self.offset:,}")
        return f"term {self.term}, {self.shape}: {', '.join(part for part in parts if part)}"


@dataclass(frozen=True)
class Unread:
    """Something that could not be looked into, and why."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"not looked into: {self.source}: {self.reason}"


@dataclass
class Progress:
    """How many bytes were looked at."""

    bytes: int = 0

    def read(self, size: int) -> None:
        """Add to it."""
        self.bytes += size
