"""What a participant is told beside the forms: who sees what, and where a form stands."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import cast

from toolkit.data.database import Mentorship, Receipt
from toolkit.errors import N_
from toolkit.i18n import LANGUAGE_NAMES, NO_BREAK, Language
from toolkit.people.participants.tasks import Task
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import Occasion, Questionnaire, Role, localize

WRONG_CODE = N_(
    "This code opens nothing. Compare it with your receipt. After ten wrong codes none is taken for"
    " an hour."
)
NO_CODES_NOW = N_(
    "Codes are not taken just now: too many wrong ones were typed. Try again in an hour. What you"
    " have sent is kept."
)
"""Of any code, so that nobody learns which is right.

And nobody takes back a form because the right code did not open it.
"""
ANOTHER_CODE = N_(
    "This code has opened something else that you sent. This form has a code of its own."
)


def describe_state(task: Task, words: Language) -> str:
    """Return where the form stands, in one sentence."""
    _ = words.gettext
    day = words.date(task.due_on) if task.due_on else ""
    if task.state == "later":
        return (
            _("Opens on {day}.").format(day=day)
            if day
            else _("Opens towards the end of your mentorship.")
        )
    if task.state == "closed":
        return _("Not sent in, and closed now.")
    if task.sent_at and task.state == "started":
        return _(
            "You have changed answers that are not sent yet. What you sent before stands until"
            " then."
        )
    if task.sent_at:
        return _("Sent on {time}.").format(time=format_time(task.sent_at, words))
    if task.state == "sent":
        return _("It is in already. Either of you may change it.")
    if task.state == "started":
        return _("You have begun. Everything you tapped is kept.")
    return (
        _("Open until {day} at the latest.").format(day=day) if day else _("Whenever it suits you.")
    )


def explain_earlier_link(words: Language) -> str:
    """Return why a form that was begun with an earlier link is empty."""
    return words.gettext(
        "You began this form with an earlier link. What you filled in then is not shown with this"
        " one, so that nobody who is handed a new link can read it. If you begin again, it is"
        " replaced."
    )


def explain_sealed(words: Language, *, may_correct: bool) -> tuple[str, str]:
    """Return how a form is opened that is in, and what can be done without."""
    _ = words.gettext
    return (
        (
            _(
                "To read or correct it, type the code of your receipt. Whoever sent you the link"
                " does not have that code."
            )
            if may_correct
            else _(
                "To read it, type the code of your receipt. Whoever sent you the link does not have"
                " that code."
            )
        ),
        (
            _(
                "Have you lost the code? Under My data you can take the form back; then you can"
                " answer it again from the beginning."
            )
            if may_correct
            else _(
                "Have you lost the code? Under My data you can still take the form back, so that it"
                " is erased."
            )
        ),
    )


def explain_sealed_here(words: Language) -> str:
    """Return how what was sent is opened on the page of the own data."""
    return words.gettext(
        "To read what you have sent, type the code of a receipt. To take it back or have it erased,"
        " you need none."
    )


def describe_export(kept: Mapping[str, object], words: Language) -> str:
    """Return what is in the file to take along."""
    _, withheld = words.gettext, _withheld(kept)
    if not any(withheld.values()):
        return _("A file with everything, in a form that other programs can read (JSON).")
    said = [
        _(
            "A file with everything that is open here, in a form that other programs can read"
            " (JSON)."
        )
    ]
    if withheld["forms"]:
        said.append(_("What is sealed comes along once you have typed its code."))
    if withheld["drafts"]:
        said.append(_("What you began with an earlier link does not."))
    if withheld["imported"]:
        said.append(_("What was brought in from elsewhere does not."))
    return " ".join(said)


def describe_imported(kept: Mapping[str, object], words: Language) -> str:
    """Return what is said of answers that no link and no code opens; blank if there are none."""
    if not _withheld(kept)["imported"]:
        return ""
    return words.gettext(
        "Answers of yours were brought in that you gave elsewhere. They have no code, and are not"
        " shown here. Ask whoever sent you the link for them."
    )


def explain_taking_back(opens: Occasion, words: Language) -> str:
    """Return what taking a form back does."""
    erased = words.gettext(
        "The answers of this form are erased now. Figures that are published already stay as they"
        " are."
    )
    if opens != "start":
        return erased
    cleared = words.gettext(
        "What it says of how often you meet, in what form, about what, and of your goal is cleared"
        " with it, for both of you. What was agreed on otherwise stays."
    )
    return f"{erased} {cleared}"


def announce_code(code: str, words: Language) -> str:
    """Return the code before anything is sent: whoever loses the receipt on the way has seen it."""
    return words.gettext(
        "Once this is sent, your code is {code}. With it you can read and correct what you have"
        " sent. Your receipt says it too."
    ).format(code=code)


def describe_code(receipt: Receipt, words: Language) -> tuple[str, str]:
    """Return the code of a receipt, and what it is for."""
    return (
        words.gettext("Your code: {code}").format(code=receipt.code),
        words.gettext(
            "Keep this code: write it down, or take a screenshot of this page. With it you can read"
            " and correct what you have sent. Whoever sent you the link cannot."
        ),
    )


def explain_correction(words: Language, *, closed: bool, opens: Occasion = "closing") -> str:
    """Return until when what was sent can be corrected.

    A follow-up as long as the link works, anything else until the cohort is closed.

    Args:
        words: The language.
        closed: Whether it can no longer be changed.
        opens: When the form opens.

    Returns:
        The sentence.
    """
    _ = words.gettext
    if closed:
        return _(
            "It can no longer be changed. You can still take it back, under My data, so that it is"
            " erased."
        )
    return (
        _("You can correct it as long as the link works.")
        if opens == "followup"
        else _("You can correct it until the cohort is closed.")
    )


def format_time(sent_at: datetime, words: Language) -> str:
    """Return a time in UTC as people in Sweden read it: ``14 December 2026, 14:32``."""
    from zoneinfo import ZoneInfo

    from babel.dates import format_datetime

    local = sent_at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("Europe/Stockholm"))
    pattern = {"sv": "d MMMM y 'kl.' HH.mm"}.get(words.code, "d MMMM y, HH:mm")
    return str(format_datetime(local, pattern, locale=words.code)).replace(" ", NO_BREAK)


def explain_next_steps(opens: Occasion, words: Language) -> tuple[str, ...]:
    """Return what happens after a form is sent."""
    _ = words.gettext
    if opens == "start":
        return (
            _("Both of you see what you agreed on, and either of you may change it."),
            _(
                "You can log your meetings here, or just tick once a month how often you were in"
                " contact."
            ),
        )
    corrected = _(
        "Until the cohort is closed you can read and correct your answers with the same link and"
        " this code. You can take them back without it."
    )
    after = _(
        "Then the figures are counted once and never changed. Your own answers can still be erased."
    )
    always = _(
        "You can read and correct your answers with the same link and this code. You can take them"
        " back without it."
    )
    return (always,) if opens == "followup" else (corrected, after)


def frequency_labels(words: Language) -> dict[str, str]:
    """Return the answers to the month's tick, by code."""
    _ = words.gettext
    return {"0": _("Not at all"), "1": _("Once"), "2+": _("Twice or more")}


