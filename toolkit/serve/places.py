"""Where the light pages are, and what the fields of their forms are called."""

from __future__ import annotations

LINKS = "/m"
HOME = "/mine"
DATA = f"{HOME}/data"
ERASED = f"{HOME}/erased"
OPEN = f"{HOME}/open"
LEAVE = f"{HOME}/leave"
LEFT = f"{HOME}/left"
FORM = "answers"
"""The form of a screen of questions."""
ANSWER = "a."
"""What stands before the name of an item in the name of its field; no other name begins so, and no name of an item has a dot."""
