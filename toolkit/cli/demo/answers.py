"""The closing forms of a made-up cohort, answered from the programme's own questionnaire."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from toolkit.cli.demo.pairs import DemoPair, draw_some, make_random
from toolkit.programme import relevance
from toolkit.programme.programme import Programme
from toolkit.programme.promise import stamp_answer
from toolkit.programme.questionnaire import ROLES, Item, Option, Role

RESPONSE = {"mentor": 0.8, "mentee": 0.72}
FAVOURABLE = {
    "goals.met": 0.72,
    "process.works": 0.8,
    "onward.plan": 0.85,
    "onward.confidence": 0.65,
    "contact.keep": 0.85,
    "contact.how": 1.1,
    "recommend": 0.6,
}
"""Share of favourable answers by measure.

Any other question gets a share of its own between the two ends below.
"""
FAVOURABLE_ELSEWHERE = (0.45, 0.95)
BETWEEN_ROLES = 0.1
SKIPPED, DECLINED, NOT_APPLICABLE = 0.03, 0.03, 0.06
TOLD = 0.08
"""How often somebody chooses an answer that the association is told of, beside each other answer.

Few ask to be contacted.
"""


def answers(
    programme: Programme, drawn: Sequence[DemoPair], cohort: str, source: str
) -> Iterator[dict[str, str]]:
    """Yield the table ``answers``: the closing forms of those who answer, question by question.

    A question of free text, a number or a date is left unanswered.

    Args:
        programme: Whose questionnaire it is.
        drawn: The pairs.
        cohort: Its name.
        source: Names programme, cohort and seed: from the same source come the same answers.

    Yields:
        The rows.
    """
    for role in ROLES:
        draw = make_random(source, role)
        # Whose contact ended early answers a little less often.
        willing = sorted(
            drawn,
            key=lambda pair: draw.random() - 0.4 * (pair.status == "ended_early"),
            reverse=True,
        )
        forms: dict[str, dict[str, str]] = {
            pair.id: {} for pair in willing[: round(RESPONSE[role] * len(drawn))]
        }
        answering = [pair for pair in drawn if pair.id in forms]
        for item in programme.closing.items:
            if role in item.roles and item.kind.startswith("select_"):
                share = FAVOURABLE.get(
                    item.measure or "",
                    make_random(source, item.name).uniform(*FAVOURABLE_ELSEWHERE),
                )
                _answer(
                    programme,
                    item,
                    share,
                    answering,
                    forms,
                    make_random(source, f"{role}/{item.name}"),
                )
        for pair in answering:
            yield from _form(programme, pair, role, cohort, forms[pair.id], draw)


def _form(
    programme: Programme,
    pair: DemoPair,
    role: Role,
    cohort: str,
    answers: Mapping[str, str],
    draw: Random,
) -> Iterator[dict[str, str]]:
    """One person's form as rows, all sent at one moment of an evening."""
    sent = datetime(pair.end.year, pair.end.month, pair.end.day, 16, 0) + timedelta(
        days=draw.randint(0, 14), minutes=draw.randint(0, 300)
    )
    for item, answer in answers.items():
        yield {
            "participant_id": pair.person(role),
            "pair_id": pair.id,
            "cohort": cohort,
            "role": role,
            "questionnaire": programme.closing.name,
            "version": str(programme.closing.version),
            "submitted_at": f"{sent:%Y-%m-%dT%H:%M:%SZ}",
            "item": item,
            "answer": answer,
            "promise": stamp_answer(programme.settings.promise, programme.closing),
        }


def _answer(
    programme: Programme,
    item: Item,
    share: float,
    answering: Sequence[DemoPair],
    forms: Mapping[str, dict[str, str]],
    draw: Random,
) -> None:
    """Answer one question for everybody who is asked.

    Of those who take a side, *share* are content, mostly in the warmest pairs.
    """
    options = programme.closing.options(item)
    asked = [
        pair
        for pair in answering
        if (item.short or not programme.settings.short_form or pair.status != "ended_early")
        and (item.relevant is None or relevance.is_relevant(item.relevant, forms[pair.id]))
        and draw.random() >= SKIPPED
    ]
    groups = {pair.id: _draw_aside(pair, item, options, draw) for pair in asked}
    taking_side = sorted(
        (pair for pair in asked if not groups[pair.id]),
        key=lambda pair: pair.warmth + draw.gauss(0, 0.8),
        reverse=True,
    )
    content = round(min(1, share + draw.uniform(-BETWEEN_ROLES, BETWEEN_ROLES)) * len(taking_side))
    groups |= {
        pair.id: "favourable" if at < content else "other" for at, pair in enumerate(taking_side)
    }
    for pair in asked:
        forms[pair.id][item.name] = _code(item, options, groups[pair.id], draw)


def _draw_aside(pair: DemoPair, item: Item, options: Sequence[Option], draw: Random) -> str:
    """Return why somebody takes no side, or nothing.

    The question does not apply, or she would rather not say.
    """
    can = {option.counts_as for option in options}
    applies = (
        pair.has_goal != "chose_none"
        if item.measure == "goals.met"
        else draw.random() >= NOT_APPLICABLE
    )
    if "not_applicable" in can and not applies:
        return "not_applicable"
    return "no_answer" if "no_answer" in can and draw.random() < DECLINED else ""


def _code(item: Item, options: Sequence[Option], group: str, draw: Random) -> str:
    """Return a code, or several, of the options that count as *group*.

    The nearer to the other side, the more usual.
    """
    if item.told and group != "no_answer":
        said = [option for option in options if option.counts_as != "no_answer"]
        return draw.choices(said, [TOLD if option.name in item.told else 1 for option in said])[
            0
        ].name
    among = [option for option in options if option.counts_as == group] or [
        option for option in options if option.counts_as in ("favourable", "other", None)
    ]
    if item.several and group == "favourable":
        return ";".join(draw_some([option.name for option in among], 3, draw))
    across = [
        at
        for at, option in enumerate(options)
        if option.counts_as in ("favourable", "other") and option.counts_as != group
    ]
    distance = [
        min((abs(options.index(option) - at) for at in across), default=1) for option in among
    ]
    return draw.choices(among, [0.6**steps for steps in distance])[0].name