def meeting_form_labels(words: Language) -> dict[str, str]:
    """Return the ways of meeting, by code."""
    _ = words.gettext
    return {
        "video": _("By video"),
        "phone": _("By phone"),
        "in_person": _("In person"),
        "other": _("In another way"),
    }


def explain_logging(programme: Programme, words: Language) -> str:
    """Return who may log a meeting, and what is never asked."""
    if programme.settings.topics:
        return words.gettext(
            "Either of you may log a meeting. What you talked about is never asked, only the topic"
            " if you like."
        )
    return words.gettext("Either of you may log a meeting. What you talked about is never asked.")


def meeting_field_labels(words: Language) -> dict[str, str]:
    """Return what is asked of a meeting, by field."""
    _ = words.gettext
    return {
        "met_on": _("Day"),
        "form": _("How did you meet?"),
        "minutes": _("Minutes, if you like"),
        "topics": _("Topics, if you like"),
        "celebrated": _("Did something go well?"),
    }


def describe_meeting(logged: Mapping[str, str], programme: Programme, words: Language) -> str:
    """Return a meeting in one line.

    ``12 November 2026 · By video · 45 minutes · Leadership · We celebrated progress``.

    Args:
        logged: The row of the meeting; blanks are left out of the line.
        programme: What its topics are called.
        words: The language.

    Returns:
        The line.
    """
    topics = {topic.name: localize(topic.label, words) for topic in programme.settings.topics}
    parts = [
        words.date(date.fromisoformat(logged["met_on"])),
        meeting_form_labels(words).get(logged["form"], ""),
    ]
    if logged["minutes"]:
        n = int(logged["minutes"])
        parts.append(words.ngettext("{n} minute", "{n} minutes", n).format(n=n))
    parts += [topics.get(code, "") for code in logged["topics"].split(";")]
    if logged["celebrated"] == "yes":
        parts.append(words.gettext("We celebrated progress"))
    return " · ".join(part for part in parts if part)


