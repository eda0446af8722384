"""What goes into the store and comes out of it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, repr=False)
class Contact:
    """How to reach a person; kept apart from the answers, and never read by the evaluation.

    Attributes:
        address: An e-mail address.
        language: The language to write in; blank if not known.
    """

    participant_id: str
    name: str
    address: str
    language: str = ""


@dataclass(frozen=True, repr=False)
class Mentorship:
    """One pair, as one of the two sees it.

    Attributes:
        pair: The row of the register, every column as text, ``""`` where it is blank.
        role: What the person is in the pair.
        goals: The rows of its goals, as text.
        months: The month's tick, by month (``2026-05``): the higher of the two that were set.
        meetings: The rows of its meetings as text, the latest first.
    """

    pair: Mapping[str, str]
    role: str
    goals: tuple[Mapping[str, str], ...] = ()
    months: Mapping[str, str] = field(default_factory=dict)
    meetings: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, order=True)
class Form:
    """One form that one person fills in about one pair.

    Attributes:
        occasion: Blank, or which time: ``3`` for the check-in after three months.
    """

    participant_id: str
    pair_id: str
    role: str
    questionnaire: str
    occasion: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the person gets for a form that is in.

    Attributes:
        code: Short and readable, such as ``K7M2-9QXA``: 40 random bits, the same for all that was
            sent in one sitting. It opens what was sent.
        sent_at: When the form came in, in UTC without a zone.
        revision: 1 for the first sending, one more for each change.
    """

    code: str
    sent_at: datetime
    revision: int


@dataclass(frozen=True, repr=False)
class Keys:
    """What somebody may read and change of a person's answers.

    Attributes:
        link: What is kept of a link: it opens the drafts that were filled in with it.
        marks: They open the forms that are in and have one of them; a new one gets the first.
    """

    link: str
    marks: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class SentForm:
    """A form that is in, as it was sent last.

    Attributes:
        answers: Every answer of the form by item, those that set a column of the register too.
        mark: The random number that the code of the receipt follows from.
        short_form: Whether it was the short form, ``yes`` or ``no``; blank where that is not known,
            or its questionnaire has none.
    """

    form: Form
    answers: Mapping[str, str]
    receipt: Receipt
    mark: str
    short_form: str = ""
