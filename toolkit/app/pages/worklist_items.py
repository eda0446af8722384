"""To do: what waits for whoever looks after the pairs, the most urgent first."""

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from toolkit.app import widgets
from toolkit.app.pages import pair_parts
from toolkit.app.widgets import CohortPage, layout
from toolkit.errors import N_
from toolkit.people.coordination import PairLine, Todo
from toolkit.people.coordination import labels as codes

TODOS_AT_FIRST, TODOS_AT_ONCE = 10, 25
"""Things of one kind that are shown at first, and with every tap on more."""
MORE_TODOS_KEY = "todo-more"
KIND_HEADINGS = {
    "wish": N_("Somebody wants to be contacted"),
    "no_contact": N_("No first contact"),
    "silent": N_("Quiet pairs"),
    "past_end": N_("Past the planned last day"),
    "competition_declared": N_("Competition declared"),
    "competition_not_asked": N_("Competition not asked about"),
    "no_follow_up": N_("Nobody follows up"),
    "no_direction": N_("No direction yet"),
    "check_in": N_("Check-ins to come in"),
    "not_answered": N_("Closing survey not in"),
    "note": N_("To look at again"),
}
"""What each kind of thing is called."""


def render_todo_list(place: CohortPage) -> None:
    """Write the page."""
    todos = place.desk.worklist(place.cohort.name)
    pairs = {pair.pair_id: pair for pair in place.desk.pairs(place.cohort.name)}
    _summary(place, len(pairs), len(todos))
    widgets.render_not_shown(place)
    if not todos:
        _render_nothing_waits(place, pairs.values())
    by_kind: dict[str, list[Todo]] = {}
    for todo in todos:
        by_kind.setdefault(todo.kind, []).append(todo)
    for kind, of_kind in by_kind.items():
        _kind(place, kind, of_kind, pairs)


def _summary(place: CohortPage, pairs: int, waiting: int) -> None:
    """Say in three sentences how many pairs there are, how many forms are in, what waits."""
    words = place.words
    said = [
        words.ngettext("**{n} pair**.", "**{n} pairs**.", pairs).format(n=pairs),
        pair_parts.forms_in(place),
    ]
    if waiting:
        said.append(
            words.ngettext(
                "**{n} thing** waits for you.", "**{n} things** wait for you.", waiting
            ).format(n=waiting)
        )
    layout.render_answer("summary", " ".join(filter(None, said)))


def _render_nothing_waits(place: CohortPage, pairs: Collection[PairLine]) -> None:
    """Say that nothing waits, and what will."""
    words, closing = place.words, place.desk.programme.closing.name
    _ = words.gettext
    reached = [side for pair in pairs for side in (pair.mentor, pair.mentee) if side.within_reach]
    out = {
        side.code
        for side in reached
        for form in side.forms
        if (form.questionnaire, form.state) == (closing, "open")
    }
    if not pairs:
        pair_parts.no_pairs(place)
    elif place.cohort.closed:
        widgets.render_sentences(_("This cohort is closed: nothing waits for you any more."))
    elif out:
        widgets.render_sentences(
            words.ngettext(
                "Nothing waits for you today, but the closing survey is open and not in from {n}"
                " person. From the seventh day it stands here.",
                "Nothing waits for you today, but the closing survey is open and not in from {n}"
                " people. From the seventh day they stand here.",
                len(out),
            ).format(n=len(out))
        )
        widgets.render_page_link(
            "links.py",
            _("Remind everybody whose form is open and not in"),
            **{widgets.REMIND_PARAM: closing},
        )
    else:
        widgets.render_sentences(
            _("All is well: nothing waits for you today. Look in again in two weeks.")
        )


def _kind(
    place: CohortPage, kind: str, todos: Sequence[Todo], pairs: Mapping[str, PairLine]
) -> None:
    """Write everything of one kind under its heading."""
    _ = place.words.gettext
    widgets.render_page_part(kind, f"{_(KIND_HEADINGS.get(kind, kind))} ({len(todos)})")
    for form in dict.fromkeys(todo.form for todo in todos if todo.act == "remind"):
        widgets.render_page_link(
            "links.py",
            _("Remind everybody whose form is open and not in"),
            **{widgets.REMIND_PARAM: form},
        )
    if kind == "past_end":
        widgets.render_page_link("closing.py", _("Complete those that have come to their end"))
    shown = TODOS_AT_FIRST + TODOS_AT_ONCE * _taps(kind)
    for todo in todos[:shown]:
        _row(place, todo, pairs[todo.pair_id])
    if len(todos) > shown:
        rest = len(todos) - shown
        widgets.render_button(
            place.words.ngettext("Show {n} more", "Show {n} more", rest).format(
                n=min(rest, TODOS_AT_ONCE)
            ),
            f"more-{kind}",
            _more,
            kind,
        )


def _row(place: CohortPage, todo: Todo, pair: PairLine) -> None:
    """Write one thing: who, since when, why, and what to do about it."""
    words, form = place.words, f"noting-{_key(todo)}"
    _ = words.gettext
    with st.container(key=f"row-{_key(todo)}", gap="xsmall"):
        with st.container(key=f"who-{_key(todo)}"):
            widgets.render_sentences(f"{todo.who} · {todo.pair_id}")
        widgets.render_sentences(todo.sentence(words))
        widgets.render_note(
            f"since-{_key(todo)}", _("Waits since {day}").format(day=words.date(todo.since))
        )
        with st.container(key=f"acts-{_key(todo)}", horizontal=True):
            sides = [side for side in (pair.mentor, pair.mentee) if side.code in todo.people]
            pair_parts.mail(
                place,
                _("Write to {name}").format(
                    name=sides[0].name if len(sides) == 1 else todo.pair_id
                ),
                sides,
            )
            widgets.render_button(
                _("Note on {pair}").format(pair=todo.pair_id),
                f"open-{form}",
                widgets.ask_confirmation,
                form,
            )
            widgets.render_page_link(
                "pairs.py", _("Open {pair}").format(pair=todo.pair_id), pair=todo.pair_id
            )
            for act in (todo.act, "extend") if todo.kind == "past_end" else (todo.act,):
                if act in pair.acts:
                    widgets.render_page_link(
                        "pairs.py",
                        f"{codes.acts(words)[act]} ({todo.pair_id})",
                        pair=todo.pair_id,
                        do=act,
                    )
        if widgets.is_asked(form):
            pair_parts.form(place, form, todo.pair_id)


def _taps(kind: str) -> int:
    """Return how many times more of a kind was asked for.

    An address that names the kind counts as once.
    """
    return int(
        st.session_state.get(
            f"{MORE_TODOS_KEY}-{kind}", widgets.read_param(widgets.KIND_PARAM) == kind
        )
    )


def _more(kind: str) -> None:
    st.session_state[f"{MORE_TODOS_KEY}-{kind}"] = _taps(kind) + 1


def _key(todo: Todo) -> str:
    """Return what names the parts of a row, in signs that a style sheet can take."""
    return "".join(sign if sign.isalnum() else "-" for sign in todo.id)
