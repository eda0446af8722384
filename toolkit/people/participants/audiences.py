"""Who sees what of a participant's own, from the nearest on."""

from dataclasses import dataclass

from toolkit.errors import N_
from toolkit.i18n import Language

AUDIENCES = (
    (
        N_("You"),
        N_(
            "see what you have sent with the code of your receipt, as often as you like, and"
            " can take all of it along."
        ),
    ),
    (
        N_("Whoever else has your link"),
        N_(
            "such as whoever sent it to you, can open this page and act as you. What you have"
            " sent stays closed to them; what you have begun with this link and not sent does"
            " not."
        ),
    ),
    (
        N_("The other of the two"),
        N_(
            "sees what you agree on and what either of you logs: how often, in what form, about"
            " which areas. Never an answer to a survey."
        ),
    ),
    (
        N_("Whoever follows up the mentorships"),
        N_(
            "sees the agreement, the log, and whether a form is in. Of your answers, only a"
            " wish to be contacted, where the question says so."
        ),
    ),
    (
        N_("The board and everybody else"),
        N_("see figures of the whole cohort once it is closed, as the promise says."),
    ),
    (
        N_("Nobody"),
        N_(
            "is told what the two of you talk about, or what a goal says: it is never asked,"
            " and never kept."
        ),
    ),
)


@dataclass(frozen=True)
class Audience:
    """Who sees what, in a word and a sentence."""

    who: str
    what: str


def list_audiences(words: Language) -> tuple[Audience, ...]:
    """Return who sees what, from the nearest on."""
    return tuple(Audience(words.gettext(who), words.gettext(what)) for who, what in AUDIENCES)
