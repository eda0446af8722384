"""What is kept about one person, as far as a sitting opens it.

The one place where it is decided what a link alone may show.

A link is handed out by somebody, who has it too. So it opens nothing of what was sent; that takes
the sitting in which it was
sent, or the code of its receipt. And it shows a draft only that was filled in with it, so that a
new link finds no old answers.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from toolkit.data.database import Form, Keys, SentForm, Store, code_of, new_mark


class UnlockedForms:
    """What a sitting opens.

    It begins with a mark of its own, which all that is sent first in it gets: to have sent
    something is proof enough.

    Whoever has the link only has another sitting, and so another mark. What was sent elsewhere
    opens with the code of its receipt,
    and keeps that code. Nothing else ever gets a mark that was opened: somebody may have sent a
    form and handed over its code.

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


@dataclass(frozen=True, repr=False)
class OwnData:
    """What is kept about one person.

    Attributes:
        person: Code of the participant.
        link: What is kept of the link that was opened.
        sitting: What it opens of that which was sent.
    """

    store: Store
    person: str
    link: str
    sitting: UnlockedForms

    @property
    def sealed(self) -> dict[Form, datetime]:
        """When each of the forms was sent that are in and not open in this sitting."""
        return {sent.form: sent.receipt.sent_at for sent in self._in if not self._opens(sent)}

    def is_sealed(self, form: Form) -> bool:
        """Return whether the form is in, and not shown in this sitting to be whose it is."""
        return form in self.sealed

    def unseal(self, typed: str, now: datetime) -> bool:
        """Open what the typed code of a receipt opens, for this sitting.

        Return whether that is anything.

        After some wrong codes nothing opens for a while, in no sitting.
        """
        mark = self.store.mark_of(self.person, typed, now=now)
        if mark:
            self.sitting.open(mark)
        return mark is not None

    def codes_rest(self, now: datetime) -> bool:
        """Return whether no code is looked at for a while, in no sitting."""
        return self.store.codes_rest(self.person, now=now)

    def code(self, form: Form) -> str:
        """Return the code that the receipt of the form will have if it is sent now in this sitting.

        That which it has, if it is in and open.
        """
        return code_of(
            next((sent.mark for sent in self.sent if sent.form == form), self.sitting.marks[0])
        )

    @property
    def sent(self) -> tuple[SentForm, ...]:
        """The forms that are in and open in this sitting, as they were sent last."""
        return tuple(sent for sent in self._in if self._opens(sent))

    def my_data(self) -> dict[str, object]:
        """Return everything that is kept about the person, never the partner's answers.

        Of the own only what is open in this sitting.
        """
        return self.store.opened(self.person, self._keys)

    def erase(self) -> int:
        """Erase answers, drafts, links and contact of the person.

        The link opens nothing after that.
        """
        return self.store.erase(self.person)

    @property
    def _keys(self) -> Keys:
        return Keys(self.link, self.sitting.marks)

    @property
    def _in(self) -> tuple[SentForm, ...]:
        return self.store.sent(self.person)

    def _opens(self, sent: SentForm) -> bool:
        return sent.mark in self.sitting.marks

    @property
    def _begun(self) -> dict[Form, bool]:
        """Whether there is a draft to be shown.

        One that was filled in with this link, or is guarded by the code of its form.
        """
        there = {sent.form for sent in self._in}
        return {
            form: form in there or not links.isdisjoint((None, self.link))
            for form, links in self.store.begun(self.person).items()
        }

    @cached_property
    def _about(self) -> dict[str, object]:
        return self.store.person(self.person)

    def _rows(self, part: str) -> list[dict[str, str]]:
        return cast("list[dict[str, str]]", self._about[part])
