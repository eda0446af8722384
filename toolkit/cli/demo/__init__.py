"""The demo on disk: a made-up cohort of each shipped programme, ready to be closed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from toolkit.cli.demo.tables import made_up_tables
from toolkit.errors import N_, Fault, MendableError
from toolkit.programme.programme import load_programme

__all__ = ["DemoCohort", "made_up_tables", "write_demo", "write_tables"]

COHORT, CLOSES_ON = "2026", date(2026, 12, 31)
DEMO_COHORTS = {"swea": (8, 91), "handledarforening": (40, 3)}
"""Programme folder to pairs and seed.

With these seeds the small cohort teaches: each of the four answers is shown, a few
parts of the process are coarsened, and some figures are hidden."""


@dataclass(frozen=True)
class DemoCohort:
    """A made-up cohort as files.

    Attributes:
        programme: The programme folder that comes with the toolkit.
        data: The data folder.
        reports: Where its reports may go; not made here.
        cohort: The cohort's name in the tables.
        on: The day on which to close it.
    """

    programme: str
    data: Path
    reports: Path
    cohort: str = COHORT
    on: date = CLOSES_ON


def write_demo(folder: str | Path) -> tuple[DemoCohort, ...]:
    """Write a made-up cohort of each programme.

    Data that a demo wrote before stay as they are, with their releases.

    Raises:
        MendableError: If a data folder holds anything else; then nothing is written.
    """
    made = tuple(
        DemoCohort(f"surveys/{name}", Path(folder) / name / "data", Path(folder) / name / "reports")
        for name in DEMO_COHORTS
    )
    tables = {
        cohort.data: _tables(cohort, name) for cohort, name in zip(made, DEMO_COHORTS, strict=True)
    }
    if faults := [
        fault for home, of_cohort in tables.items() for fault in _check_home(home, of_cohort)
    ]:
        raise MendableError(faults)
    for home, of_cohort in tables.items():
        write_tables(of_cohort, home)
    return made


def write_tables(tables: Mapping[str, pd.DataFrame], folder: str | Path) -> Path:
    """Write tables as a data folder of CSV files; nothing is written over.

    Raises:
        MendableError: If the folder holds anything but these same tables.
    """
    home = Path(folder)
    if faults := list(_check_home(home, tables)):
        raise MendableError(faults)
    home.mkdir(parents=True, exist_ok=True)
    for name, text in _texts(tables).items():
        if not (home / name).exists():
            (home / name).write_bytes(text.encode())
    return home


def _tables(cohort: DemoCohort, name: str) -> dict[str, pd.DataFrame]:
    pairs, seed = DEMO_COHORTS[name]
    return made_up_tables(
        load_programme(cohort.programme),
        pairs=pairs,
        seed=seed,
        cohort=cohort.cohort,
        year=cohort.on.year,
    )


def _check_home(home: Path, tables: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Yield a fault unless *home* is free, or holds these same tables already."""
    if not home.exists() or (home.is_dir() and not any(home.iterdir())):
        return
    if any(
        not (home / name).is_file() or (home / name).read_bytes() != text.encode()
        for name, text in _texts(tables).items()
    ):
        yield Fault(
            N_(
                "there is something else here already, and it is left as it is. Choose another"
                " folder."
            ),
            file=str(home),
        )


def _texts(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    return {
        f"{name}.csv": table.to_csv(index=False, lineterminator="\n")
        for name, table in tables.items()
    }
