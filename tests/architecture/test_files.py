"""What no file of the repository may hold, and how long files and functions may grow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, module, modules, text_of, tracked, walked

pytestmark = pytest.mark.slow

LONGEST_FILE, LONGEST_BODY = 500, 60

LONG_FILES = {
    "src/sonae/stockpile/simulation/kernel.py": "the functions that numba compiles together: what is lost, bought, turned over",
    "src/sonae/stockpile/target_days/kernel.py": "the functions that numba compiles together, and what packs their arrays",
}
LONG_FUNCTIONS = {
    (
        "src/sonae/stockpile/plan/kernel.py",
        "run_policy",
    ): "one month of every mineral in the order of the law, in one compiled loop",
    ("src/sonae/documents/review_tables.py", "write_workbook"): "the columns of nine sheets, one line a column",
    ("src/sonae/documents/review_view.py", "mineral_view"): "one entry a field of the template",
    ("src/sonae/documents/review_view.py", "review_view"): "one entry a field of the template",
    ("src/sonae/supply_risk/hazards.py", "fit_hazards"): "the fit of METHOD in its order: counts, priors, law, rates",
}


def found(pattern: str, *, but: str = "") -> Iterator[str]:
    """Each place where a pattern occurs in a text file, as «file:line: text»."""
    wanted = re.compile(pattern)
    for name in tracked():
        text = text_of(name)
        if text is None or (but and re.search(but, name)) or not wanted.search(text):
            continue
        for i, line in enumerate(text.splitlines(), 1):
            if wanted.search(line):
                yield f"{name}:{i}: {line.strip()[:120]}"


def test_the_tree_is_found_with_and_without_git() -> None:
    assert {"pyproject.toml", "requirements/run.lock", "src/sonae/__init__.py"} <= set(tracked())
    assert {name for name in tracked() if text_of(name) is not None} <= set(walked(ROOT))
    assert not [name for name in walked(ROOT) if name.startswith((".venv", ".git/")) or name.endswith(".pyc")]


def test_nothing_is_left_to_do() -> None:
    assert list(found(r"\b(?:TO" r"DO|FIX" r"ME)\b|\bXX" r"X\b(?!-)")) == []


def test_no_path_of_a_machine() -> None:
    """A path that begins at one of these roots was somebody's own."""
    roots = r"(?:work|root|home|tmp|Users|mnt|srv|opt|workspace|builds?)"
    assert list(found(rf"(?<![\w.~/*}}>)\]-])/{roots}/[\w.]|[A-Z]:\\\\?Users")) == []


def test_no_address_of_an_index() -> None:
    assert list(found(r"https?://[^\s)>\"']*(?:py" r"pi|pythonhosted|/simple\b|artifactory|nexus|devpi|mirror)")) == []
    assert list(found(r"--(?:extra-)?index-url\b|--find-" r"links\b|PIP_INDEX_" r"URL")) == []


def test_no_address_inside_somebodys_network() -> None:
    address = r"https?://(?:[^/\s@]*@|\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?::\d+)?(?:/|\s|$)|[\w.-]+\.(?:local|internal|lan|corp|intra)\b)"
    said = [place for place in found(address) if "://127.0.0.1" not in place and "://localhost" not in place]
    assert said == []


def test_lock_files_hold_pinned_versions_and_hashes_and_nothing_else() -> None:
    requirement = r"[a-z0-9][a-z0-9._-]*(\[[a-z,_-]+\])?==[^\s;]+( ; [\w '\"=<>.()!-]+)? \\"
    line = re.compile(rf"{requirement}|    --hash=sha256:[0-9a-f]{{64}}( \\)?| *#.*|")
    locks = [name for name in tracked() if name.endswith(".lock")]
    assert len(locks) == 2
    for name in locks:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert [text for text in lines if not line.fullmatch(text)] == []
        assert sum("==" in text and not text.lstrip().startswith("#") for text in lines) > 20


def test_text_files_end_their_lines_as_they_should() -> None:
    for name in tracked():
        text = text_of(name)
        if text:
            assert "\r" not in text, name
            assert text.endswith("\n"), name


@pytest.mark.parametrize("part", ["src/", "tests/", "benchmarks/"])
def test_no_file_is_too_long(part: str) -> None:
    long = {name for name in modules(part) if (text_of(name) or "").count("\n") > LONGEST_FILE}
    assert long == {name for name in LONG_FILES if name.startswith(part)}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its signature and its docstring."""
    statements = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - statements[0].lineno + 1 if statements else 0


@pytest.mark.parametrize("part", ["src/", "tests/", "benchmarks/"])
def test_no_function_is_too_long(part: str) -> None:
    long = {
        (name, node.name)
        for name in modules(part)
        for node in ast.walk(module(name))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and body_lines(node) > LONGEST_BODY
    }
    assert long == {(name, function) for name, function in LONG_FUNCTIONS if name.startswith(part)}


def test_no_drawer_of_odds_and_ends() -> None:
    odd = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "stuff"}
    assert [name for name in tracked() if odd & {Path(part).stem for part in Path(name).parts}] == []
