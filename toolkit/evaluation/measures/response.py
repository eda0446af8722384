"""Who sent a closing form in: facts of the register, not answers."""

from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.pairs import pair_tally
from toolkit.evaluation.tally import Tally, not_available
from toolkit.programme.questionnaire import ROLES


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``response.people`` for each role and ``response.pattern`` of the pairs."""
    found = []
    for role in ROLES:
        if role not in cohort.sent:
            found += not_available("response.people", (role,), "register")
            continue
        sent, asked = int(cohort.sent[role].sum()), cohort.size(role)
        found.append(
            Tally(
                "response.people",
                role,
                "register",
                asked,
                asked,
                asked,
                sent,
                {"sent": sent, "no_answer": asked - sent},
                possible=sent,
                published_high=sent,
            )
        )
    return found + _pattern(cohort)


def _pattern(cohort: Cohort) -> list[Tally]:
    if cohort.pairs is None:
        return not_available("response.pattern", ("pair",), "register")
    mentor, mentee = (cohort.sent[role] for role in ROLES)
    counts = {
        "both": int((mentor & mentee).sum()),
        "mentor_only": int((mentor & ~mentee).sum()),
        "mentee_only": int((~mentor & mentee).sum()),
        "nobody": int((~mentor & ~mentee).sum()),
    }
    return [
        pair_tally(
            cohort,
            "response.pattern",
            "register",
            counts,
            favourable="both",
            answered=len(mentor),
            published_high=counts["both"],
        )
    ]
