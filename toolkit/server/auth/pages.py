"""The light pages by which people sign in and out: what they say and ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from toolkit.app.state.provider import DEFAULT
from toolkit.errors import N_, Fault
from toolkit.i18n import Language, next_language
from toolkit.people.accounts.passwords import MIN_PASSWORD_LENGTH
from toolkit.server.http import components
from toolkit.server.http.components import Page, PageBlock
from toolkit.server.http.forms import Fields, safe_redirect
from toolkit.server.http.responses import ASSOCIATION
from toolkit.server.http.urls import SIGN_IN_PATH, SIGN_OUT_PATH

FIRST_ACCOUNT_PATH, PASSWORD_PATH, PROVIDER_PATH = (
    f"{SIGN_IN_PATH}/first",
    f"{SIGN_IN_PATH}/password",
    f"{SIGN_IN_PATH}/with",
)

NOT_RIGHT = N_("The address and the password do not belong together. Write them once more.")
WAIT_FOR_PASSWORD = N_("Too many wrong passwords for this address. Wait, and try again.")
NOBODY_YET = N_(
    "Nobody has an account here yet: open the one-time address that the server wrote on its"
    " terminal when it was started; if it is gone, start the server once more and it writes a new"
    " one."
)
FOR_WHOM = N_(
    "For whoever looks after the programme or sits on its board. Do you take part? Open the"
    " personal link in your invitation."
)
FORGOTTEN_PASSWORD = N_(
    "Forgotten your password? Whoever looks after the accounts can send you a link to choose a new"
    " one."
)
NOT_THE_SAME = N_("The two are not the same. Write the password once more in both.")
FIRST_ACCOUNT_LEAD = N_(
    "You make the first account, with every role: you read what is released, look after the pairs,"
    " and decide who else may sign in. Roles can be given to others and taken back later."
)


@dataclass(frozen=True, repr=False)
class SignInContext:
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

    @property
    def next_address(self) -> str:
        """Where whoever signs in is led: one of our own pages."""
        return safe_redirect(self.query.get("next", "/"), self.query.get("lang", ""))

    def keep_typed(self, sent: Fields, *names: str) -> SignInContext:
        """Keep what was sent in these fields."""
        return replace(self, typed={name: first_value(sent, name) for name in names})

    def with_faults(self, wrong: Mapping[str, Fault]) -> SignInContext:
        """Say what is wrong, by field."""
        return replace(self, wrong=wrong)

    def without_code(self) -> SignInContext:
        """Leave a code behind that was used."""
        return replace(
            self, query={name: value for name, value in self.query.items() if name != "code"}
        )


def first_value(sent: Fields, name: str) -> str:
    """Return what was sent in a field, the first if it is there twice; blank if it is not."""
    return next(iter(sent.get(name, ())), "")


def render_sign_in(given: SignInContext, offered: Iterable[str]) -> Page:
    """Ask for address and password, and offer the providers that are configured."""
    _ = given.words.gettext
    fields = [_address(given), _password(given, "password", _("Password"), "current-password")]
    content = [
        components.text_block(_(FOR_WHOM)),
        *_fault_blocks(given, fields),
        *([components.text_block(_("With the accounts of the association:"))] if offered else []),
        *(
            components.link_block(_provider(name, given.words), f"{PROVIDER_PATH}/{name}")
            for name in offered
        ),
        *([components.text_block(_("Or with a password of your own:"))] if offered else []),
        components.form_block(_own_address(SIGN_IN_PATH, given), fields, [("in", _("Sign in"))]),
        components.text_block(_(FORGOTTEN_PASSWORD), small=True),
    ]
    return _page(_("Sign in"), SIGN_IN_PATH, content, given)


def render_nobody_yet(given: SignInContext) -> Page:
    """Say what to do where nobody has an account yet."""
    return _page(
        given.words.gettext("Sign in"),
        SIGN_IN_PATH,
        [components.text_block(given.words.gettext(NOBODY_YET))],
        given,
    )


def render_first_account(given: SignInContext) -> Page:
    """Ask for what the first account needs."""
    _ = given.words.gettext
    fields = [_name(given), _address(given), *_new_password(given)]
    content = [
        components.text_block(_(FIRST_ACCOUNT_LEAD)),
        *_fault_blocks(given, fields),
        components.form_block(
            _own_address(FIRST_ACCOUNT_PATH, given), fields, [("make", _("Make the account"))]
        ),
    ]
    return _page(_("The first account"), FIRST_ACCOUNT_PATH, content, given)


def render_choose_password(given: SignInContext, address: str) -> Page:
    """Ask for a password of one's own, behind a link that somebody sent."""
    _ = given.words.gettext
    fields = _new_password(given)
    content = [
        components.text_block(
            _(
                "You sign in with {address} and the password that you choose here. Nobody else gets"
                " to know it."
            ).format(address=f"**{address}**")
        ),
        *_fault_blocks(given, fields),
        components.form_block(
            _own_address(FIRST_ACCOUNT_PATH, given), fields, [("choose", _("Keep this password"))]
        ),
    ]
    return _page(_("Choose your password"), FIRST_ACCOUNT_PATH, content, given)


