"""Names of what is chosen, both in the address and in the session."""

from enum import StrEnum


class ParamName(StrEnum):
    """Names of what is chosen, both in the address and in the session."""

    LANGUAGE = "lang"
    COHORT = "cohort"
    PROGRAMME = "programme"
    LINK = "k"
    PLACE = "at"
    OPEN = "open"
