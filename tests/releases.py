"""Made-up releases for the tests of outputs: 8 pairs, 40 pairs, one side only, everything hidden,
bands, chapters, a certificate.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding, Release

AGREE = ("5", "4", "3", "2", "1", "prefer_not", "no_answer")
GOALS = ("fully", "largely", "partly", "not", "replaced", "no_goal", "prefer_not", "no_answer")
PLAN = ("plan", "nothing", "prefer_not", "no_answer")
PATTERN = ("both", "mentor_only", "mentee_only", "nobody")
ENDINGS = ("completed", "ended_early", "still_open")
SENT = ("sent", "no_answer")
PARTS = ("frequency", "form", "plan", "confidential", "listening", "time")
ROLES = ("mentor", "mentee")

TITLES = {
    "programme": ("SWEA mentorskap", "SWEA Mentorship"),
    "role.mentor": ("mentorer", "mentors"),
    "role.mentee": ("adepter", "mentees"),
    "response.people": ("Skickade den avslutande enkäten", "Sent the closing form"),
    "response.pattern": ("Vilka i paret svarade", "Who in the pair answered"),
    "goals.chosen": ("Satte mål", "Set goals"),
    "goals.met": ("Nåddes målen?", "Were the goals met?"),
    "goals.sides": ("Nåddes målen? Båda i paret", "Were the goals met? Both in the pair"),
    "goals.higher": ("Nåddes målen? Vem svarade högre", "Were the goals met? Who answered higher"),
    "process.works": ("Fungerade processen?", "Did the process work?"),
    "process.part.frequency": ("Vi sågs lagom ofta", "We met often enough"),
    "process.part.form": ("Formen passade", "The form suited us"),
    "process.part.plan": ("Vi gick igenom planen", "We covered the plan"),
    "process.part.confidential": ("Förtroligheten hölls", "Confidences were kept"),
    "process.part.listening": ("Den andra lyssnade", "The other one listened"),
    "process.part.time": ("Vi avsatte tid", "We set aside time"),
    "process.sides": (
        "Fungerade processen? Båda i paret",
        "Did the process work? Both in the pair",
    ),
    "process.higher": (
        "Fungerade processen? Vem svarade högre",
        "Did the process work? Who answered higher",
    ),
    "onward.plan": ("Hur går var och en vidare?", "How does each carry on?"),
    "onward.choices": ("Vad var och en planerar", "What each plans"),
    "onward.confidence": ("Tror sig klara det", "Confident of it"),
    "contact.mutual": ("Fortsätter kontakten?", "Will they keep in contact?"),
    "contact.how": ("Hur kontakten hålls", "How they keep in contact"),
    "meetings.own_agreement": ("Höll sin egen överenskommelse", "Kept their own agreement"),
    "meetings.in_person": ("Sågs på plats", "Met in person"),
    "meetings.monthly": ("Kontakt ungefär varje månad", "Contact about monthly"),
    "endings.completed": ("Fullföljde", "Completed"),
    "recommend": ("Skulle rekommendera programmet", "Would recommend the programme"),
}
ANSWERS = {
    "5": ("Stämmer helt", "Agree fully"),
    "4": ("Stämmer", "Agree"),
    "3": ("Varken eller", "Neither"),
    "2": ("Stämmer inte", "Disagree"),
    "1": ("Stämmer inte alls", "Disagree fully"),
    "prefer_not": ("Vill inte svara", "Prefer not to say"),
    "no_answer": ("Inget svar", "No answer"),
    "fully": ("Helt", "Fully"),
    "largely": ("Till stor del", "Largely"),
    "partly": ("Delvis", "Partly"),
    "not": ("Inte", "Not"),
    "replaced": ("Ändrades eller lades ner", "Changed or dropped"),
    "no_goal": ("Vi hade inget mål", "We had no goal"),
    "plan": ("Har en plan", "Has a plan"),
    "nothing": ("Inget planerat", "Nothing planned"),
    "both": ("Båda", "Both"),
    "mentor_only": ("Bara mentorn", "Only the mentor"),
    "mentee_only": ("Bara adepten", "Only the mentee"),
    "nobody": ("Ingen", "Nobody"),
    "yes": ("Ja", "Yes"),
    "chose_none": ("Valde att inte ha mål", "Chose to have none"),
    "unknown": ("Inte känt", "Not known"),
    "completed": ("Fullföljde", "Completed"),
    "ended_early": ("Avslutade i förtid", "Ended early"),
    "still_open": ("Pågår", "Still open"),
    "sent": ("Har svarat", "Sent in"),
    "9-10": ("9–10", "9–10"),
    "7-8": ("7–8", "7–8"),
    "0-6": ("0–6", "0–6"),
}
CODES = {
    "response.people": SENT,
    "response.pattern": PATTERN,
    "goals.chosen": ("yes", "chose_none", "unknown"),
    "goals.met": GOALS,
    "process.works": AGREE,
    "onward.plan": PLAN,
    "onward.confidence": AGREE,
    "endings.completed": ENDINGS,
    "recommend": ("9-10", "7-8", "0-6", "no_answer"),
    **{f"process.part.{part}": AGREE for part in PARTS},
}
FAVOURABLE = {"sent", "both", "yes", "fully", "largely", "5", "4", "plan", "completed", "9-10"}
SILENT = {"no_answer", "prefer_not", "nobody", "unknown"}


def shown(id: str, view: str, counts: tuple[int, ...]) -> Finding:
    """Return a finding shown in full; the frame is the sum of the counts."""
    stands = dict(zip(CODES[id], counts, strict=True))
    frame = sum(counts)
    yes = sum(n for code, n in stands.items() if code in FAVOURABLE)
    silent = 0 if view == "pair" else sum(n for code, n in stands.items() if code in SILENT)
    return Finding(
        id,
        view,
        "shown",
        frame,
        frame - silent,
        PublishedCount.parse(yes),
        (yes / frame, (yes + silent) / frame),
        stands,
    )


def few(id: str, view: str, frame: int) -> Finding:
    """Return a coarsened finding: at most two."""
    return Finding(
        id, view, "coarsened", frame, favourable=PublishedCount.parse("<=2"), range=(0.0, None)
    )


def hidden(id: str, *views: str) -> list[Finding]:
    """Return hidden findings, one a view."""
    return [Finding(id, view, "hidden") for view in views]


def not_available(id: str, *views: str) -> list[Finding]:
    """Return findings that are not available, one a view."""
    return [Finding(id, view, "not_available") for view in views]


def release(cohort: str, closed_on: date, pairs: int, findings: list[Finding]) -> Release:
    """Return a release of the made-up programme with its labels in both languages."""
    texts = {
        language: {key: label[at] for key, label in TITLES.items()}
        for at, language in enumerate(("sv", "en"))
    }
    for id, codes in CODES.items():
        for at, language in enumerate(("sv", "en")):
            texts[language].update({f"{id}#{code}": ANSWERS[code][at] for code in codes})
    counts_as = {
        code: "favourable" if code in FAVOURABLE else "no_answer" if code in SILENT else "other"
        for code in ANSWERS
    }
    codebook = {
        id: {code: "not_applicable" if code == "no_goal" else counts_as[code] for code in codes}
        for id, codes in CODES.items()
    }
    frame = {"pairs": pairs, "mentor": pairs, "mentee": pairs}
    return Release(
        "swea",
        cohort,
        closed_on,
        "counts",
        5,
        frame,
        tuple(findings),
        ("sv", "en"),
        texts,
        codebook,
    )


def both_roles(id: str, mentor: tuple[int, ...], mentee: tuple[int, ...]) -> list[Finding]:
    """Return a finding shown for mentors and for mentees."""
    return [shown(id, "mentor", mentor), shown(id, "mentee", mentee)]


A8 = release(
    "A8",
    date(2026, 12, 31),
    8,
    [
        *both_roles("response.people", (6, 2), (5, 3)),
        shown("response.pattern", "pair", (4, 2, 1, 1)),
        shown("goals.chosen", "pair", (6, 2, 0)),
        *both_roles("goals.met", (1, 2, 0, 1, 0, 0, 0, 2), (1, 2, 1, 0, 0, 0, 0, 2)),
        *hidden("goals.sides", "pair"),
        *hidden("goals.higher", "pair"),
        *both_roles("process.works", (2, 3, 0, 1, 0, 0, 2), (1, 3, 1, 0, 0, 0, 3)),
        *both_roles("process.part.frequency", (2, 2, 1, 1, 0, 0, 2), (1, 2, 1, 1, 0, 0, 3)),
        *both_roles("process.part.form", (3, 3, 0, 0, 0, 0, 2), (2, 3, 0, 0, 0, 0, 3)),
        few("process.part.plan", "mentor", 8),
        few("process.part.plan", "mentee", 8),
        *both_roles("process.part.confidential", (6, 0, 0, 0, 0, 0, 2), (4, 1, 0, 0, 0, 0, 3)),
        *both_roles("process.part.listening", (3, 2, 1, 0, 0, 0, 2), (4, 1, 0, 0, 0, 0, 3)),
        shown("process.part.time", "mentor", (1, 3, 1, 1, 0, 0, 2)),
        few("process.part.time", "mentee", 8),
        Finding(
            "process.sides",
            "pair",
            "coarsened",
            8,
            favourable=PublishedCount.parse("2-4"),
            range=(0.25, None),
        ),
        *hidden("process.higher", "pair"),
        *both_roles("onward.plan", (5, 1, 0, 2), (4, 1, 0, 3)),
        *hidden("onward.choices", "mentor", "mentee"),
        shown("onward.confidence", "mentor", (2, 3, 1, 0, 0, 0, 2)),
        few("onward.confidence", "mentee", 8),
        Finding(
            "contact.mutual",
            "pair",
            "coarsened",
            8,
            favourable=PublishedCount.parse(3),
            range=(0.375, 0.875),
        ),
        *hidden("contact.how", "mentor", "mentee"),
        Finding(
            "meetings.own_agreement",
            "pair",
            "coarsened",
            8,
            favourable=PublishedCount.parse(5),
            range=(0.625, None),
        ),
        few("meetings.in_person", "pair", 8),
        *not_available("meetings.monthly", "pair"),
        shown("endings.completed", "pair", (7, 1, 0)),
        *not_available("recommend", "mentor", "mentee"),
    ],
)
"""Cohort A8 of 8 pairs: 11 of 16 people answered."""

B40 = release(
    "2025",
    date(2025, 12, 31),
    40,
    [
        *both_roles("response.people", (34, 6), (31, 9)),
        shown("response.pattern", "pair", (28, 6, 3, 3)),
        shown("goals.chosen", "pair", (34, 6, 0)),
        *both_roles("goals.met", (9, 14, 4, 1, 1, 0, 0, 5), (7, 12, 5, 1, 1, 0, 0, 8)),
        Finding(
            "goals.sides",
            "pair",
            "coarsened",
            34,
            favourable=PublishedCount.parse("17-19"),
            range=(0.5, None),
        ),
        *hidden("goals.higher", "pair"),
        *both_roles("process.works", (12, 17, 3, 2, 0, 0, 6), (10, 14, 4, 2, 1, 0, 9)),
        *both_roles("process.part.frequency", (10, 14, 5, 4, 1, 0, 6), (7, 12, 5, 5, 2, 0, 9)),
        *both_roles("process.part.form", (15, 14, 4, 1, 0, 0, 6), (12, 14, 4, 1, 0, 0, 9)),
        *both_roles("process.part.plan", (5, 11, 9, 6, 2, 0, 7), (4, 9, 8, 7, 3, 0, 9)),
        *both_roles("process.part.confidential", (29, 4, 0, 0, 0, 0, 7), (26, 3, 1, 0, 0, 0, 10)),
        *both_roles("process.part.listening", (17, 13, 3, 1, 0, 0, 6), (19, 9, 2, 1, 0, 0, 9)),
        *both_roles("process.part.time", (9, 16, 5, 3, 1, 0, 6), (8, 11, 6, 4, 2, 0, 9)),
        Finding(
            "process.sides",
            "pair",
            "coarsened",
            40,
            favourable=PublishedCount.parse("22-24"),
            range=(0.55, None),
        ),
        *hidden("process.higher", "pair"),
        *both_roles("onward.plan", (30, 4, 0, 6), (27, 4, 0, 9)),
        *hidden("onward.choices", "mentor", "mentee"),
        *both_roles("onward.confidence", (14, 13, 5, 2, 0, 0, 6), (8, 14, 6, 2, 1, 0, 9)),
        Finding(
            "contact.mutual",
            "pair",
            "coarsened",
            40,
            favourable=PublishedCount.parse(22),
            range=(0.55, 0.85),
        ),
        *hidden("contact.how", "mentor", "mentee"),
        Finding(
            "meetings.own_agreement",
            "pair",
            "coarsened",
            40,
            favourable=PublishedCount.parse(31),
            range=(0.775, None),
        ),
        Finding(
            "meetings.in_person",
            "pair",
            "coarsened",
            40,
            favourable=PublishedCount.parse(24),
            range=(0.6, None),
        ),
        *not_available("meetings.monthly", "pair"),
        shown("endings.completed", "pair", (36, 3, 1)),
        *both_roles("recommend", (20, 10, 4, 6), (18, 9, 4, 9)),
    ],
)
"""A cohort of 40 pairs: 65 of 80 people answered."""


def band(id: str, frame: int, low: int, high: int) -> Finding:
    """Return a finding of both roles pooled, told as a band."""
    return Finding(
        id,
        "people",
        "coarsened",
        frame,
        favourable=PublishedCount.parse(f"{low}-{high}"),
        range=(low / frame, None),
    )


BANDS = replace(
    release(
        "B8",
        date(2026, 12, 31),
        8,
        [
            *both_roles("response.people", (7, 1), (6, 2)),
            shown("response.pattern", "pair", (5, 2, 1, 0)),
            shown("goals.chosen", "pair", (6, 2, 0)),
            band("goals.met", 12, 4, 6),
            *hidden("goals.sides", "pair"),
            *hidden("goals.higher", "pair"),
            band("process.works", 16, 5, 8),
            band("process.part.frequency", 16, 5, 8),
            band("process.part.form", 16, 9, 13),
            band("process.part.plan", 16, 0, 4),
            band("process.part.confidential", 16, 9, 13),
            *hidden("process.part.listening", "people"),
            band("process.part.time", 16, 5, 8),
            *hidden("process.sides", "pair"),
            *hidden("process.higher", "pair"),
            band("onward.plan", 16, 9, 13),
            *hidden("onward.choices", "mentor", "mentee"),
            band("onward.confidence", 16, 5, 8),
            *hidden("contact.mutual", "pair"),
            *hidden("contact.how", "mentor", "mentee"),
            *hidden("meetings.own_agreement", "pair"),
            *hidden("meetings.in_person", "pair"),
            *not_available("meetings.monthly", "pair"),
            shown("endings.completed", "pair", (7, 1, 0)),
            *not_available("recommend", "people"),
        ],
    ),
    promise="bands",
)
"""8 pairs under the strict promise: 13 of 16 forms are in, so that shares are told in thirds, 0 to
4, 5 to 8, 9 to 13.
"""


def of_chapter(
    name: str, id: str, mentor: tuple[int, ...], mentee: tuple[int, ...]
) -> list[Finding]:
    """Return what a chapter tells of a finding, mentors and mentees."""
    return [replace(finding, group=name) for finding in both_roles(id, mentor, mentee)]


BY_CHAPTER = {
    "goals.met": [
        *of_chapter("Göteborg", "goals.met", (4, 5, 2, 0, 1, 0, 0, 2), (3, 5, 2, 0, 0, 0, 0, 4)),
        *of_chapter("Stockholm", "goals.met", (5, 9, 2, 1, 0, 0, 0, 3), (4, 7, 3, 1, 1, 0, 0, 4)),
    ],
    "process.works": [
        *of_chapter("Göteborg", "process.works", (5, 6, 1, 1, 0, 0, 3), (4, 5, 2, 1, 0, 0, 4)),
        *of_chapter("Stockholm", "process.works", (7, 11, 2, 1, 0, 0, 3), (6, 9, 2, 1, 1, 0, 5)),
    ],
    "process.part.form": [
        *of_chapter("Göteborg", "process.part.form", (6, 5, 2, 0, 0, 0, 3), (5, 5, 2, 0, 0, 0, 4)),
        *of_chapter("Stockholm", "process.part.form", (9, 9, 2, 1, 0, 0, 3), (7, 9, 2, 1, 0, 0, 5)),
    ],
}
"""16 pairs of Göteborg and 24 of Stockholm, which add up to the figures of ``B40``."""
CHAPTERS = {
    "sv": {"groups": "Lokalavdelning", "group.Göteborg": "Göteborg"},
    "en": {"groups": "Chapter", "group.Göteborg": "Gothenburg"},
}
WITHOUT_SIDES = [
    Finding(each.id, "pair", "hidden") if each.id.endswith(".sides") else each
    for each in B40.findings
]
GROUPS = replace(
    B40,
    cohort="chapters",
    findings=(*WITHOUT_SIDES, *(part for parts in BY_CHAPTER.values() for part in parts)),
    texts={language: {**labels, **CHAPTERS[language]} for language, labels in B40.texts.items()},
)
"""The 40 pairs once more, three of their questions by chapter as well."""

PROMISED = {
    "sv": {
        "promise": "Ingen kan visas ha svarat annat än positivt.",
        "promise.limits": "Ingen kan hindra folk från att prata.",
    },
    "en": {
        "promise": "Nobody can be shown not to have answered favourably.",
        "promise.limits": "Nobody can stop people from talking.",
    },
}
WITH_CERTIFICATE = replace(
    A8,
    cohort="proved",
    texts={language: {**labels, **PROMISED[language]} for language, labels in A8.texts.items()},
    certificate={
        "version": 1,
        "promise": "1-0123456789abcdef",
        "known_answers": 2,
        "stamped": "all",
        "protected": "not_favourable",
        "readers": ["outsider", "participant", "pair", "coalition"],
        "rules": [
            {"rule": "role", "known": 1, "least": 3},
            {"rule": "role", "known": 2, "least": 4},
            {"rule": "pair", "known": 2, "least": 3},
            {"rule": "sides", "known": 2, "least": 3},
        ],
        "proofs": [
            {
                "question": "process.works",
                "views": ["mentor", "mentee", "pair"],
                "by": "enumeration",
                "tables": 6435,
            },
            {
                "question": "process.part.plan",
                "views": ["mentor"],
                "by": "enumeration",
                "tables": 2000,
            },
            {
                "question": "process.part.plan",
                "views": ["mentee"],
                "by": "enumeration",
                "tables": 3000,
            },
            {
                "question": "goals.met",
                "views": ["mentor", "mentee"],
                "by": "solver",
                "status": "optimal",
            },
        ],
        "likelihood": [
            {
                "id": "process.part.plan",
                "view": "mentor",
                "most": 2,
                "of": 6,
                "low": 0.833,
                "high": 0.867,
            },
            {
                "id": "process.part.plan",
                "view": "mentee",
                "most": 2,
                "of": 5,
                "low": 0.8,
                "high": 0.833,
            },
            {
                "id": "process.part.time",
                "view": "mentee",
                "most": 2,
                "of": 8,
                "low": 0.875,
                "high": 0.905,
            },
            {
                "id": "onward.confidence",
                "view": "mentee",
                "most": 2,
                "of": 5,
                "low": 0.8,
                "high": 0.833,
            },
            {
                "id": "process.works",
                "view": "mentee",
                "most": 2,
                "of": 5,
                "low": 0.8,
                "high": 0.833,
            },
        ],
        "earlier": {"releases": 2, "same_people": True},
        "solver": "HiGHS (SciPy 1.17.1)",
        "ledger": {"entry": 3, "previous": "ab" * 32},
        "seconds": 0.84,
    },
)
"""The 8 pairs with what was promised and what was proved."""


def all_hidden() -> Release:
    """Return 8 pairs of which too few forms are in for anything but who answered."""
    open_to_all = ("response.people", "response.pattern", "goals.chosen")
    findings = [
        finding if finding.id in open_to_all else Finding(finding.id, finding.view, "hidden")
        for finding in A8.findings
    ]
    return replace(A8, cohort="few", findings=tuple(findings))


def one_sided() -> Release:
    """Return answers of 32 invited mentees from a form export: no pairs, nothing of mentors."""
    told = {
        "response.people": (23, 9),
        "goals.met": (6, 9, 4, 1, 0, 0, 0, 12),
        "process.works": (8, 9, 3, 2, 1, 0, 9),
        "onward.plan": (17, 5, 1, 9),
        "recommend": (12, 7, 4, 9),
    }
    findings = [
        (
            shown(finding.id, "mentee", told[finding.id])
            if finding.view == "mentee" and finding.id in told
            else Finding(finding.id, finding.view, "not_available")
        )
        for finding in A8.findings
    ]
    return replace(
        A8,
        cohort="form",
        frame={"pairs": None, "mentor": None, "mentee": 32},
        findings=tuple(findings),
    )
