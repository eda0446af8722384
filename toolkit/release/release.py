"""The release: the only thing that leaves the toolkit.

Frozen, hashed, and enough to make every output from.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from toolkit.errors import N_, Fault, ReleaseError
from toolkit.files import write_whole
from toolkit.release.published_count import PublishedCount

SCHEMA = 1
Status = Literal["shown", "coarsened", "hidden", "not_available"]
FIELDS_OF_STATUS = {
    "shown": ("id", "view", "frame", "answered", "favourable", "range", "counts", "status"),
    "coarsened": ("id", "view", "frame", "favourable", "range", "status"),
    "hidden": ("id", "view", "status"),
    "not_available": ("id", "view", "status"),
}
UNHASHED = ("sha256", "made_with")
MOST_SIGNS = 80
"""Length of ``made_with``: a name and a version."""
MOST_SECONDS = 1_000_000
"""Longer than anybody waits for a proof."""
RESTS_ON = {
    "goals.sides": "goals.met",
    "goals.higher": "goals.met",
    "process.sides": "process.works",
    "process.higher": "process.works",
}
"""Findings about pairs that are made of the answers to another finding's question."""


@dataclass(frozen=True)
class Finding:
    """One published figure, or the mark that stands where it would be.

    Attributes:
        id: Such as ``process.works``; the table of findings is in GLOSSARY.md.
        view: ``mentor``, ``mentee``, ``people`` (both roles pooled) or ``pair``.
        status: ``shown`` (with counts), ``coarsened`` (favourable only), ``hidden`` or
            ``not_available`` (no figure).
        frame: People or pairs that should be counted.
        answered: People with a substantive answer, pairs that are known.
        favourable: People or pairs counted as favourable: a number, at most so many, or a window.
        range: Lowest and highest possible share of the frame; ``None`` where an end is not
            published.
        counts: People or pairs for each code, every code there.
        group: Chapter or area; empty for the whole cohort.
        windows: Of a coarsened comparison of the two of a pair: pairs for each code, each a number
            or a window.

    Example:
        >>> from toolkit import Finding
        >>> from toolkit.release.published_count import PublishedCount
        >>> most = PublishedCount.few(2)
        >>> few = Finding("process.works", "mentor", "coarsened", 8, favourable=most)
        >>> few.told, few.exact, str(few.favourable)
        (True, None, '<=2')
        >>> Finding("goals.met", "mentee", "hidden").told
        False
    """

    id: str
    view: str
    status: Status
    frame: int | None = None
    answered: int | None = None
    favourable: PublishedCount | None = None
    range: tuple[float | None, float | None] | None = None
    counts: Mapping[str, int] | None = None
    group: str = ""
    windows: Mapping[str, PublishedCount] | None = None

    @property
    def told(self) -> bool:
        """Whether there is any figure to read."""
        return self.status in ("shown", "coarsened")

    @property
    def exact(self) -> int | None:
        """How many are favourable, where that is told exactly."""
        return self.favourable.exact if self.favourable else None

    @property
    def told_in_part(self) -> bool:
        """Whether only "at most" or a window of the favourable is told."""
        return self.favourable is not None and self.exact is None

    @property
    def by_code(self) -> Mapping[str, PublishedCount]:
        """How many there are of each code, as far as it is told: its counts, or its windows."""
        if self.counts:
            return {code: PublishedCount.number(count) for code, count in self.counts.items()}
        return self.windows or {}

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as it stands in ``release.json``."""
        found = {name: getattr(self, name) for name in FIELDS_OF_STATUS[self.status]}
        if self.told:
            found["favourable"] = None if self.favourable is None else self.favourable.to_json()
            found["range"] = None if self.range is None else list(self.range)
        if found.get("counts") is not None:
            found["counts"] = dict(found["counts"])
        if self.group:
            found["group"] = self.group
        if self.windows:
            found["windows"] = {code: window.to_json() for code, window in self.windows.items()}
        return found


@dataclass(frozen=True)
class Release:
    """A closing evaluation as published. It speaks for itself: labels and codebook are inside.

    Attributes:
        frame: ``pairs``, ``mentor`` and ``mentee``: how many should have been counted; ``None``
            where not known.
        texts: Language to key to text: ``programme``, ``role.mentor`` (plural), ``<id>`` (title),
            ``<id>@mentor`` (the question as asked), ``<id>#<code>`` (an answer).
        codebook: Finding to code to what the code counts as, in the order in which it is shown.
        certificate: What was proved about the release, and how.
        inputs: Rows and keyed fingerprint of each table.
        since: Finding to the version of the questionnaire from which the meaning of its question
            stands; one that is not named means what it always did, version 1. It is written only
            where it says something.
        made_with: Name and version of the toolkit. Nobody vouches for it, as for the ``seconds`` of
            the certificate: both stand outside the hash, so that a release made anew by another
            version or computer is the same release.

    Example:
        >>> from toolkit import read_release
        >>> release = read_release("out/release.json")
        >>> release
        <Release swea A8, closed 2026-12-31: 10 of 65 findings shown or coarsened>
        >>> release.finding("process.works", "mentor").exact
        5
        >>> release.finding("goals.met", "mentor").status
        'hidden'
        >>> release.text("process.works", "en")
        'Did the process work?'
    """

    programme: str
    cohort: str
    closed_on: date
    promise: str
    min_base: int
    frame: Mapping[str, int | None]
    findings: tuple[Finding, ...]
    languages: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]
    codebook: Mapping[str, Mapping[str, str]]
    certificate: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    closed_by: str = ""
    made_with: str = ""
    since: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """The hash of the canonical JSON.

        Without itself, the seconds of the certificate and ``made_with``.
        """
        content = {key: value for key, value in self._content().items() if key not in UNHASHED}
        content["certificate"] = {
            key: value for key, value in self.certificate.items() if key != "seconds"
        }
        return hash_canonically(content)

    def finding(self, id: str, view: str) -> Finding:
        """Return one finding of the whole cohort.

        One that the release does not list is not available.
        """
        return self._by_view.get((id, view)) or Finding(id, view, "not_available")

    def by_group(self, id: str, view: str) -> tuple[Finding, ...]:
        """Return one finding of each chapter or area, in the order of the release.

        Nothing where only the total is told.
        """
        return tuple(
            finding
            for finding in self.findings
            if finding.group and (finding.id, finding.view) == (id, view)
        )

    def asked_since(self, id: str) -> int:
        """Return from which version on the question behind a finding means what it does here."""
        return max(self.since.get(each, 1) for each in (id, RESTS_ON.get(id, id)))

    def text(self, key: str, language: str) -> str:
        """Return a label in *language*, else in the programme's first language, else the key."""
        for code in (language, *self.languages):
            if found := self.texts.get(code, {}).get(key):
                return found
        return key

    def to_dict(self) -> dict[str, Any]:
        """Return what ``release.json`` holds."""
        return {**self._content(), "sha256": self.sha256}

    def save(self, path: str | Path) -> Path:
        """Write the release to *path*; the file appears whole or not at all."""
        return write_whole(path, json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n")

    @cached_property
    def _by_view(self) -> dict[tuple[str, str], Finding]:
        return {
            (finding.id, finding.view): finding for finding in self.findings if not finding.group
        }

    def _content(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "programme": self.programme,
            "cohort": self.cohort,
            "closed_on": self.closed_on.isoformat(),
            "promise": self.promise,
            "min_base": self.min_base,
            "frame": dict(self.frame),
            "findings": [finding.to_dict() for finding in self.findings],
            "languages": list(self.languages),
            "texts": {language: dict(texts) for language, texts in self.texts.items()},
            "codebook": {id: dict(codes) for id, codes in self.codebook.items()},
            **({"since": dict(self.since)} if self.since else {}),
            "certificate": dict(self.certificate),
            "inputs": {name: dict(facts) for name, facts in self.inputs.items()},
            "closed_by": self.closed_by,
            "made_with": self.made_with,
        }

    def __repr__(self) -> str:
        told = sum(finding.told for finding in self.findings)
        return (
            f"<Release {self.programme} {self.cohort}, closed {self.closed_on}: {told} of"
            f" {len(self.findings)} findings shown or coarsened>"
        )


def hash_canonically(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of *content* as JSON that has one form only."""
    # Keys sorted, no blanks, letters as themselves: a hash made years ago has to fit to the byte.
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_release(path: str | Path) -> Release:
    """Read a release file and check that it is what was published.

    Nobody vouches for ``made_with`` and the certificate's ``seconds``; they are one short line and
    a length of time, whoever wrote them.

    Args:
        path: The file, ``release.json``.

    Returns:
        The release.

    Raises:
        ReleaseError: If it cannot be read, has another schema, holds anything more than a release
            does, or its content does not fit its hash.

    Example:
        >>> from toolkit import read_release
        >>> release = read_release("out/release.json")
        >>> release.promise, release.min_base
        ('counts', 5)
    """
    file = Path(path)
    try:
        found = json.loads(file.read_text("utf-8"))
        if type(found["schema"]) is not int:  # true equals 1
            raise ValueError("a schema is a number")
        if found["schema"] != SCHEMA:
            message = N_(
                "the release was written by another version of the toolkit (schema {schema})."
            )
            raise ReleaseError(Fault(message, {"schema": found["schema"]}, file.name))
        release = _release(found)
        untouched = (
            release.sha256 == found.get("sha256")
            # A key more would be a note that no hash covers.
            and found.keys() == release.to_dict().keys()
            and _is_plausible(release)
        )
    except FileNotFoundError:
        raise ReleaseError(Fault(N_("there is no such release file."), file=str(path))) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReleaseError(Fault(N_("this is not a release file."), file=file.name)) from None
    if not untouched:
        raise ReleaseError(
            Fault(
                N_("the release was changed after it was published. Fetch the original."),
                file=file.name,
            )
        )
    return release


def _release(found: dict[str, Any]) -> Release:
    if not (found["languages"] and set(found["languages"]) <= set(found["texts"])):
        raise ValueError("a release speaks at least one language")
    known = (
        "programme",
        "cohort",
        "promise",
        "min_base",
        "frame",
        "texts",
        "codebook",
        "certificate",
        "inputs",
        "closed_by",
        "made_with",
    )
    return Release(
        closed_on=date.fromisoformat(found["closed_on"]),
        findings=tuple(_finding(row) for row in found["findings"]),
        languages=tuple(found["languages"]),
        since=_versions(found),
        **{name: found[name] for name in known},
    )


def _versions(found: dict[str, Any]) -> dict[str, int]:
    """Return the versions that the file names: whole numbers above 1, of findings that it has."""
    versions, ids = found.get("since", {}), {row["id"] for row in found["findings"]}
    if not all(
        id in ids and type(version) is int and version > 1 for id, version in versions.items()
    ):
        raise ValueError("a version is a whole number, and of a finding")
    return dict(versions)


def _is_plausible(release: Release) -> bool:
    """Return whether what stands outside the hash is no more than it should be.

    There is room in it for a note on somebody.
    """
    line, seconds = release.made_with, release.certificate.get("seconds", 0)
    one_line = isinstance(line, str) and len(line) <= MOST_SIGNS and line.isprintable()
    return one_line and type(seconds) in (int, float) and 0 <= seconds <= MOST_SECONDS


def _finding(row: dict[str, Any]) -> Finding:
    # A hidden finding with a figure would give away what the gate hid.
    if set(row) - {
        *FIELDS_OF_STATUS[row["status"]],
        "group",
        *(["windows"] if row["status"] == "coarsened" else []),
    }:
        raise ValueError("a finding carries no more than its status allows")
    told: dict[str, Any] = dict(row)
    if row.get("range") is not None:
        told["range"] = tuple(row["range"])
    if row.get("favourable") is not None:
        told["favourable"] = PublishedCount.parse(row["favourable"])
    if "windows" in row:
        told["windows"] = {
            code: PublishedCount.parse(window) for code, window in row["windows"].items()
        }
    return Finding(**told)
