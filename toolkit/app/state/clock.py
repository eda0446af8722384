"""What went wrong, said without any value of it; and what time it is."""

import logging
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("Europe/Stockholm")
"""Where a day begins and ends for those who answer."""
CLOCK: Callable[[], datetime] = partial(datetime.now, UTC)
"""What tells the time."""
_logger = logging.getLogger(__name__)


def now() -> datetime:
    """Return the time, in UTC."""
    return CLOCK()


def today() -> date:
    """Return the day as those see it who answer."""
    return now().astimezone(HOME_ZONE).date()


def log_fault(fault: Exception) -> str:
    """Log what went wrong without any value of it, and return the same line.

    Kind of fault, our file and line.
    """
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [
        frame for frame in frames if Path(frame.filename).is_relative_to(Path(__file__).parents[2])
    ]
    last = (ours or frames)[-1]
    line = f"{type(fault).__name__}, {Path(last.filename).name}:{last.lineno}"
    _logger.error(line)
    return line
