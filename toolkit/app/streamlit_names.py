"""What Streamlit calls the parts of its pages and its addresses: nothing else names them.

It promises none of these names, so a test looks each of them up in the front end that is installed.
In a style sheet, a script or a test ``:streamlit(table)`` stands for a part, as :func:`fill` reads.
"""

import re
from functools import lru_cache
from pathlib import Path

TEST_IDS = {
    "app": "stApp",
    "bare-button": "stBaseButton-borderlessIcon",
    "chart": "stVegaLiteChart",
    "checkbox": "stCheckbox",
    "code": "stCode",
    "dialog": "stDialog",
    "expander": "stExpander",
    "file-remove": "stFileChipDeleteBtn",
    "form": "stForm",
    "full-screen": "stFullScreenFrame",
    "header": "stHeader",
    "heading-link": "stHeaderActionElements",
    "input-hint": "InputInstructions",
    "layout": "stLayoutWrapper",
    "main": "stMain",
    "markdown": "stMarkdown",
    "markdown-text": "stMarkdownContainer",
    "page-link": "stPageLink",
    "plain-button": "stBaseButton-secondary",
    "radio": "stRadioOption",
    "select": "stSelectbox",
    "sidebar": "stSidebar",
    "status": "stStatusWidget",
    "table": "stTable",
    "text-input": "stTextInput",
    "toolbar": "stElementToolbar",
    "upload": "stFileUploaderDropzone",
    "upload-hint": "stFileUploaderDropzoneInstructions",
}
"""What a part is called for tests, by our name of it."""
CLASSES = {
    "button": "stButton",
    "content": "stMainBlockContainer",
    "download-button": "stDownloadButton",
    "element": "stElementContainer",
    "grid-cell": "stGridCell",
    "html": "stHtml",
    "link-button": "stLinkButton",
    "send-button": "stFormSubmitButton",
    "stack": "stVerticalBlock",
    "view": "stAppViewContainer",
}
"""The class of a part that has no such name, or another one, by our name of it."""
ATTRIBUTES = {
    "chosen": "[data-selected]",
    "connected": '[data-test-connection-state="CONNECTED"]',
    "line": "[data-test-connection-state]",
    "running": '[data-test-script-state="running"]',
    "skip-link": '[href="#stMain"]',
    "stale": '[data-stale="true"]',
}
SELECTORS = (
    {name: f"[data-testid={each}]" for name, each in TEST_IDS.items()}
    | {name: f".{each}" for name, each in CLASSES.items()}
    | ATTRIBUTES
)

HEALTH_PATH = "/_stcore/health"
SOCKET_PATH = "/_stcore/stream"
UPLOAD_PREFIX = "/_stcore/upload_file/"
"""Where the pages of those who have signed in send files; nobody else has any to send."""
MEDIA_PREFIX = "/media/"
"""What the pages hand out, to whoever is signed in."""
APP_PREFIXES = ("/static/", "/component/", "/_stcore/bidi-components/")
APP_FILES = ("/favicon.png", "/manifest.json", HEALTH_PATH, "/_stcore/host-config")
"""What the app needs; the rest of Streamlit's own, such as its metrics, tells of the inside."""
FILLED = SELECTORS | {"health": HEALTH_PATH}
"""What stands in place of our own names in style sheets and scripts."""


def fill(text: str) -> str:
    """Put Streamlit's names into a style sheet or a script, for ``:streamlit(part)``."""
    return re.sub(r":streamlit\(([a-z-]+)\)", lambda found: FILLED[found[1]], text)


@lru_cache
def read_asset(name: str) -> str:
    """Return a style sheet or script of the app, with Streamlit's names in it."""
    return fill(Path(__file__).with_name(name).read_text("utf-8"))
