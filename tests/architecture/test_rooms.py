"""How the rooms of the house stand: floors, doors, and what is kept out of them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SOURCE, module, modules, public_names

pytestmark = pytest.mark.slow

FLOORS = {
    "core": 0, "data": 1, "compute": 1, "supply_risk": 2, "stockpile": 2, "economics": 2, "portfolio": 2, "bylaw": 2, "auditlog": 2,
    "policy": 2, "evaluation": 2, "disclosure": 2, "documents": 3, "office": 4, "cli": 5,
}  # fmt: skip
ROOMS = modules("src/sonae/")

_COMPILED = (
    "numba compiles the random numbers and the vectors of eight into the kernels; through the room's face every start would "
    "load numba"
)
PAST_THE_DOOR = {
    (f"src/sonae/{kernel}.py", f"sonae.compute.{compiled}"): _COMPILED
    for compiled, kernels in {
        "philox_kernel": (
            "stockpile/target_days/kernel", "stockpile/simulation/noise_kernel", "stockpile/simulation/core/kernel",
            "stockpile/plan/kernel",
        ),
        "eights": (
            "stockpile/target_days/kernel", "stockpile/simulation/noise_kernel", "stockpile/simulation/kernel",
            "stockpile/simulation/acts", "stockpile/simulation/tallies", "economics/uncertainty/kernel",
            "economics/uncertainty/row_kernel", "economics/conditions/paths_kernel",
        ),
        "draws_kernel": ("economics/conditions/paths_kernel", "economics/uncertainty/risks"),
    }.items()
    for kernel in kernels
}  # fmt: skip
"""Imports that go past the public face of another room, with the reason."""

NETWORK = {
    "aiohttp", "asyncio", "ftplib", "grpc", "http", "httpx", "imaplib", "paramiko", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip


MAY_SPEAK = {
    "src/sonae/cli/remote/office.py": {"http", "ssl", "urllib"},
    "src/sonae/office/access/oidc/provider.py": {"http", "ssl", "urllib"},
}
"""What speaks to the network itself, with what: the commands that work with an office elsewhere, at the user's own word, and an
office that was set to take logins from a provider, to that provider."""


def imports(name: str) -> Iterator[tuple[int, str, list[str]]]:
    """The line, the module and the names of every import of a file, those inside functions too."""
    for node in ast.walk(module(name)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: a relative import hides the room"
            yield node.lineno, node.module or "", [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, []


def room_of(dotted: str) -> str:
    """The room of a module such as ``sonae.data.store``."""
    return dotted.split(".")[1] if "." in dotted else ""


def own_room(name: str) -> str:
    """The room that a file of the source lies in; nothing for the hall itself."""
    parts = Path(name).parts
    return parts[2] if len(parts) > 3 else ""


def test_every_room_has_a_floor() -> None:
    assert {path.name for path in SOURCE.iterdir() if path.is_dir() and (path / "__init__.py").exists()} == set(FLOORS)


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_imports_lower_floors_through_their_faces(name: str) -> None:
    own = own_room(name)
    for line, dotted, names in imports(name):
        room = room_of(dotted)
        if dotted.split(".")[0] != "sonae" or room in ("", "__main__", own) or (name, dotted) in PAST_THE_DOOR:
            continue
        where = f"{name}:{line}: {dotted}"
        assert FLOORS[room] <= FLOORS.get(own, 9), f"{where} lies on a higher floor"
        face = SOURCE.joinpath(*dotted.split(".")[1:])
        assert face.is_dir(), f"{where} is no public face of «{room}»"
        assert names, f"{where}: import names, not the room"
        assert set(names) <= public_names(face), f"{where}: {set(names) - public_names(face)} are not in its __all__"


def test_the_ways_past_the_door_are_still_used() -> None:
    for name, dotted in PAST_THE_DOOR:
        assert dotted in [imported for _, imported, _ in imports(name)]


def test_the_import_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program), "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout


def test_no_room_reaches_for_the_network_by_itself() -> None:
    """The pack is fetched by pip in a process of its own; of all else only «sonae remote» and the provider of logins."""
    found = [(name, line, dotted.split(".")[0]) for name in ROOMS for line, dotted, _ in imports(name)]
    assert len(found) > 500
    assert [one for one in found if one[2] in NETWORK and one[2] not in MAY_SPEAK.get(one[0], set())] == []
    assert {
        name: {root for place, _, root in found if place == name and root in NETWORK} for name in MAY_SPEAK
    } == MAY_SPEAK


SERVER = {"django", "ninja", "gunicorn", "whitenoise", "django_htmx", "cryptography", "psycopg", "urllib.request"}


def test_the_command_line_starts_without_the_office() -> None:
    """Django and what speaks to networks are loaded by the command that needs them, never by the start of another."""
    script = "import sys; import sonae.cli; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert {name for name in done.stdout.split() if name in SERVER or name.startswith("sonae.office")} == set()


def test_pip_is_the_only_program_that_could() -> None:
    """Beside it: the worker that draws charts, and the agency's own scanner of uploads."""
    started = {name for name in ROOMS for _, dotted, _ in imports(name) if dotted == "subprocess"}
    assert started == {"src/sonae/data/pack.py", "src/sonae/documents/rendering.py", "src/sonae/office/store.py"}


def test_core_stands_on_python_alone() -> None:
    for name in modules("src/sonae/core/"):
        for line, dotted, _ in imports(name):
            root = dotted.split(".")[0]
            assert root in sys.stdlib_module_names or dotted.startswith("sonae.core"), f"{name}:{line}: {dotted}"


