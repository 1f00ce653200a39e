"""The one error of this package: a text that has no canonical form."""


class Unusable(ValueError):
    """A value that cannot be brought into canonical form.

    `value_class` says what the text looked like ("9 digits"), `reason` what is wrong with it. Neither holds
    the text itself: both end up in logs and reports.
    """

    def __init__(self, value_class: str, reason: str) -> None:
        super().__init__(f"{reason} ({value_class})")
        self.value_class = value_class
        self.reason = reason
