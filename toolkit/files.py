"""Files that appear whole or not at all."""

from __future__ import annotations

from pathlib import Path


def write_whole(path: str | Path, text: str) -> Path:
    """Write *text* to *path* beside the file of that name, and put it in its place when all of it is there; return the path."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.part")
    draft.write_text(text, "utf-8")
    return draft.replace(target)
