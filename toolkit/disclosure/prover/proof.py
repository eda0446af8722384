"""The proof of a release.

For every reader and everybody else, another table that prints the same and in which that answer is
favourable.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

import numpy as np

from toolkit.disclosure.prover import enumeration, solver
from toolkit.disclosure.prover.attackers import AttackCase, list_cases
from toolkit.disclosure.prover.enumeration import Gate, TableArray
from toolkit.disclosure.prover.search import Search
from toolkit.disclosure.prover.search_space import Codes, SearchSpace, build_spaces
from toolkit.disclosure.prover.solver import UndecidedError
from toolkit.evaluation.tally import Tally
from toolkit.release.release import Finding

Protected = Literal["not_favourable", "answers"]
Progress = Callable[[str, int, int], None]
"""Is told which question is being proved, how many questions are proved, and how many are to be."""
MOST_ENUMERATED = 2_000
"""Tables that read alike, up to which they are enumerated.

Above it each case is given to the solver.
"""
MOST_COMPARED = 4_000
"""The same where it is told who of a pair answered higher.

That is told only if every table can be tried.
"""
PROOF_SECONDS = 600.0
"""Time for the proof of one release; what is not proved by then is not released."""


class NotProvedError(Exception):
    """What would be printed is not proved to keep the promise.

    An answer is determined, or no proof was found in time.
    """


@dataclass(frozen=True)
class Proof:
    """What was proved of one question.

    Attributes:
        question: The finding whose answers it rests on.
        views: Whose answers.
        tables: How many tables read like the release, if they were enumerated; ``None`` where the
            solver decided.
    """

    question: str
    views: tuple[str, ...]
    tables: int | None

    def to_dict(self) -> dict[str, object]:
        """Return the proof as it stands in a certificate."""
        how: dict[str, object] = (
            {"by": "solver", "status": "optimal"}
            if self.tables is None
            else {"by": "enumeration", "tables": self.tables}
        )
        return {"question": self.question, "views": list(self.views), **how}


def prove(
    tallies: Sequence[Tally],
    findings: Sequence[Finding],
    gate: Gate,
    codebook: Mapping[str, Codes],
    *,
    known_answers: int,
    protected: Protected,
    seconds: float = PROOF_SECONDS,
    small: int = MOST_ENUMERATED,
    progress: Progress | None = None,
) -> Iterator[Proof]:
    """Prove that what is printed keeps the promise, question by question.

    The gate is asked as a black box: two tables read alike if it prints the same of both. Nothing
    but what is printed and who answered decides what is tried, so that neither the proof nor its
    failure tells anything else.

    Args:
        tallies: What was counted.
        findings: What is printed of it.
        gate: What is printed of any tallies.
        codebook: What each code of a finding counts as.
        known_answers: Answers that people who talk may hold together.
        protected: That somebody did not answer favourably, or every answer.
        seconds: Time for all of it.
        small: Tables that read alike, up to which a question is enumerated.
        progress: Told before each question, and when all are proved. Which questions there are
            follows from who answered alone.

    Yields:
        A proof for each question.

    Raises:
        NotProvedError: If an answer is determined, if the counts contradict each other, or if the
            time is up.
    """
    until, covered = monotonic() + seconds, set[tuple[str, str]]()
    told = {(finding.id, finding.view) for finding in findings if finding.told}
    ours = [
        tally for tally in tallies if tally.rule != "higher" or (tally.id, tally.view) in told
    ]  # hidden, it has no count of its own
    spaces = list(build_spaces(ours, codebook, known_answers, pooled=protected == "answers"))
    for space in _report_progress(spaces, progress):
        ids = {tally.id for tally in space.tallies}
        views = {tally.view for tally in space.tallies} | {"people"}
        message = tuple(
            finding for finding in findings if finding.id in ids and finding.view in views
        )
        # Witnesses are sought through the gate, so what is printed must be what it prints.
        if tuple(gate(space.tallies)) != message:
            raise NotProvedError(space.tallies[0].rests_on)
        yield _prove_question(space, gate, message, protected, until, small)
        covered |= {(finding.id, finding.view) for finding in message}
    # A figure of which no space was made would go out unproved; facts of the register need none.
    register = {(tally.id, tally.view) for tally in tallies if tally.rule == "register"}
    for finding in findings:
        if finding.told and (finding.id, finding.view) not in covered | register:
            raise NotProvedError(finding.id)


def _prove_question(
    space: SearchSpace,
    gate: Gate,
    message: tuple[Finding, ...],
    protected: Protected,
    until: float,
    small: int,
) -> Proof:
    """Return the proof of one question: of few tables each is tried, of more case by case."""
    facts = solver.read_facts(space, message)
    compared = any(tally.rule == "higher" for tally in space.tallies)
    every = enumeration.list_fitting_tables(space, facts, MOST_COMPARED if compared else small)
    try:
        kept = (
            _by_solver(space, gate, message, protected, until)
            if every is None
            else _by_enumeration(space, gate, message, protected, every, until)
        )
    # No answer is no proof, and what is not proved is not released.
    except UndecidedError:
        kept = False
    question = space.tallies[0].rests_on
    if not kept or monotonic() > until:
        raise NotProvedError(question)
    views = tuple(dict.fromkeys(tally.view for tally in space.tallies))
    return Proof(question, views, None if every is None else len(every))


def _report_progress(
    spaces: Sequence[SearchSpace], progress: Progress | None
) -> Iterator[SearchSpace]:
    """Yield the spaces, and tell how far it is.

    A question that is proved for each role apart is one question.
    """
    questions = list(dict.fromkeys(space.tallies[0].rests_on for space in spaces))
    for space in spaces:
        question = space.tallies[0].rests_on
        if progress:
            progress(question, questions.index(question), len(questions))
        yield space
    if progress and questions:
        progress(questions[-1], len(questions), len(questions))


def wanted_answers(space: SearchSpace, protected: Protected) -> tuple[frozenset[str], ...]:
    """Return which answers of everybody must remain possible.

    A favourable one, or each there is.
    """
    if protected == "not_favourable":
        return (frozenset({"favourable"}),)
    return tuple(frozenset({code}) for codes in space.codes.values() for code in codes)


def _by_enumeration(
    space: SearchSpace,
    gate: Gate,
    message: Sequence[Finding],
    protected: Protected,
    every: TableArray,
    until: float,
) -> bool:
    alike = enumeration.list_tables_behind(space, every, gate, message)
    most = alike.max(axis=0, initial=0)
    tried = _until_deadline(
        list_cases(
            space,
            wanted_answers(space, protected),
            # Only the last: those before it were asked about when each of them was the last.
            lambda known: all(most[list(choice)].any() for choice in known[-1:]),
        ),
        until,
    )
    return (
        len(alike) > 0 and not enumeration.find_leaks(alike, np.zeros(len(alike), int), tried).any()
    )


def _by_solver(
    space: SearchSpace, gate: Gate, message: Sequence[Finding], protected: Protected, until: float
) -> bool:
    search = Search(space, gate, message, until)
    tried = _until_deadline(
        list_cases(space, wanted_answers(space, protected), search.may_be_there), until
    )
    return search.possible(()) and all(
        all(search.possible((*case.known, answer)) for answer in case.wanted)
        for case in tried
        if search.possible((*case.known, case.someone))
    )


def _until_deadline(tried: Iterable[AttackCase], until: float) -> Iterator[AttackCase]:
    for case in tried:
        if monotonic() > until:
            raise UndecidedError
        yield case
