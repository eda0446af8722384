"""What a valid set of tables is.

Its columns, its rules, and every fault in it, at once and without anybody's value.

::

    validation  the order of steps
    relations   what must fit between columns, rows and tables
    answers     answers against the questionnaires
    headers     which columns there may be
    columns     what may stand in each cell
    cells       text written one way, and given its type
    tables      raw and valid tables
"""

from toolkit.data.schema.columns import TABLE_NAMES
from toolkit.data.schema.headers import holds_content, nearest_name
from toolkit.data.schema.tables import RawTable, Tables, fingerprint_tables
from toolkit.data.schema.validation import examine_tables, sort_faults, validate

__all__ = [
    "TABLE_NAMES",
    "RawTable",
    "Tables",
    "examine_tables",
    "fingerprint_tables",
    "holds_content",
    "nearest_name",
    "sort_faults",
    "validate",
]
