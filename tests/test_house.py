"""The house itself: floors, types, style, length."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef
CHECKS = {
    "the floors": [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
    "types": [sys.executable, "-m", "mypy"],
    "style": [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
    "layout": [sys.executable, "-m", "ruff", "format", "--check", "--no-cache", "."],
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.slow
def test_house_is_in_order(check):
    """Import contract, mypy strict, ruff rules and ruff format have nothing to say."""
    found = subprocess.run(
        CHECKS[check], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )

    assert 0 == found.returncode, found.stdout + found.stderr


def test_no_module_swells():
    """A module has at most 400 lines."""
    assert [] == [
        path.name
        for path in ROOT.glob("toolkit/**/*.py")
        if len(path.read_text("utf-8").splitlines()) > 400
    ]


def test_no_function_swells():
    """A function has at most 40 lines beside its docstring."""
    assert [] == [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, Function) and lines_of(node) > 40
    ]


def test_many_arguments_are_explained():
    """Every public function that takes more than two arguments says what each of them means."""
    assert [] == [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in trees().items()
        for node, arguments in public_functions(tree)
        if len(arguments) > 2 and "Args:\n" not in (ast.get_docstring(node) or "")
    ]


def lines_of(function: Function) -> int:
    """Return how many lines a function has from ``def`` on, without its docstring."""
    whole = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return whole
    return whole - ((first.end_lineno or 0) - first.lineno + 1)


def public_functions(tree: ast.Module) -> Iterator[tuple[Function, list[str]]]:
    """Yield the public functions and methods of a module with their arguments, without ``self``."""
    for owner in (tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))):
        if isinstance(owner, ast.ClassDef) and owner.name.startswith("_"):
            continue
        for node in owner.body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                each = node.args
                names = [arg.arg for arg in (*each.posonlyargs, *each.args, *each.kwonlyargs)]
                names += [arg.arg for arg in (each.vararg, each.kwarg) if arg]
                yield node, [name for name in names if name not in ("self", "cls")]


@cache
def trees() -> dict[str, ast.Module]:
    """Return the modules of the toolkit as they are parsed, by their paths."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in ROOT.glob("toolkit/**/*.py")
    }


def imports_of(source: str, modules: set[str]) -> Iterator[str]:
    """Yield which of *modules* a source imports, wherever in it, also for its types alone."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from modules & {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                yield from modules & {whole if whole in modules else str(node.module)}


def test_no_circle_of_imports():
    """No module imports one that imports it again, not in a function and not for a type either."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in ROOT.glob("toolkit/**/*.py")
    }
    imported = {
        name: set(imports_of(path.read_text("utf-8"), set(modules))) - {name}
        for name, path in modules.items()
    }

    assert set(modules) == set(TopologicalSorter(imported).static_order())


def named_at_the_top(tree: ast.Module) -> Iterator[str]:
    """Yield the public classes and types that a module makes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for each in targets if isinstance(each, ast.Name))


def test_no_two_classes_share_a_name():
    """A public class or type is called like no other in the toolkit."""
    owners = defaultdict(list)
    for path, tree in trees().items():
        for name in set(named_at_the_top(tree)):
            if re.match(r"[A-Z].*[a-z]", name):
                owners[name].append(path)

    assert 200 < len(owners)
    assert {} == {name: paths for name, paths in owners.items() if len(paths) > 1}


@pytest.mark.parametrize(
    ("tool", "owners"),
    [
        ("streamlit", {"app.py", "app", "server"}),
        ("sqlalchemy", {"data/database"}),
        ("segno", {"people/invitations"}),
        ("altair", {"reports/charts"}),
        ("openpyxl", {"reports/workbook", "reports/years", "data/files", "people/invitations"}),
        ("pandera", {"data/schema"}),
        ("nbclient", {"reports/notebook"}),
        ("jinja2", {"reports/html"}),
    ],
)
def test_one_owner_for_each_tool(tool, owners):
    """Only its owner imports a tool."""
    importing = re.compile(rf"^\s*(import|from) {tool}\b", re.MULTILINE)
    found = [
        path.relative_to(ROOT).as_posix().removeprefix("toolkit/")
        for path in [*ROOT.glob("toolkit/**/*.py"), ROOT / "app.py"]
        if importing.search(path.read_text("utf-8"))
    ]

    assert found
    assert [] == [
        path
        for path in found
        if not any(path == owner or path.startswith(f"{owner}/") for owner in owners)
    ]


def test_one_owner_of_the_form_of_a_count():
    """Only the published count writes and reads "<="; the other "<=" is how sizes of groups are
    compared.
    """
    written = {
        path.relative_to(ROOT / "toolkit").as_posix()
        for path in ROOT.glob("toolkit/**/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and str(node.value).startswith("<=")
    }

    assert {"release/published_count.py", "programme/relevance.py"} == written


def test_the_map_of_a_package_names_files_that_exist():
    """What the opening of a package says of its modules is found under that name."""
    for package in sorted(ROOT.glob("toolkit/**/__init__.py")):
        opening = ast.get_docstring(ast.parse(package.read_text("utf-8"))) or ""
        for name in re.findall(r"^    (\w+)  ", opening, re.MULTILINE):
            there = package.parent / name
            assert there.is_dir() or there.with_suffix(".py").exists(), f"{package}: {name}"
