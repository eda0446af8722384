"""What a finding is drawn as: colours, and which mark stands for which answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.release.release import Finding

MarkKind = Literal["yes", "yes_weak", "perhaps", "none", "other", "other_weak", "rest", "fact"]
"""``perhaps`` may be yes.

It lies between the ends of a figure that is told as "at most" or as a span.
"""
Zones = Sequence[tuple[MarkKind, int]]
"""What a strip is made of, in order: kind of mark and how many."""

FACT_FINDINGS = (
    "response.",
    "goals.chosen",
    "meetings.",
    "endings.",
    "goals.higher",
    "process.higher",
)
"""Findings that hold no yes or no of a person: grey, because a count has no good or bad."""


@dataclass(frozen=True)
class Palette:
    """Colours by what was answered, never by who answered.

    Blue and ochre are close in lightness: the shape of the mark and the printed number carry the
    difference.
    """

    background: str
    soft: str
    ink: str
    muted: str
    line: str
    yes: str
    yes_weak: str
    other: str
    other_weak: str
    rest: str
    edge: str

    def fill(self, kind: MarkKind) -> str:
        """Return the colour inside a mark."""
        return {
            "none": self.background,
            "perhaps": self.background,
            "rest": self.rest,
            "fact": self.muted,
            "yes": self.yes,
            "yes_weak": self.yes_weak,
            "other": self.other,
            "other_weak": self.other_weak,
        }[kind]

    def stroke(self, kind: MarkKind) -> str:
        """Return the colour of a mark's edge."""
        if kind in ("none", "rest"):
            return self.edge
        return self.yes if kind == "perhaps" else self.fill(kind)


LIGHT = Palette(
    "#FFFFFF",
    "#F5F4F0",
    "#1D2730",
    "#55616B",
    "#D5D8D6",
    "#1B5A86",
    "#5F96BE",
    "#A85B08",
    "#CB8A35",
    "#CFD4D7",
    "#78838B",
)
DARK = Palette(
    "#12181D",
    "#1B2329",
    "#E9ECEE",
    "#A9B4BC",
    "#3A454D",
    "#7DB8E0",
    "#4A83AB",
    "#DE9238",
    "#9A6A26",
    "#48535B",
    "#8D99A2",
)


# ---- what a finding is drawn as ------------------------------------------------------------------


def is_fact(id: str) -> bool:
    """Whether the finding counts something that has no good or bad."""
    return id.startswith(FACT_FINDINGS)


def favourable_span(finding: Finding) -> tuple[int, int]:
    """Return the fewest and the most that are favourable, as they are published.

    One number twice where it is told exactly.
    """
    count = finding.favourable
    return (count.low, count.high) if count else (0, 0)


def strip_zones(finding: Finding) -> Zones:
    """Return the marks of one strip in the order yes, no answer, other.

    The filled part ends at the low end of the possible range and the hollow part at its high end,
    so the order draws the range. Of a coarsened finding the filled part ends at the low end of what
    is published, the hollow part at its high end, and everybody else is grey.
    """
    if not finding.told or finding.frame is None:
        return []
    count, frame = finding.exact, finding.frame
    yes: MarkKind = "fact" if is_fact(finding.id) else "yes"
    if finding.status == "coarsened" or finding.answered is None or count is None:
        low, high = favourable_span(finding)
        return [
            (yes, low),
            ("none" if yes == "fact" else "perhaps", high - low),
            ("rest", frame - high),
        ]
    others: MarkKind = (
        "none" if finding.id.startswith("response.") else "rest" if is_fact(finding.id) else "other"
    )
    return [(yes, count), ("none", frame - finding.answered), (others, finding.answered - count)]


def is_scale(codes: Mapping[str, str]) -> bool:
    """Whether the substantive answers are a scale from 1 to 5, whose 3 is neither."""
    return {
        code for code, counts_as in codes.items() if counts_as in ("favourable", "other")
    } == set("12345") and codes["3"] == "other"


def mark_kinds(id: str, codes: Mapping[str, str]) -> dict[str, MarkKind]:
    """Return the kind of mark of each answer.

    *codes* says what each counts as, in the order in which it is shown.
    """
    favourable = [code for code, counts_as in codes.items() if counts_as == "favourable"]
    if is_fact(id) or not favourable:
        return {
            code: (
                "none"
                if counts_as == "no_answer"
                else "rest"
                if counts_as == "other" and favourable
                else "fact"
            )
            for code, counts_as in codes.items()
        }
    substantive = [
        code for code, counts_as in codes.items() if counts_as in ("favourable", "other")
    ]
    ends = (substantive[0], substantive[-1])
    plain: Mapping[str, MarkKind] = {
        "favourable": "yes",
        "other": "other",
        "no_answer": "none",
        "not_applicable": "rest",
    }
    found = {code: plain[counts_as] for code, counts_as in codes.items()}
    between = [code for code in substantive if code not in ends]
    # Only two are a stronger and a weaker yes; more are choices side by side.
    if len(favourable) == 2:
        found.update({code: "yes_weak" for code in between if code in favourable})
    if is_scale(codes):
        found.update({code: "other_weak" for code in between if codes[code] == "other"})
    return found