def answers_in_words(
    questionnaire: Questionnaire, role: Role, answers: Mapping[str, str], words: Language
) -> Iterator[tuple[str, str]]:
    """Yield each question that is answered with its answer, as they were read.

    Args:
        questionnaire: Whose questions they are.
        role: In whose wording.
        answers: Codes, text or ISO day, by item; several codes with ``;`` between them.
        words: The language.

    Yields:
        Question and answer, in the order of the questionnaire.
    """
    for item in questionnaire.items:
        if answer := answers.get(item.name):
            options = {
                option.name: localize(option.label, words) for option in questionnaire.options(item)
            }
            said = (
                "; ".join(options.get(code, code) for code in answer.split(";"))
                if options
                else answer
            )
            yield (
                localize(item.wording(role) or {"en": item.name}, words),
                (words.date(date.fromisoformat(answer)) if item.kind == "date" else said),
            )


def agreement_in_words(
    programme: Programme, mentorship: Mentorship, words: Language
) -> tuple[tuple[str, str], ...]:
    """Return what the register knows of the agreement, in the words of the questionnaire.

    Args:
        programme: Whose questionnaires they are.
        mentorship: The pair, as one of the two sees it.
        words: The language.

    Returns:
        Question and answer; nothing of what the register does not know.
    """
    goal = min(
        mentorship.goals,
        key=lambda each: (int(each["goal_no"]), -int(each["version"] or 1)),
        default={},
    )  # the first goal as it is now
    register = {
        **{f"pairs.{column}": value for column, value in mentorship.pair.items()},
        **{f"goals.{column}": value for column, value in goal.items()},
    }
    role: Role = "mentor" if mentorship.role == "mentor" else "mentee"
    found: list[tuple[str, str]] = []
    for questionnaire in programme.questionnaires.values():
        if questionnaire.opens == "start":
            known = {
                item.name: register.get(str(item.records), "")
                for item in questionnaire.items
                if item.records
            }
            found += answers_in_words(questionnaire, role, known, words)
    return tuple(found)


def list_kept_data(kept: Mapping[str, object], words: Language) -> Iterator[tuple[str, str]]:
    """Yield what is kept about a person besides answers, each with its label."""
    _ = words.gettext
    labels = {
        "name": _("Name"),
        "address": _("E-mail"),
        "language": _("Language"),
        "chapter": _("Chapter"),
        "organisation": _("Organisation"),
        "joined_on": _("Joined on"),
        "participant_id": _("Code"),
    }
    rows: list[Mapping[str, str | None]] = [*kept["contact"], *kept["participant"]]  # type: ignore[misc]
    for column, text in labels.items():
        if value := next((row[column] for row in rows if row.get(column)), None):
            yield text, LANGUAGE_NAMES.get(value, value) if column == "language" else value
    for link in kept["links"]:  # type: ignore[attr-defined]
        yield _("Your link works until"), words.date(date.fromisoformat(link["until"]))
    pairs, meetings, months = (len(kept[part]) for part in ("pairs", "meetings", "months"))  # type: ignore[arg-type]
    yield _("Pairs that you are one of"), str(pairs)
    yield _("Meetings that you logged"), str(meetings)
    yield _("Months that you ticked"), str(months)


def _withheld(kept: Mapping[str, object]) -> Mapping[str, int]:
    return cast("Mapping[str, int]", kept["withheld"])
