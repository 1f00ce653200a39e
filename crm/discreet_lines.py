"""Lines of the log: what went wrong, without what a row said."""

import logging
import re
from types import TracebackType

# PostgreSQL tells a row that it refused, over several lines where its values have several.
DETAIL = re.compile(r"^DETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.MULTILINE | re.DOTALL)


class DiscreetFormatter(logging.Formatter):
    """Leaves the details of database errors out of tracebacks: they hold personal data."""

    def formatException(  # noqa: N802 (the name is logging's)
        self, info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return DETAIL.sub("DETAIL: left out", super().formatException(info))
