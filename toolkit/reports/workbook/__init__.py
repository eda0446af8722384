"""The closing evaluation as a workbook.

Made by openpyxl from the release and its narrative, and from nothing else.
"""

from toolkit.reports.workbook.book import write_workbook

__all__ = ["write_workbook"]
