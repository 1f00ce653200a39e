"""Files on their way in: kept on disk, and of a bounded size."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Stores nothing of a request that is larger than `settings.MAX_UPLOAD_MB`: its files are missing."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], *args: Any, **kwargs: Any) -> None:  # noqa: N803
        self.is_too_large = is_too_large(META)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.is_too_large:
            raise SkipFile
        super().new_file(*args, **kwargs)


def is_too_large(meta: dict[str, Any]) -> bool:
    """Whether the request of these headers brings more than an upload may have."""
    return int(meta.get("CONTENT_LENGTH") or 0) > settings.MAX_UPLOAD_MB << 20
