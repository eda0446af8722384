"""What participants asked to be passed on.

The only answers of which the association learns who gave them, as the question itself says.
"""

from dataclasses import dataclass

from toolkit.data.database import Store
from toolkit.i18n import Language
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, localize


@dataclass(frozen=True)
class ContactRequest:
    """An answer that is passed on, such as a wish to be contacted.

    Attributes:
        person: Code of the participant.
        pair_id: Pair that it is about.
        role: What the person is in it.
        sent_on: Day on which it was sent.
        questionnaire: Where it was asked.
        item: Code of the question.
        code: Code of the answer.
    """

    person: str
    pair_id: str
    role: str
    sent_on: str
    questionnaire: str
    item: str
    code: str

    def in_words(self, programme: Programme, words: Language) -> tuple[str, str]:
        """Return the question, by its short name if it has one, and the answer."""
        questionnaire = programme.questionnaires[self.questionnaire]
        item = questionnaire.by_name[self.item]
        own_first = sorted(ROLES, key=lambda role: role != self.role)
        asked = item.title or next(wording for wording in map(item.wording, own_first) if wording)
        [answer] = [
            option.label for option in questionnaire.options(item) if option.name == self.code
        ]
        return localize(asked, words), localize(answer, words)


def wishes(store: Store, programme: Programme, cohort: str) -> tuple[ContactRequest, ...]:
    """Return what people of a cohort asked to be passed on, the newest first.

    No other answer is ever told so.

    Args:
        store: The database.
        programme: Whose questionnaires say what is passed on.
        cohort: Its name.

    Returns:
        One for each option that was chosen and may be told.
    """
    tables = store.raw_tables()
    ours = tables["pairs"].loc[tables["pairs"]["cohort"] == cohort].set_index("pair_id")
    found = []
    for row in tables["answers"].to_dict("records"):
        questionnaire = programme.questionnaires.get(row["questionnaire"])
        item = questionnaire.by_name.get(row["item"]) if questionnaire else None
        if questionnaire and item and row["pair_id"] in ours.index:
            role = (
                "mentor"
                if ours.at[row["pair_id"], "mentor_id"] == row["participant_id"]
                else "mentee"
            )
            given = set(str(row["answer"]).split(";"))
            told = [
                option.name
                for option in questionnaire.options(item)
                if option.name in item.told and option.name in given
            ]
            sent_on = str(row["submitted_at"])[:10]
            found += [
                ContactRequest(
                    row["participant_id"],
                    row["pair_id"],
                    role,
                    sent_on,
                    questionnaire.name,
                    item.name,
                    code,
                )
                for code in told
            ]
    return tuple(sorted(found, key=lambda wish: wish.sent_on, reverse=True))
