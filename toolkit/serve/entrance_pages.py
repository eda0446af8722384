"""The light pages by which people sign in and out: what they say and ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from toolkit.accounts.passwords import SHORTEST
from toolkit.errors import N_, Fault
from toolkit.serve import blocks
from toolkit.serve.blocks import Block, Page
from toolkit.serve.providers import DEFAULT
from toolkit.serve.replies import ASSOCIATION
from toolkit.texts import Language

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
FIRST, PASSWORD, PROVIDER = f"{SIGN_IN}/first", f"{SIGN_IN}/password", f"{SIGN_IN}/with"

NOT_RIGHT = N_("The address and the password do not belong together. Write them once more.")
WAIT = N_("Too many wrong passwords for this address. Wait, and try again.")
NOBODY_YET = N_(
    "Nobody has an account here yet: open the one-time address that the server wrote on its terminal when it was started; "
    "if it is gone, start the server once more and it writes a new one."
)
FOR_WHOM = N_("For whoever looks after the programme or sits on its board. Do you take part? Open the personal link in your invitation.")
FORGOTTEN = N_("Forgotten your password? Whoever looks after the accounts can send you a link to choose a new one.")
NOT_THE_SAME = N_("The two are not the same. Write the password once more in both.")
FIRST_TOLD = N_(
    "You make the first account, with every role: you read what is released, look after the pairs, and decide who else may sign in. "
    "Roles can be given to others and taken back later."
)


@dataclass(frozen=True, repr=False)
class Given:
    """What a page draws with.

    Attributes:
        association: What stands above it.
        words: The reader's language.
        typed: What was filled in; never a password.
        wrong: What is wrong, by field.
        query: What the address says, and goes along with the form.
    """

    association: str
    words: Language
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Fault] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


def sign_in(given: Given, offered: Sequence[str]) -> Page:
    """Ask for address and password, and offer the providers that are configured."""
    _ = given.words.gettext
    fields = [_address(given), _password(given, "password", _("Password"), "current-password")]
    asked = {each["name"]: each["text"] for each in fields}
    content = [
        blocks.say(_(FOR_WHOM)),
        *blocks.faults(given.wrong, asked, given.words),
        *([blocks.say(_("With the accounts of the association:"))] if offered else []),
        *(blocks.link(_provider(name, given.words), f"{PROVIDER}/{name}") for name in offered),
        *([blocks.say(_("Or with a password of your own:"))] if offered else []),
        blocks.form(_here(SIGN_IN, given), fields, [("in", _("Sign in"))]),
        blocks.say(_(FORGOTTEN), small=True),
    ]
    return _page(_("Sign in"), SIGN_IN, content, given)


def nobody_yet(given: Given) -> Page:
    """Say what to do where nobody has an account yet."""
    _ = given.words.gettext
    return _page(_("Sign in"), SIGN_IN, [blocks.say(_(NOBODY_YET))], given)


def first(given: Given) -> Page:
    """Ask for what the first account needs."""
    _ = given.words.gettext
    fields = [_name(given), _address(given), *_new_password(given)]
    asked = {each["name"]: each["text"] for each in fields}
    content = [
        blocks.say(_(FIRST_TOLD)),
        *blocks.faults(given.wrong, asked, given.words),
        blocks.form(_here(FIRST, given), fields, [("make", _("Make the account"))]),
    ]
    return _page(_("The first account"), FIRST, content, given)


def choose(given: Given, address: str) -> Page:
    """Ask for a password of one's own, behind a link that somebody sent."""
    _ = given.words.gettext
    fields = _new_password(given)
    asked = {each["name"]: each["text"] for each in fields}
    content = [
        blocks.say(_("You sign in with {address} and the password that you choose here. Nobody else gets to know it.").format(address=f"**{address}**")),
        *blocks.faults(given.wrong, asked, given.words),
        blocks.form(_here(FIRST, given), fields, [("choose", _("Keep this password"))]),
    ]
    return _page(_("Choose your password"), FIRST, content, given)


def another(given: Given) -> Page:
    """Ask for another password in place of the one that somebody has."""
    _ = given.words.gettext
    fields = [_password(given, "old", _("The password that you have now"), "current-password"), *_new_password(given)]
    asked = {each["name"]: each["text"] for each in fields}
    content = [
        blocks.say(_("You are signed out everywhere when it is changed, and sign in with the new one.")),
        *blocks.faults(given.wrong, asked, given.words),
        blocks.form(_here(PASSWORD, given), fields, [("change", _("Change the password"))]),
        blocks.link(_("Leave it as it is"), "/"),
    ]
    return _page(_("Change your password"), PASSWORD, content, given)


def sign_out(given: Given) -> Page:
    """Ask whether somebody wants to sign out."""
    _ = given.words.gettext
    content = [
        blocks.say(_("What you have chosen in the app stays as it is. To come back, sign in again.")),
        blocks.act(_("Sign out"), SIGN_OUT, {}, first=True),
        blocks.link(_("Stay signed in"), "/"),
    ]
    return _page(_("Sign out"), SIGN_OUT, content, given)


def told(given: Given, title: str, sentence: str) -> Page:
    """Say one thing, with the way to sign in."""
    _ = given.words.gettext
    return _page(title, "", [blocks.say(sentence), blocks.link(_("Sign in"), SIGN_IN, first=True)], given)


def _page(title: str, place: str, content: Sequence[Block], given: Given) -> Page:
    other = {**given.query, "lang": "en" if given.words.code == "sv" else "sv"}
    return Page(title, given.association or ASSOCIATION, content, faulty=bool(given.wrong), other=f"{place}?{urlencode(other)}" if place else "")


def _here(place: str, given: Given) -> str:
    return f"{place}?{urlencode(given.query)}" if given.query else place


def _address(given: Given) -> Block:
    text = given.words.gettext("E-mail address")
    return blocks.field("address", "email", text, given.typed.get("address", ""), fault=_wrong(given, "address"), fill="username")


def _name(given: Given) -> Block:
    return blocks.field("name", "line", given.words.gettext("Name"), given.typed.get("name", ""), fault=_wrong(given, "name"), fill="name")


def _password(given: Given, name: str, text: str, fill: str, hint: str = "") -> Block:
    return blocks.field(name, "password", text, hints=[hint], fault=_wrong(given, name), fill=fill)


def _new_password(given: Given) -> list[Block]:
    _ = given.words.gettext
    hint = _("{n} signs or more. Three or four words that do not belong together are easy to remember and hard to guess.").format(n=SHORTEST)
    return [
        _password(given, "password", _("New password"), "new-password", hint),
        _password(given, "again", _("The new password once more"), "new-password"),
    ]


def _wrong(given: Given, name: str) -> str:
    return given.wrong[name].sentence(given.words.gettext) if name in given.wrong else ""


def _provider(name: str, words: Language) -> str:
    if name == DEFAULT:
        return words.gettext("Sign in with your account there")
    return words.gettext("Sign in with {name}").format(name=name.capitalize())
