"""One sitting of a participant: what it has shown to be the person's own, and so may be read and corrected in it."""

from __future__ import annotations

from toolkit.storage import new_mark


class Sitting:
    """What a sitting opens. It begins with a mark of its own, which all that is sent first in it gets: to have sent something is proof enough.

    Whoever has the link only has another sitting, and so another mark. What was sent elsewhere opens with the code of its receipt,
    and keeps that code. Nothing else ever gets a mark that was opened: somebody may have sent a form and handed over its code.

    Attributes:
        marks: Of the forms that are open, the sitting's own first.
    """

    def __init__(self) -> None:
        self.marks: tuple[str, ...] = (new_mark(),)

    def __repr__(self) -> str:
        return "<Sitting>"

    def open(self, mark: str) -> None:
        """Open what has this mark."""
        self.marks = tuple(dict.fromkeys((*self.marks, mark)))