def test_only_the_command_line_prints() -> None:
    printed = {
        name
        for name in ROOMS
        for node in ast.walk(module(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert {name for name in printed if own_room(name) != "cli"} <= {"src/sonae/__main__.py"}


def documented(name: str) -> Iterator[tuple[str, bool]]:
    """Every public class, function and method of a file with whether it is documented."""
    tree = module(name)
    yield name, ast.get_docstring(tree) is not None

    def inside(body: list[ast.stmt], path: str) -> Iterator[tuple[str, bool]]:
        for node in body:
            if not isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or node.name.startswith("_"):
                continue
            overload = any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)
            # A rule of a bylaw is told by the question it answers, in both languages, and by its provision.
            rule = any(
                isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "rule"
                for mark in node.decorator_list
            )
            yield f"{path}.{node.name}", overload or rule or ast.get_docstring(node) is not None
            if isinstance(node, ast.ClassDef):
                yield from inside(node.body, f"{path}.{node.name}")

    yield from inside(tree.body, name)


def test_everything_public_is_documented() -> None:
    seen = [
        entry for name in ROOMS if "/migrations/" not in name for entry in documented(name) if ".Meta" not in entry[0]
    ]
    assert len(seen) > 300
    assert [path for path, said in seen if not said] == []


def test_every_face_names_what_it_shows() -> None:
    for package in (
        path for path in SOURCE.rglob("__init__.py") if path.parent.name not in ("importers", "migrations")
    ):
        tree = ast.parse(package.read_text(encoding="utf-8"))
        names = public_names(package.parent)
        shown = {
            alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
        } - {"annotations"}
        made = {
            node.targets[0].id
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        assert names, package
        assert names <= shown | made, package
        assert shown <= names, package


SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|ATTACH|WITH)\b")
QUOTED = re.compile(r"\"\x00\"")


def pieces(node: ast.expr) -> str | None:
    """A text with a NUL wherever something is put in when it runs; none for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(value.value if isinstance(value, ast.Constant) else "\0" for value in node.values)  # type: ignore[misc]
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        left = pieces(node.left)
        return None if left is None else left + "\0"
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "replace", "join")
    ):
        inner = pieces(node.func.value)
        return None if inner is None else inner + "\0"
    return None


def test_sql_holds_no_value_and_names_only_tables_of_the_pinned_pack() -> None:
    """A value goes beside a statement; only names of tables, between quotes, may stand in its text, and only for the pack."""
    made = []
    for name in ROOMS:
        for node in ast.walk(module(name)):
            if isinstance(node, ast.expr) and (text := pieces(node)) is not None and SQL.match(text) and "\0" in text:
                made.append((name, QUOTED.sub("", text)))
    assert {name for name, _ in made} == {"src/sonae/data/pack.py"}
    assert [text for _, text in made if "\0" in text] == []


OFFICE_SQL = {
    "src/sonae/office/log.py", "src/sonae/office/migrations/0002_guards.py", "src/sonae/office/migrations/0004_second_wall.py",
    "src/sonae/office/migrations/0007_jobs.py", "src/sonae/office/migrations/0008_books.py",
    "src/sonae/office/migrations/0009_stock.py", "src/sonae/office/migrations/0010_disclosure.py",
    "src/sonae/office/migrations/0011_survey.py",
    "src/sonae/office/wall.py", "src/sonae/office/keeping/backup.py",
}  # fmt: skip
"""Where the office speaks SQL past Django: lock of the log, triggers that guard it, the second wall, one moment for a copy."""


def test_few_places_speak_to_a_database() -> None:
    calls = [
        (name, node)
        for name in ROOMS
        for node in ast.walk(module(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("execute")
    ]
    assert {name for name, _ in calls} == {"src/sonae/data/pack.py", *OFFICE_SQL}
    assert all(isinstance(call.args[0], (ast.Name, ast.Constant)) for _, call in calls)


SLOW = {
    "altair", "django", "hypothesis", "jinja2", "llvmlite", "numba", "numpy", "openpyxl", "pandas", "polars", "pyarrow",
    "pydantic", "scipy", "typst", "vl_convert", "xlsxwriter", "yaml",
}  # fmt: skip


def loaded(statement: str) -> set[str]:
    """The modules that a fresh Python holds after a statement."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_starts_without_anything_slow_or_any_network() -> None:
    names = loaded("import sonae.cli.main")
    assert "typer" in names
    assert names & SLOW == set()
    assert names & {"requests", "httpx", "urllib3", "aiohttp", "geopolrisk"} == set()


def test_the_hall_and_core_load_nothing_but_python() -> None:
    assert loaded("import sonae, sonae.core") - loaded("") - set(sys.stdlib_module_names) == {"sonae"}


def test_numba_and_charts_wait_until_they_are_asked_for() -> None:
    names = loaded("import sonae.data, sonae.supply_risk, sonae.compute, sonae.economics.valuation")
    assert names & {"numba", "llvmlite", "altair", "vl_convert", "typst", "openpyxl"} == set()


@pytest.mark.xdist_group("itself")
def test_tests_of_a_group_share_a_worker(request: pytest.FixtureRequest) -> None:
    """Else the review that many tests read is made once a worker."""
    if not request.config.getoption("loadgroup", False):
        pytest.skip("only with --dist loadgroup")
    assert request.node.nodeid.endswith("@itself")
