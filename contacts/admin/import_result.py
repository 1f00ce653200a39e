"""What an import met, told in few lines."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Func, Value, Window
from django.db.models.functions import RowNumber

from contacts.models import ImportProblem, ImportRun

LINES = 5
GROUPS = 100
# “The row repeats line 12” and “… line 13” are one kind of problem.
WITHOUT_NUMBERS = Func(F("reason"), Value(r"\d+"), Value("…"), Value("g"), function="regexp_replace")


@dataclass
class ProblemGroup:
    """Problems of one kind in one column."""

    severity: str
    column: str
    pattern: str
    count: int
    lines: list[int] = field(default_factory=list)

    @property
    def is_error(self) -> bool:
        """Whether rows failed by it."""
        return self.severity == ImportProblem.Severity.ERROR


def problem_groups(run: ImportRun) -> list[ProblemGroup]:
    """The kinds of problems of a run, errors and the most frequent first, each with its first lines."""
    kinds = ("severity", "column", "pattern")
    problems = run.problems.annotate(pattern=WITHOUT_NUMBERS).order_by()
    counted = problems.values(*kinds).annotate(count=Count("id")).order_by("severity", "-count")
    groups = {tuple(row[kind] for kind in kinds): ProblemGroup(**row) for row in counted[:GROUPS]}
    rank = Window(RowNumber(), partition_by=[F(kind) for kind in kinds], order_by="line")
    first = problems.annotate(rank=rank).filter(rank__lte=LINES).order_by("line")
    for *kind, line in first.values_list(*kinds, "line"):
        if tuple(kind) in groups:
            groups[tuple(kind)].lines.append(line)
    return list(groups.values())
