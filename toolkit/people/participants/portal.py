"""One opening of a personal link: everything that its person may see and do, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import cast

from toolkit.data.database import Form, Mentorship, Receipt, SentForm, Store, hash_link
from toolkit.errors import N_, Fault, Refused, refuse
from toolkit.i18n import Language
from toolkit.people.participants import labels
from toolkit.people.participants import tasks as planning
from toolkit.people.participants.meeting_log import COHORT_CLOSED_NOTICE, MentorshipLog
from toolkit.people.participants.tasks import FormWindow, Task, TaskState
from toolkit.people.participants.unlocking import UnlockedForms
from toolkit.programme import asked_questionnaire
from toolkit.programme.programme import Programme
from toolkit.programme.promise import stamp_answer
from toolkit.programme.questionnaire import Occasion, Questionnaire, Role

NO_LINK = N_("This link does not open anything any more. Ask whoever sent it to you for a new one.")
"""The same for a link that never was, has run out or was withdrawn, so that nobody learns which."""
NOT_OPEN = N_("This form is not open.")
FORM_SEALED = N_("This form is in. To read or correct it, type the code of your receipt.")
NOTHING_ANSWERED = N_(
    "Nothing is answered yet. Answer at least one question, or just close the page."
)
_ORDER: tuple[TaskState, ...] = ("started", "due", "sent", "later", "closed")


@dataclass(frozen=True, repr=False)
class ParticipantPortal(MentorshipLog):
    """One opening of a personal link."""

    @classmethod
    def open(
        cls,
        store: Store,
        programme: Programme,
        token: str,
        *,
        today: date,
        sitting: UnlockedForms | None = None,
    ) -> ParticipantPortal | None:
        """Return what is behind the link, None if it opens nothing.

        Whether it never was, ran out or was revoked is not told.

        Args:
            store: The database.
            programme: Whose forms there are.
            token: What the link carries.
            today: The day on which it is opened.
            sitting: What the sitting opens already; a new one if left out.

        Returns:
            What is behind it, ``None`` if nothing.
        """
        person = store.person_of(token, today=today)
        if person is None:
            return None
        return cls(
            store,
            person,
            hash_link(token),
            sitting or UnlockedForms(),
            programme,
            today,
            store.mentorships(person),
        )

    @property
    def language(self) -> str:
        """The language to speak to the person in, as far as it is known."""
        settings = self.programme.settings
        spoken = [
            row.get("language") for part in ("contact", "participant") for row in self._rows(part)
        ]
        return next(
            (code for code in spoken if code in settings.languages), settings.default_language
        )

    @property
    def name(self) -> str:
        """What to call the person; blank if nobody knows."""
        return next((row["name"] for row in self._rows("contact")), "") or ""

    # ---- what is to be done ----------------------------------------------------------------------

    def tasks(self, words: Language) -> tuple[Task, ...]:
        """Return every form of the person.

        What is begun and what is due first, then what is in, then what is still to come.
        """
        there, begun = {sent.form: sent for sent in self._in}, self._begun
        found = [
            self._task(number, window, words, there.get(window.form), begun)
            for number, window in enumerate(self._windows, start=1)
        ]
        return tuple(sorted(found, key=lambda task: _ORDER.index(task.state)))

    # ---- a form ----------------------------------------------------------------------------------

    def questionnaire(self, form: Form) -> Questionnaire:
        """Return what the form asks."""
        return self.programme.questionnaires[form.questionnaire]

    def opens(self, form: Form) -> Occasion:
        """Return when the form is filled in, as far as the programme still asks it."""
        known = self.programme.questionnaires.get(form.questionnaire)
        return known.opens if known else "closing"

    def screens(
        self, form: Form, answers: asked_questionnaire.Answers, words: Language
    ) -> tuple[asked_questionnaire.SurveyScreen, ...]:
        """Return the screens of the form in the words of the person's role.

        Args:
            form: Which form of the person.
            answers: What is answered so far, by item; what is asked next depends on it.
            words: The language.

        Returns:
            The screens, in their order.
        """
        return asked_questionnaire.plan_screens(
            self.questionnaire(form),
            _role(form),
            words,
            answers,
            short=self._short(form),
            pair=self.mentorship(form).pair,
        )

    def answers(self, form: Form) -> dict[str, str]:
        """Return the form as it stands: the draft over what was sent.

        Before that, what the register knows of the agreement.

        Of a form that is sealed, nothing; nor of a draft that was filled in with an earlier link.
        """
        return {**self._known(form), **self.store.standing(form, keys=self._keys)}

    def keep(self, form: Form, given: Mapping[str, str | Sequence[str]]) -> None:
        """Keep what is *given* as a draft, blank for an answer that is taken back.

        Only what differs from the form as it stands is written, so that it may be called as often
        as one likes. What is wrong is left out, and the rest kept.

        Raises:
            Refused: With what is wrong, by item, ``""`` for the form as a whole.
        """
        self._require_open(form)
        standing = self.answers(form)
        found, faults = self._read(form, {**standing, **given})
        changed = {
            item: found.get(item)
            for item in given
            if item not in faults and found.get(item, "") != standing.get(item, "")
        }
        if changed:
            self.store.keep_draft(form, {**self._known(form), **changed}, keys=self._keys)
        # After the rest is kept: one answer that is wrong loses nobody the others.
        refuse(faults)

    def send(self, form: Form, given: Mapping[str, str | Sequence[str]], now: datetime) -> Receipt:
        """Send the form; the same again gives the same receipt, anything else is a new revision.

        Args:
            form: The form.
            given: What is sent over what is kept, by item.
            now: When it is sent.

        Returns:
            The receipt, once it is on the disk.

        Raises:
            Refused: With what is wrong, by item, ``""`` for the form as a whole; then nothing is
                sent.
        """
        self._require_open(form)
        questionnaire = self.questionnaire(form)
        answers, faults = self._read(form, {**self.answers(form), **given})
        refuse(faults)
        if not answers:
            raise Refused(Fault(NOTHING_ANSWERED))
        set_columns = questionnaire.recorded(answers)
        records = {
            item.name: str(item.records)
            for item in questionnaire.items
            if item.records in set_columns and item.name in answers
        }
        return self.store.send(
            form,
            answers,
            version=questionnaire.version,
            promise=stamp_answer(self.programme.settings.promise, self.programme.closing),
            now=now,
            records=records,
            short_form=self._mark_short(form),
            keys=self._keys,
        )

    def receipt(self, form: Form) -> Receipt | None:
        """Return the receipt of a form that is in and open in this sitting."""
        return next((sent.receipt for sent in self.sent if sent.form == form), None)

    def may_correct(self, form: Form) -> bool:
        """Return whether the form can be filled in, or corrected once it is open, today."""
        return self._refused(form) is None

    def why_not(self, form: Form) -> str:
        """Return the sentence that says why a form cannot be filled in, ``""`` if it can."""
        fault = self._refused(form)
        return fault.message if fault else ""

    def mentorship(self, form: Form) -> Mentorship:
        """Return the pair of the form.

        Raises:
            KeyError: If it is no form of this person.
        """
        for mentorship in self.mentorships:
            if (form.participant_id, form.pair_id, form.role) == (
                self.person,
                mentorship.pair["pair_id"],
                mentorship.role,
            ):
                return mentorship
        raise KeyError(form.questionnaire)

    # ---- my data ---------------------------------------------------------------------------------

    @property
    def begun(self) -> tuple[Form, ...]:
        """The forms that are begun with this link, or were changed after they were sent.

        The latter only if they are open in this sitting.
        """
        sealed, there = self.sealed, self._begun
        return tuple(
            window.form
            for window in self._windows
            if there.get(window.form) and window.form not in sealed
        )

    @property
    def begun_earlier(self) -> tuple[Form, ...]:
        """The forms that are begun with an earlier link.

        What was filled in is not shown with this one.
        """
        return tuple(
            window.form for window in self._windows if self._begun.get(window.form) is False
        )

    def in_words(
        self, form: Form, answers: asked_questionnaire.Answers, words: Language
    ) -> tuple[tuple[str, str], ...]:
        """Return each question that is answered with its answer, as the person read them.

        Args:
            form: Which form of the person.
            answers: By item.
            words: The language.

        Returns:
            Question and answer, in the order of the questionnaire.
        """
        return tuple(labels.answers_in_words(self.questionnaire(form), _role(form), answers, words))

    def withdraw(self, form: Form) -> bool:
        """Take a form back, answers and draft.

        What was published stays as it is, and whether there was anything is returned.
        """
        self.mentorship(form)
        return self.store.withdraw(form)

    # ---- parts -----------------------------------------------------------------------------------

    @cached_property
    def _windows(self) -> tuple[FormWindow, ...]:
        found = (
            planning.windows(each, self.person, self.programme, link_ends=self._link_ends)
            for each in self.mentorships
        )
        return tuple(window for windows in found for window in windows)

    def _task(
        self,
        number: int,
        window: FormWindow,
        words: Language,
        sent: SentForm | None,
        begun: Mapping[Form, bool],
    ) -> Task:
        form, questionnaire = window.form, self.questionnaire(window.form)
        known = not begun.get(form) and bool(
            asked_questionnaire.answers_from_register(questionnaire, self.mentorship(form).pair)
        )
        state = self._state(window, sent=sent is not None or known, begun=begun.get(form, False))
        due_on = planning.due_on(window, questionnaire, today=self.today, link_ends=self._link_ends)
        return Task(
            number=number,
            form=form,
            title=planning.title_of(questionnaire, form.occasion, words),
            why=planning.why_of(questionnaire, words),
            state=state,
            due_on=window.opens if state == "later" else due_on,
            short=self._short(form),
            sent_at=sent.receipt.sent_at if sent else None,
            sealed=sent is not None and not self._opens(sent),
            earlier=begun.get(form) is False,
        )

    def _state(self, window: FormWindow, *, sent: bool = False, begun: bool = False) -> TaskState:
        return planning.state_of(
            window, today=self.today, sent=sent, begun=begun, closed=self._has_closed(window.form)
        )

    def _has_closed(self, form: Form) -> bool:
        """Whether the form came too late for the figures; a follow-up comes after them."""
        return self.questionnaire(form).opens != "followup" and self.is_closed(
            self.mentorship(form)
        )

    def _refused(self, form: Form) -> Fault | None:
        window = next((window for window in self._windows if window.form == form), None)
        if window is None or self._state(window) in ("later", "closed"):
            return Fault(COHORT_CLOSED_NOTICE if window and self._has_closed(form) else NOT_OPEN)
        return None

    def _require_open(self, form: Form) -> None:
        """Refuse to change a form that cannot be filled in, or is sealed."""
        if fault := self._refused(form):
            raise Refused(fault)
        if self.is_sealed(form):
            raise Refused(Fault(FORM_SEALED))

    def _read(
        self, form: Form, given: Mapping[str, str | Sequence[str]]
    ) -> tuple[dict[str, str], dict[str, Fault]]:
        return asked_questionnaire.read_answers(
            self.questionnaire(form), _role(form), given, short=self._short(form)
        )

    def _short(self, form: Form) -> bool:
        """Whether the short form is asked.

        Not of a form that was opened whole before the pair ended: nothing given in it is dropped.
        """
        questionnaire = self.questionnaire(form)
        if not planning.is_short(self.mentorship(form).pair, questionnaire):
            return False
        whole = any(sent.form == form and sent.short_form == "no" for sent in self._in)
        return not whole and all(
            questionnaire.by_name[item].short
            for item in self.store.standing(form, keys=self._keys)
            if item in questionnaire.by_name
        )

    def _mark_short(self, form: Form) -> str:
        """Return what is kept of a form that is sent; nothing where the questionnaire has none."""
        if not any(item.short for item in self.questionnaire(form).items):
            return ""
        return "yes" if self._short(form) else "no"

    def _known(self, form: Form) -> dict[str, str]:
        """Return what the register knows, for a form that is neither begun nor sent.

        From then on, what is in the form stands.
        """
        known = asked_questionnaire.answers_from_register(
            self.questionnaire(form), self.mentorship(form).pair
        )
        return {} if self._begun.get(form) or any(sent.form == form for sent in self._in) else known

    @property
    def _link_ends(self) -> date | None:
        return max(
            (date.fromisoformat(link["until"]) for link in self._rows("links")), default=None
        )


def _role(form: Form) -> Role:
    return cast("Role", form.role)
