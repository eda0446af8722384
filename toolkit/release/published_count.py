"""A count as it is published: a number, "at most", or a window; written and read here alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

AT_MOST = "<="
FORMS = re.compile(r"<=(?P<most>0|[1-9][0-9]*)|(?P<low>0|[1-9][0-9]*)-(?P<high>[1-9][0-9]*)")


@dataclass(frozen=True)
class PublishedCount:
    """How many there are, as far as it is told.

    Attributes:
        low: The fewest that there may be, people or pairs; never negative.
        high: The most that there may be.
        at_most: Whether only the upper end is told. What is told as "at most 2" and as the window 0
            to 2 leaves the same numbers open, but stands in ``release.json`` in two forms.

    Raises:
        ValueError: If the ends are not in order, or "at most" has a lower end.

    Example:
        >>> [str(PublishedCount.parse(told)) for told in (5, "<=2", "2-4")]
        ['5', '<=2', '2-4']
        >>> PublishedCount.parse("2-4").high
        4
    """

    low: int
    high: int
    at_most: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high or (self.at_most and self.low):
            raise ValueError("the ends of a published count are in order and not negative")

    @classmethod
    def number(cls, count: int) -> PublishedCount:
        """Return one number, told exactly."""
        return cls(count, count)

    @classmethod
    def few(cls, most: int) -> PublishedCount:
        """Return "at most *most*"."""
        return cls(0, most, at_most=True)

    @classmethod
    def parse(cls, told: int | str) -> PublishedCount:
        """Read a count as it stands in ``release.json``: ``5``, ``"<=2"`` or ``"2-4"``.

        Raises:
            ValueError: If it is anything else, also another way of writing one of them: a release
                has one form, or its hash would not be that of what it says.
        """
        if type(told) is int:  # true equals 1
            return cls.number(told)
        found = FORMS.fullmatch(told) if isinstance(told, str) else None
        # A window from 3 to 3 would be another way to write 3.
        if found is None or found["low"] == found["high"] is not None:
            raise ValueError("a published count is a number, at most a number, or a window")
        if found["most"] is not None:
            return cls.few(int(found["most"]))
        return cls(int(found["low"]), int(found["high"]))

    @property
    def exact(self) -> int | None:
        """The number, where it is told exactly."""
        return None if self.at_most or self.low < self.high else self.low

    def to_json(self) -> int | str:
        """Return the count as it stands in ``release.json``."""
        return str(self) if self.exact is None else self.exact

    def __str__(self) -> str:
        if self.at_most:
            return f"{AT_MOST}{self.high}"
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"
