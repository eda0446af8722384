"""Where the files live that come with the toolkit: the app, surveys, report templates."""

from pathlib import Path


def resource_path(relative: str) -> Path:
    """Return the path of a file or folder that comes with the toolkit, the checkout first.

    Args:
        relative: Path from the top of the repository, such as ``surveys/swea`` or ``app.py``.

    Raises:
        FileNotFoundError: If neither the checkout nor the installed package has it.
    """
    package = Path(__file__).parent
    for root in (package.parent, package / "assets"):
        if (root / relative).exists():
            return root / relative
    raise FileNotFoundError(relative)
