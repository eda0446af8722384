"""The closing notebook: run whole or not written, the same figures as the release, and nothing of
the computer it was made on.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from releases import A8

from toolkit.errors import MendableError, ReleaseError
from toolkit.i18n import load_language
from toolkit.release.release import read_release
from toolkit.reports.notebook import file
from toolkit.reports.notebook.file import list_template_sentences, write_notebook
from toolkit.resources import resource_path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A release beside a Swedish notebook, made on a computer whose own ``python3`` kernel is
    broken.
    """
    home = tmp_path_factory.mktemp("closing")
    spec = home / "jupyter" / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(
        json.dumps({"argv": ["no-such-python"], "display_name": "Broken", "language": "python"}),
        "utf-8",
    )
    A8.save(home / "release.json")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("JUPYTER_PATH", str(home / "jupyter"))
        write_notebook(home / "release.json", home / "closing.ipynb", language="sv")
    return home


@pytest.fixture(scope="module")
def written(folder):
    """The notebook as it was written."""
    return nbformat.read(folder / "closing.ipynb", as_version=4)


@pytest.fixture
def template(tmp_path, monkeypatch):
    """Return a function that puts a notebook of one code cell in the place of the template."""

    def put(source):
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        nbformat.write(made, tmp_path / "template.ipynb")
        monkeypatch.setattr(file, "TEMPLATE", str(tmp_path / "template.ipynb"))

    return put


def outputs(written):
    """Return what the cells show, by form."""
    return [
        output.data for cell in written.cells if cell.cell_type == "code" for output in cell.outputs
    ]


def test_every_cell_ran_and_shows_something(written):
    """All cells ran in order; each of the evaluation's outputs is there as HTML, Markdown and plain
    text.
    """
    assert [1, 2, 3, 4, 5] == [
        cell.execution_count for cell in written.cells if cell.cell_type == "code"
    ]
    assert 4 == len(outputs(written))
    for data in outputs(written)[:3]:
        assert {"text/html", "text/markdown", "text/plain"} == set(data)


def test_figures_are_those_of_the_release(written):
    """The sentences hold the counts of the release."""
    shown = outputs(written)[0]["text/markdown"].replace("\u00a0", " ")

    assert "**5 av 8 mentorer**" in shown or "**5 av 8** mentorer" in shown
    assert "'favourable': 5" in outputs(written)[3]["text/plain"]
    assert 5 == A8.finding("process.works", "mentor").exact


def test_text_is_in_the_language_asked_for(written):
    """Text cells and outputs are Swedish when Swedish is asked for."""
    assert written.cells[0].source.startswith("# Den avslutande utvärderingen")
    assert "Fungerade processen?" in outputs(written)[0]["text/html"]


def test_every_sentence_of_the_template_is_translated():
    """No paragraph of the template is left in English in a Swedish notebook."""
    template = nbformat.read(resource_path(file.TEMPLATE), as_version=4)

    assert [] == [
        sentence
        for sentence in list_template_sentences(template)
        if load_language("sv").gettext(sentence) == sentence
    ]


def test_template_has_one_parameters_cell_and_no_output():
    """The template is stored without output, and its cells import nothing but the toolkit."""
    template = nbformat.read(resource_path(file.TEMPLATE), as_version=4)
    code = [cell for cell in template.cells if cell.cell_type == "code"]

    assert 1 == sum("parameters" in cell.metadata.get("tags", []) for cell in code)
    assert all(cell.execution_count is None and not cell.outputs for cell in code)
    imports = re.findall(
        r"^(?:from|import) (\w+)", "\n".join(cell.source for cell in code), re.MULTILINE
    )
    assert {"toolkit"} == set(imports)


def test_release_is_named_relative_to_the_notebook(written, folder):
    """The two can be moved together: the notebook names the release by its place beside it."""
    parameters = next(
        cell for cell in written.cells if "parameters" in cell.metadata.get("tags", [])
    )

    assert 'release_file = "release.json"\nlanguage = "sv"' == parameters.source
    assert A8.sha256 == read_release(folder / "release.json").sha256


def test_nothing_of_this_computer_is_kept(written, folder):
    """Neither paths nor times nor versions of the computer are in the file."""
    text = (folder / "closing.ipynb").read_text("utf-8")

    assert {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    } == written.metadata
    assert {"tags"} >= {name for cell in written.cells for name in cell.metadata}
    for place in (str(folder), str(Path.home()), str(Path(file.__file__).parents[3])):
        assert place not in text


def test_nothing_runs_and_nothing_is_fetched(written):
    """No output has a script or an address, inside its pictures neither but the names of SVG."""
    for data in outputs(written):
        for form in data.values():
            pictures = [b64decode(svg).decode() for svg in re.findall(r"base64,([^\"]+)", form)]
            for text in (form, *(re.sub(r' xmlns(:xlink)?="[^"]+"', "", svg) for svg in pictures)):
                assert not re.search(r"<script|https?://|@import|url\(", text)


def test_no_draft_is_left(folder):
    """Beside the release there is the notebook, and nothing half-made."""
    assert {"release.json", "closing.ipynb", "jupyter"} == {path.name for path in folder.iterdir()}


def test_a_failing_cell_leaves_no_notebook(tmp_path, template):
    """If a cell fails nothing is written, the reason is one line, and the kernel showed a mendable
    fault without traceback.
    """
    A8.save(tmp_path / "release.json")
    template('from toolkit import read_release\nread_release("gone.json")')
    with pytest.raises(MendableError) as found:
        write_notebook(tmp_path / "release.json", tmp_path / "closing.ipynb", language="en")

    assert (
        "template.ipynb: the notebook stopped and was not written: ReleaseError: gone.json: there"
        " is no such release file." == str(found.value)
    )
    assert isinstance(found.value.__cause__, CellExecutionError)
    assert "Traceback" not in found.value.__cause__.traceback
    assert {"release.json", "template.ipynb"} == {path.name for path in tmp_path.iterdir()}


def test_a_notebook_that_never_ends_is_stopped(tmp_path, template, monkeypatch):
    """A cell that takes too long is a mendable fault, and nothing is written."""
    A8.save(tmp_path / "release.json")
    template("while True:\n    pass")
    monkeypatch.setattr(file, "CELL_SECONDS", 1)
    with pytest.raises(MendableError, match="took too long"):
        write_notebook(tmp_path / "release.json", tmp_path / "closing.ipynb", language="en")

    assert not (tmp_path / "closing.ipynb").exists()


def test_a_kernel_that_does_not_start_is_told(tmp_path, monkeypatch):
    """Without a Python to run it there is no notebook, and the fault says so."""
    A8.save(tmp_path / "release.json")
    monkeypatch.setattr(file.sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(MendableError, match="did not start"):
        write_notebook(tmp_path / "release.json", tmp_path / "closing.ipynb", language="en")

    assert {"release.json"} == {path.name for path in tmp_path.iterdir()}


def test_a_release_that_was_changed_is_refused(tmp_path):
    """A release whose content does not fit its hash is never made into a notebook."""
    changed = {**replace(A8, cohort="B9").to_dict(), "sha256": A8.sha256}
    (tmp_path / "release.json").write_text(json.dumps(changed), "utf-8")
    with pytest.raises(ReleaseError):
        write_notebook(tmp_path / "release.json", tmp_path / "closing.ipynb", language="en")

    assert not (tmp_path / "closing.ipynb").exists()
