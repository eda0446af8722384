"""From place to place: what the address says, links to other pages, mails begun."""

from collections.abc import Iterable
from urllib.parse import quote

import streamlit as st

from toolkit.app import state
from toolkit.app.widgets.layout import escape_markdown
from toolkit.resources import resource_path

PAIR_PARAM, DO_PARAM, WHO_PARAM, REMIND_PARAM, KIND_PARAM = "pair", "do", "who", "remind", "kind"
"""What the address says beside what :class:`session.Key` names.

A pair, what to do to it, who is to get a link, what to remind of, which list is whole.
"""
KEPT_PARAMS = (state.ParamName.LANGUAGE, state.ParamName.PROGRAMME, state.ParamName.COHORT)
"""What stays in the address from place to place."""
ASKED_KEY = "office-asked"


def make_address(**places: str) -> dict[str, str]:
    """Return an address: the language, programme and cohort of this one, and *places*."""
    kept = {key: value for key, value in st.query_params.to_dict().items() if key in KEPT_PARAMS}
    return {str(key): value for key, value in {**kept, **places}.items() if value}


def go_to(**places: str) -> None:
    """Go to another place of the same page; what was asked and said there is over."""
    st.session_state.pop(ASKED_KEY, None)
    st.query_params.from_dict(make_address(**places))


def read_param(key: str) -> str:
    """Return what the address says of *key*, ``""`` if nothing."""
    return st.query_params.get(key, "")


def render_page_link(script: str, label: str, **places: str) -> None:
    """Draw a link to a place of another page.

    Args:
        script: File of the page, in the folder of pages.
        label: What it is called.
        **places: What the address says beside the language and the programme.
    """
    st.page_link(
        resource_path(f"toolkit/app/pages/{script}"),
        label=escape_markdown(label),
        query_params=make_address(**places),
    )


def render_first_step(script: str, label: str, **places: str) -> None:
    """Draw the link to what comes next where there is nothing yet.

    Args:
        script: File of the page, in the folder of pages.
        label: What it is called.
        **places: What the address says, as for :func:`render_page_link`.
    """
    with st.container(key="first-step"):
        render_page_link(script, label, **places)


def render_mail_link(label: str, addresses: Iterable[str], subject: str, text: str) -> None:
    """Draw a link that opens the reader's own mail program with a mail begun.

    Nothing is drawn without an address.

    Args:
        label: What it is called.
        addresses: To whom; a blank one is left out.
        subject: What stands in the mail's subject.
        text: The mail, which the reader may change.
    """
    known = [quote(each, safe="@") for each in addresses if each]
    if known:
        st.link_button(
            escape_markdown(label),
            f"mailto:{','.join(known)}?subject={quote(subject)}&body={quote(text)}",
        )