def render_change_password(given: SignInContext) -> Page:
    """Ask for another password in place of the one that somebody has."""
    _ = given.words.gettext
    fields = [
        _password(given, "old", _("The password that you have now"), "current-password"),
        *_new_password(given),
    ]
    content = [
        components.text_block(
            _("You are signed out everywhere when it is changed, and sign in with the new one.")
        ),
        *_fault_blocks(given, fields),
        components.form_block(
            _own_address(PASSWORD_PATH, given), fields, [("change", _("Change the password"))]
        ),
        components.link_block(_("Leave it as it is"), "/"),
    ]
    return _page(_("Change your password"), PASSWORD_PATH, content, given)


def render_sign_out(given: SignInContext) -> Page:
    """Ask whether somebody wants to sign out."""
    _ = given.words.gettext
    content = [
        components.text_block(
            _("What you have chosen in the app stays as it is. To come back, sign in again.")
        ),
        components.action_block(_("Sign out"), SIGN_OUT_PATH, {}, first=True),
        components.link_block(_("Stay signed in"), "/"),
    ]
    return _page(_("Sign out"), SIGN_OUT_PATH, content, given)


def render_message(given: SignInContext, title: str, sentence: str) -> Page:
    """Say one thing, with the way to sign in.

    Args:
        given: The language, and what the address carried.
        title: What the page is called.
        sentence: What it says.

    Returns:
        The page.
    """
    return _page(
        title,
        "",
        [
            components.text_block(sentence),
            components.link_block(given.words.gettext("Sign in"), SIGN_IN_PATH, first=True),
        ],
        given,
    )


def _fault_blocks(given: SignInContext, fields: Iterable[PageBlock]) -> list[PageBlock]:
    asked = {each["name"]: each["text"] for each in fields}
    return components.fault_blocks(given.wrong, asked, given.words)


def _page(title: str, place: str, content: Sequence[PageBlock], given: SignInContext) -> Page:
    other = {**given.query, "lang": next_language(given.words)}
    return Page(
        title,
        given.association or ASSOCIATION,
        content,
        faulty=bool(given.wrong),
        other=f"{place}?{urlencode(other)}" if place else "",
    )


def _own_address(place: str, given: SignInContext) -> str:
    return f"{place}?{urlencode(given.query)}" if given.query else place


def _address(given: SignInContext) -> PageBlock:
    return components.form_field(
        "address",
        "email",
        given.words.gettext("E-mail address"),
        given.typed.get("address", ""),
        fault=_fault_sentence(given, "address"),
        fill="username",
    )


def _name(given: SignInContext) -> PageBlock:
    return components.form_field(
        "name",
        "line",
        given.words.gettext("Name"),
        given.typed.get("name", ""),
        fault=_fault_sentence(given, "name"),
        fill="name",
    )


def _password(given: SignInContext, name: str, text: str, fill: str, hint: str = "") -> PageBlock:
    return components.form_field(
        name, "password", text, hints=[hint], fault=_fault_sentence(given, name), fill=fill
    )


def _new_password(given: SignInContext) -> list[PageBlock]:
    _ = given.words.gettext
    hint = _(
        "{n} signs or more. Three or four words that do not belong together are easy to remember"
        " and hard to guess."
    ).format(n=MIN_PASSWORD_LENGTH)
    return [
        _password(given, "password", _("New password"), "new-password", hint),
        _password(given, "again", _("The new password once more"), "new-password"),
    ]


def _fault_sentence(given: SignInContext, name: str) -> str:
    return given.wrong[name].sentence(given.words.gettext) if name in given.wrong else ""


def _provider(name: str, words: Language) -> str:
    if name == DEFAULT:
        return words.gettext("Sign in with your account there")
    return words.gettext("Sign in with {name}").format(name=name.capitalize())
