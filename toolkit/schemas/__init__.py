"""What a valid set of tables is: its columns, its rules, and every fault in it, at once and without anybody's value.

::

    validation  the order of steps
    relations   what must fit between columns, rows and tables
    answers     answers against the questionnaires
    headers     which columns there may be
    columns     what may stand in each cell
    cells       text written one way, and given its type
    tables      raw and valid tables
"""

from toolkit.schemas.columns import TABLES
from toolkit.schemas.headers import holds_content, nearest
from toolkit.schemas.tables import RawTable, Tables, fingerprints
from toolkit.schemas.validation import examine, in_order_of_place, validate

__all__ = ["TABLES", "RawTable", "Tables", "examine", "fingerprints", "holds_content", "in_order_of_place", "nearest", "validate"]
