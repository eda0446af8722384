"""What the codes of the desk are called, in neutral words: that a pair ends is nobody's failure."""

from toolkit.i18n import Language


def statuses(words: Language) -> dict[str, str]:
    """Return what each status of a pair is called."""
    _ = words.gettext
    return {
        "active": _("Active"),
        "on_hold": _("On hold"),
        "completed": _("Completed"),
        "ended_early": _("Ended early"),
        "never_started": _("Never started"),
    }


def reasons(words: Language) -> dict[str, str]:
    """Return why a pair can have ended earlier than planned; nobody is asked for more."""
    _ = words.gettext
    return {
        "time": _("Time was not enough"),
        "moved": _("Life took another turn: a move, a job, an illness"),
        "goal_reached": _("What they wanted was reached"),
        "not_right_match": _("Not the right match"),
        "other": _("Something else"),
        "prefer_not": _("Prefer not to say"),
    }


def endings(words: Language) -> dict[str, str]:
    """Return what stands as the reason of an end, with those that the desk sets itself."""
    return {**reasons(words), "rematch": words.gettext("Matched anew")}


def competition(words: Language) -> dict[str, str]:
    """Return what can be known of competition between the two."""
    _ = words.gettext
    return {
        "none": _("Asked: they do not compete"),
        "declared": _("Asked: they do compete"),
        "not_asked": _("Not asked yet"),
    }


def notes(words: Language) -> dict[str, str]:
    """Return what a note can say, by code; there is no other text in a note."""
    _ = words.gettext
    return {
        "called_mentor": _("I called the mentor"),
        "called_mentee": _("I called the mentee"),
        "called_both": _("I called both"),
        "wrote_mentor": _("I wrote to the mentor"),
        "wrote_mentee": _("I wrote to the mentee"),
        "wrote_both": _("I wrote to both"),
        "met_both": _("I met both"),
        "no_answer": _("I tried, and reached nobody"),
        "agreed_plan": _("We agreed on how to go on"),
        "all_well": _("All is well"),
    }


def noted(words: Language) -> dict[str, str]:
    """Return what stands in the notes of a pair, with what the desk notes itself."""
    return {**notes(words), "extended": words.gettext("Extended; both agreed")}


def acts(words: Language) -> dict[str, str]:
    """Return what can be done to a pair, by code."""
    _ = words.gettext
    return {
        "hold": _("Put on hold"),
        "resume": _("Go on again"),
        "complete": _("Complete"),
        "end_early": _("End early"),
        "never_started": _("Never started"),
        "extend": _("Extend"),
        "follow_up": _("Choose who follows up"),
        "competition": _("Note the answer about competition"),
        "rematch": _("Match anew"),
        "correct": _("Correct the days"),
    }
