"""The closing evaluation as a notebook.

A template filled in, run, and written only if every cell succeeded.
"""

import asyncio
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from toolkit.errors import N_, Fault, MendableError
from toolkit.files import write_whole
from toolkit.i18n import Language
from toolkit.i18n import load_language as language_of
from toolkit.release.release import read_release
from toolkit.resources import resource_path

TEMPLATE = "reports/closing.ipynb"
CELL_SECONDS = 120
PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}


def write_notebook(release_file: str | Path, path: str | Path, *, language: str) -> Path:
    """Write the notebook of a release; the file appears whole, with every cell run, or not at all.

    It names the release relative to itself, so that the two can be moved together and the notebook
    run again.

    Args:
        release_file: The release; best beside the notebook.
        path: Where the notebook goes; its folder must exist.
        language: ``sv`` or ``en``.

    Returns:
        The path of the notebook.

    Raises:
        ReleaseError: If the release cannot be read or trusted.
        MendableError: If the notebook could not be run.

    Example:
        >>> from toolkit import write_notebook
        >>> write_notebook("out/release.json", "out/closing.ipynb", language="en").name
        'closing.ipynb'
    """
    read_release(release_file)  # a bad file is told before a kernel is started for it
    target = Path(path).absolute()
    words = language_of(language)
    notebook = nbformat.read(resource_path(TEMPLATE), as_version=4)  # type: ignore[no-untyped-call]
    _translate_cells(notebook, words)
    _set_parameters(
        notebook,
        release_file=Path(os.path.relpath(release_file, target.parent)).as_posix(),
        language=words.code,
    )
    _run(notebook, target.parent)
    _strip_computer_traces(notebook)
    return write_whole(target, nbformat.writes(notebook) + "\n")  # type: ignore[no-untyped-call]


def list_template_sentences(notebook: NotebookNode) -> list[str]:
    """Return what is translated in a template.

    Every paragraph of its text cells, without the signs of a heading.
    """
    return [
        paragraph.lstrip("# ")
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for paragraph in cell.source.split("\n\n")
    ]


def _translate_cells(notebook: NotebookNode, words: Language) -> None:
    """Put the text cells into the reader's language: the template's English is the key."""
    # The translation of an empty paragraph would be the header of the catalogue.
    said = {
        sentence: words.gettext(sentence) if sentence else ""
        for sentence in list_template_sentences(notebook)
    }
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            paragraphs = [
                (paragraph, paragraph.lstrip("# ")) for paragraph in cell.source.split("\n\n")
            ]
            cell.source = "\n\n".join(
                paragraph.removesuffix(sentence) + said[sentence]
                for paragraph, sentence in paragraphs
            )


def _set_parameters(notebook: NotebookNode, **parameters: str) -> None:
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(
                f"{name} = {json.dumps(value, ensure_ascii=False)}"
                for name, value in parameters.items()
            )


# ---- running it ----------------------------------------------------------------------------------


class _ThisPython(KernelSpecManager):
    """Knows one kernel: the Python that runs now, whatever ``python3`` the user has installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002  # there is only one
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], **PYTHON
        )


def _run(notebook: NotebookNode, folder: Path) -> None:
    try:
        # A loop of its own, because whoever calls from a notebook has one running already.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(_execute, notebook, folder).result()
    except CellTimeoutError as error:
        raise MendableError(
            Fault(
                N_(
                    "the notebook took too long to run and was not written. Try again when the"
                    " computer is less busy."
                )
            )
        ) from error
    except CellExecutionError as error:
        raise MendableError(
            Fault(
                N_("the notebook stopped and was not written: {reason}"),
                {"reason": f"{error.ename}: {error.evalue}"},
                resource_path(TEMPLATE).name,
            )
        ) from error
    except (DeadKernelError, OSError, RuntimeError) as error:
        raise MendableError(
            Fault(
                N_(
                    "the notebook's Python did not start, so the notebook was not written. Install"
                    " the toolkit anew."
                )
            )
        ) from error


def _execute(notebook: NotebookNode, folder: Path) -> None:
    with TemporaryDirectory() as scratch:
        client = NotebookClient(
            notebook,
            km=AsyncKernelManager(
                kernel_spec_manager=_ThisPython(), connection_file=f"{scratch}/kernel.json"
            ),
            timeout=CELL_SECONDS,
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
        )
        client.owns_km = True  # else the kernel outlives the notebook
        asyncio.run(
            client.async_execute(
                env=_environment(scratch), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )


def _environment(scratch: str) -> dict[str, str]:
    """The kernel finds this toolkit, and nothing of the user's own set-up.

    No start-up files, no history.
    """
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(
            filter(None, (str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH")))
        ),
        "IPYTHONDIR": scratch,
        # Else the debugger that comes with the kernel warns of frozen modules.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


# ---- writing it ----------------------------------------------------------------------------------


def _strip_computer_traces(notebook: NotebookNode) -> None:
    """Drop what tells of this computer: warnings with paths, versions, times."""
    notebook.metadata = {"kernelspec": PYTHON, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if "data" in output]
