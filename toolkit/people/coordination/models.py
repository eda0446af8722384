"""What the desk shows, as values; those that hold a name never print it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from toolkit.data.database import PendingChanges
from toolkit.errors import Fault
from toolkit.i18n import Language

FormState = Literal["in", "open", "later", "over"]
"""Whether a form is in; if not, whether it can be filled in today, not yet, or no more."""


@dataclass(frozen=True)
class CohortLine:
    """A cohort.

    Attributes:
        pairs: Pairs that are shown to this account.
        closed: Whether its figures are frozen.
    """

    name: str
    starts_on: date | None
    planned_end_on: date | None
    pairs: int
    closed: bool


@dataclass(frozen=True)
class FormLine:
    """Whether one form of a person about a pair is in, and from when it can be filled in.

    Never what it says.

    Attributes:
        occasion: Blank, or which time: ``3`` for the check-in after three months.
    """

    questionnaire: str
    occasion: str
    state: FormState
    opens: date | None


@dataclass(frozen=True, repr=False)
class PairSide:
    """One of the two of a pair.

    Attributes:
        name: What to call the person: the name, or the code where nobody knows one.
        address: Blank if there is none.
        link_until: Last day of the personal link; None if none works, or if it is not told.
        erased: Whether the person had the own data erased: nobody is to write to them.
        own: Whether this is the other of a pair that the account's person is one of: of her link
            and contact nothing is told or changed here.
    """

    role: str
    code: str
    name: str
    address: str
    language: str
    chapter: str
    link_until: date | None
    erased: bool
    own: bool
    forms: tuple[FormLine, ...]

    @property
    def within_reach(self) -> bool:
        """Whether the account's person may send this one a link or a reminder."""
        return not (self.own or self.erased)


@dataclass(frozen=True, repr=False)
class PairLine:
    """A pair as the register has it, with who the two are and whether their forms are in.

    Attributes:
        followed_by: Name of whoever follows the pair up, blank if nobody does or nobody here has
            that code.
        last_contact: Day of the last meeting or of the last month with contact.
        acts: What can be done to the pair now, some of
            :data:`toolkit.people.coordination.pair_changes.ACTS` and ``rematch``.
        correctable: What of it can be corrected, by its column.
        undo: The act that can be taken back, blank if none.
        undo_at: When it was done.
    """

    pair_id: str
    cohort: str
    status: str
    started_on: date | None
    planned_end_on: date | None
    ended_on: date | None
    end_reason: str
    competition: str
    followup_by: str
    followed_by: str
    agreed_on: date | None
    every_days: int | None
    forms: tuple[str, ...]
    areas: tuple[str, ...]
    confidential: str
    has_goal: str
    mentor: PairSide
    mentee: PairSide
    last_contact: date | None
    meetings: int
    acts: tuple[str, ...]
    correctable: tuple[str, ...] = ()
    undo: str = ""
    undo_at: str = ""


@dataclass(frozen=True, repr=False)
class NoteLine:
    """A note on a pair, in codes only.

    Attributes:
        by: Name of whoever noted it.
    """

    noted_on: date
    what: str
    again_on: date | None
    by: str


@dataclass(frozen=True, repr=False)
class Todo:
    """One thing that waits.

    Attributes:
        id: The same each time as long as it is the same thing.
        kind: What it is about: one of :data:`toolkit.people.coordination.worklist.TODO_KINDS`.
        people: Codes of the people whom it is about.
        who: Their names.
        since: Since when it waits.
        urgency: 1 for now, 2 for soon, 3 for when there is time.
        page: Where it is seen to: ``pairs`` or ``links``.
        act: What solves it: an act of the page pairs, ``note``, ``rematch``, or ``remind`` on the
            page links.
        form: What to remind of: ``closing``, or ``check-in:6`` for one of several times.
        said: Makes the sentence.
    """

    id: str
    kind: str
    pair_id: str
    people: tuple[str, ...]
    who: str
    since: date
    urgency: int
    page: str
    act: str
    said: Callable[[Language], str]
    form: str = ""

    def sentence(self, words: Language) -> str:
        """Return what waits, in one sentence."""
        return self.said(words)


@dataclass(frozen=True, repr=False)
class PairSheet:
    """What was read of a sheet of pairs; nothing is written before it is taken in.

    Attributes:
        rows: Rows that hold something: those accepted and those refused.
        already: Accepted rows whose pair is there already, and is left as it is.
        new_people: People who are not in the register yet.
        faults: By row; a row that has one is refused.
        warnings: What to look at before it is taken in, by row.
        work: What is written when it is taken in.
    """

    name: str
    cohort: str
    rows: int
    accepted: int
    already: int
    new_people: int
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    work: PendingChanges = field(default_factory=PendingChanges)

    @property
    def refused(self) -> int:
        """Rows of which nothing is written."""
        return self.rows - self.accepted

    @property
    def pairs(self) -> int:
        """Pairs that are made when it is taken in."""
        return len(self.work.pairs)


@dataclass(frozen=True, repr=False)
class LinkLine:
    """A person of a cohort, and whether a personal link works.

    Attributes:
        roles: What the person is in the cohort, by role and pair.
        address: Blank if there is none that mail could go to.
        link_until: None if no link works.
        form_in: Whether every closing form of the person is in.
    """

    code: str
    name: str
    address: str
    language: str
    roles: tuple[tuple[str, str], ...]
    link_until: date | None
    form_in: bool
    erased: bool


@dataclass(frozen=True)
class InvitePlan:
    """What issuing links would do.

    Attributes:
        faults: Why nothing can be issued so, by field.
        people: How many would get a link.
        without_address: How many of them get a card only.
        replaced: How many of them have a link that stops working.
        erased: How many are left out because they had their data erased.
        not_open: How many have not sent the form in, but cannot fill it in today.
    """

    faults: Mapping[str, Fault] = field(default_factory=dict)
    people: int = 0
    without_address: int = 0
    replaced: int = 0
    erased: int = 0
    not_open: int = 0


@dataclass(frozen=True, repr=False)
class IssuedLinks:
    """Links that were issued, as files to take along; they are kept nowhere.

    Attributes:
        sheet: The list for a mail merge, as a workbook.
        drafts: A ZIP file of mails to open in a mail program; None where nobody has an address.
        cards: The printed sheet of QR codes, as HTML.
    """

    issued: int
    replaced: int
    without_address: int
    sheet: bytes
    drafts: bytes | None
    cards: bytes
