"""Who sent a row of an export in: nobody's name, only what tells one response from another."""

import hashlib
import hmac
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from toolkit.data.files.tables import Grid
from toolkit.data.form_import.stored_answers import FORM_PREFIX
from toolkit.data.form_import.wording import Headers, fold_text, read_whole


def alike_rows(grid: Grid, headers: Headers, submitted: Sequence[str]) -> list[list[int]]:
    """Return the rows that are alike in everything but the platform's own number, form by form.

    Args:
        grid: The export.
        headers: What its columns are.
        submitted: When each row was sent in; rows without a time are never alike.

    Returns:
        Row numbers, two or more a form.
    """
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for (row, cells), sent in zip(grid.rows, submitted, strict=True):
        if sent:
            told = (fold_text(cell) for place, cell in enumerate(cells) if place not in headers.ids)
            rows[tuple(told)].append(row)
    return [several for several in rows.values() if len(several) > 1]


def response_ids(grid: Grid, headers: Headers) -> list[str]:
    """Return the platform's response id of each row; blank where no column holds one a row."""
    for place in headers.ids:
        ids = [
            read_whole(cell) or fold_text(cell) for cell in (cells[place] for _, cells in grid.rows)
        ]
        if len(set(ids)) == len(ids) and "" not in ids:
            return ids
    return [""] * len(grid.rows)


def make_up_participants(
    ids: Sequence[str],
    submitted: Sequence[str],
    answered: Sequence[Mapping[str, str]],
    key: bytes,
    scope: Sequence[str],
) -> list[str]:
    """Make up a participant for each row, of what identifies the response.

    That is the platform's response id where there is one, the time and the answers that were read.
    So neither the order of the columns nor their headings, nor what is not read, makes another
    person of somebody. Two rows that are alike are two.

    Args:
        ids: The platform's response id of each row, or blank.
        submitted: When each row was sent in.
        answered: What was read of each row, by item.
        key: The key of the data.
        scope: Cohort, role and questionnaire.

    Returns:
        A code for each row.
    """
    # Counted: two people may have given the very same answers.
    seen: Counter[str] = Counter()
    people = []
    for its_id, time, answers in zip(ids, submitted, answered, strict=True):
        content = json.dumps([*scope, its_id, time, sorted(answers.items())], ensure_ascii=False)
        mark = f"{_hash(key, json.dumps([*scope, 'id', its_id]))[:16]}_" if its_id else ""
        people.append(f"{FORM_PREFIX}{mark}{_hash(key, f'{content}{seen[content]}')[:20]}")
        seen[content] += 1
    return people


def _hash(key: bytes, content: str) -> str:
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()
