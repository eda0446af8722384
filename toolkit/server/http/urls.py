"""Where the light pages are, and what the fields of their forms are called."""

LINK_PREFIX = "/m"
HOME_PATH = "/mine"
DATA_PATH = f"{HOME_PATH}/data"
ERASED_PATH = f"{HOME_PATH}/erased"
UNLOCK_PATH = f"{HOME_PATH}/open"
LEAVE_PATH = f"{HOME_PATH}/leave"
LEFT_PATH = f"{HOME_PATH}/left"
ANSWERS_FORM = "answers"
"""The form of a screen of questions."""
ANSWER_PREFIX = "a."
"""What stands before the name of an item in the name of its field.

No other name begins so, and no name of an item has a dot.
"""
SIGN_IN_PATH, SIGN_OUT_PATH = "/sign-in", "/sign-out"
