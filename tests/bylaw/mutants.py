"""Mutants of the articles: rules with one small fault each, joined with the other articles into a book.

Where a scenario goes through the function that holds the fault, it is run against the mutant; a scenario that comes out otherwise
than written, or a rule that breaks, kills it.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType, ModuleType

from sonae.bylaw import articles
from sonae.bylaw.check import Bylaw, equity_bylaw
from sonae.bylaw.kernel import RuleBook
from tests.bylaw.scenario_files import Made, all_scenarios, first_wrong

PACKAGE = articles.__name__
FOLDER = Path(str(articles.__file__)).parent
LARGEST = 100
"""Whole numbers up to this one are changed by one."""

_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_FUNCTIONS = (ast.FunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Mutant:
    """A fault.

    Attributes:
        module: the article, «a05».
        id: module, function and what is changed, without line numbers: it stays when lines are added elsewhere.
        line: where it is, for the reader.
        function: first line of the function that holds it; 0 outside of functions.
        make: puts the fault into the module's tree and returns what takes it out again.

    """

    module: str
    id: str
    line: int
    function: int
    make: Callable[[], Callable[[], None]]


@cache
def names() -> tuple[str, ...]:
    """Return the names of the modules of the articles, in the order in which they can be loaded."""
    found = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "text"}
    ordered: list[str] = []

    def visit(name: str) -> None:
        for other in sorted(_imports(name)):
            visit(other)
        if name not in ordered:
            ordered.append(name)

    for name in sorted(found):
        visit(name)
    return tuple(ordered)


@cache
def tree_of(name: str) -> ast.Module:
    """Return the parsed module."""
    return ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))


@cache
def _imports(name: str) -> frozenset[str]:
    """Return the articles that an article takes names from."""
    modules = {node.module for node in ast.walk(tree_of(name)) if isinstance(node, ast.ImportFrom) and node.module}
    return frozenset(one.removeprefix(f"{PACKAGE}.") for one in modules if one.startswith(f"{PACKAGE}.")) - {"text"}


@cache
def mutants_of(name: str) -> tuple[Mutant, ...]:
    """Return all mutants of a module."""
    found: list[Mutant] = []
    times: Counter[str] = Counter()
    for node, function, slot in _walk(tree_of(name)):
        for what, make in _faults(node, slot, tree_of(name)):
            label = (
                function.name if isinstance(function, ast.FunctionDef) else "module" if function is None else "lambda"
            )
            mutant_id = f"{name}.{label}: {what}"
            times[mutant_id] += 1
            if times[mutant_id] > 1:
                mutant_id += f" ({times[mutant_id]})"
            found.append(Mutant(name, mutant_id, getattr(node, "lineno", 0), _first_line(function), make))
    return tuple(found)


Slot = Callable[[ast.AST], None]


def _walk(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.AST | None, Slot]]:
    """Yield the nodes with the innermost function that holds them and what puts another node into their place."""

    def below(node: ast.AST, function: ast.AST | None) -> Iterator[tuple[ast.AST, ast.AST | None, Slot]]:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "format_spec"):
                continue
            outside = name in ("decorator_list", "args") and isinstance(node, ast.FunctionDef)
            holder = node if isinstance(node, _FUNCTIONS) and not outside else function
            for number, one in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(one, ast.AST):
                    yield one, holder, _slot(node, name, number if isinstance(value, list) else None)
                    yield from below(one, holder)

    return below(tree, None)


def _slot(parent: ast.AST, name: str, number: int | None) -> Slot:
    def put(node: ast.AST) -> None:
        if number is None:
            setattr(parent, name, node)
        else:
            getattr(parent, name)[number] = node

    return put


def _first_line(function: ast.AST | None) -> int:
    if function is None:
        return 0
    decorators = getattr(function, "decorator_list", [])
    return int(min(one.lineno for one in [*decorators, function]))


Fault = tuple[str, Callable[[], Callable[[], None]]]


def _faults(node: ast.AST, slot: Slot, tree: ast.Module) -> Iterator[Fault]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            yield _set_in(node, node.ops, number, _FLIPPED[type(operator)]())
    elif isinstance(node, ast.BoolOp):
        yield _set_attribute(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for number in range(len(node.values)):
            left = [one for at, one in enumerate(node.values) if at != number]
            yield _replace(node, slot, left[0] if len(left) == 1 else ast.BoolOp(node.op, left))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _replace(node, slot, node.operand)
    elif isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) <= LARGEST:
        yield _replace(node, slot, ast.Constant(node.value + 1))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("yes", "no"):
        other = "no" if node.func.id == "yes" else "yes"
        what = f"{other} for {ast.unparse(node)[:90]}"
        yield what, _setting(node.func, "id", other)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("all_of", "any_of"):
        yield from _dropped_questions(node, tree)


def _dropped_questions(call: ast.Call, tree: ast.Module) -> Iterator[Fault]:
    given = call.args[0]
    if isinstance(given, ast.Name):
        given = next(
            (
                one.value for one in tree.body
                if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and one.targets[0].id == given.id
            ),
            given,
        )  # fmt: skip
    if not isinstance(given, ast.List):
        return
    for number, one in enumerate(given.elts):
        yield (
            f"without {ast.unparse(one)} in {ast.unparse(call.args[1])[:60]}",
            _setting(given, "elts", [other for at, other in enumerate(given.elts) if at != number]),
        )


def _replace(node: ast.AST, slot: Slot, new: ast.AST) -> Fault:
    def make() -> Callable[[], None]:
        slot(new)
        return lambda: slot(node)

    return f"{_shown(node)} → {_shown(new)}", make


def _set_attribute(node: ast.AST, name: str, value: object) -> Fault:
    make = _setting(node, name, value)
    return _described(node, make), make


def _set_in(node: ast.Compare, values: list[ast.cmpop], number: int, value: ast.cmpop) -> Fault:
    before = values[number]

    def make() -> Callable[[], None]:
        values[number] = value
        return lambda: values.__setitem__(number, before)

    return _described(node, make), make


def _setting(node: ast.AST, name: str, value: object) -> Callable[[], Callable[[], None]]:
    before = getattr(node, name)

    def make() -> Callable[[], None]:
        setattr(node, name, value)
        return lambda: setattr(node, name, before)

    return make


def _described(node: ast.AST, make: Callable[[], Callable[[], None]]) -> str:
    before = _shown(node)
    undo = make()
    after = _shown(node)
    undo()
    return f"{before} → {after}"


def _shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:160]


@cache
def _compiled(name: str) -> object:
    return compile(tree_of(name), str(FOLDER / f"{name}.py"), "exec")


@cache
def after(name: str) -> tuple[str, ...]:
    """Return an article and those that take names from it, directly or not, in the order in which they can be loaded."""
    found = {name}
    for other in names():
        if found & _imports(other):
            found.add(other)
    return tuple(one for one in names() if one in found)


def mutated(mutant: Mutant) -> Bylaw:
    """Return the bylaw with a fault."""
    undo = mutant.make()
    try:
        code = compile(ast.fix_missing_locations(tree_of(mutant.module)), f"<{mutant.id}>", "exec")
    finally:
        undo()
    before = {name: sys.modules[f"{PACKAGE}.{name}"] for name in after(mutant.module)}
    try:
        for name in after(mutant.module):
            made = sys.modules[f"{PACKAGE}.{name}"] = ModuleType(f"{PACKAGE}.{name}")
            exec(code if name == mutant.module else _compiled(name), made.__dict__)  # type: ignore[arg-type]  # noqa: S102
        books = [sys.modules[f"{PACKAGE}.{name}"].book for name in _with_books()]
    finally:
        for name, module in before.items():
            sys.modules[f"{PACKAGE}.{name}"] = module
    return Bylaw(equity_bylaw().outline, RuleBook.joined(books))


@cache
def _with_books() -> tuple[str, ...]:
    modules = [(name, importlib.import_module(f"{PACKAGE}.{name}")) for name in names()]
    return tuple(name for name, module in modules if hasattr(module, "book"))


@cache
def ways() -> dict[tuple[str, int], tuple[Made, ...]]:
    """Return the scenarios that go through each function, by module and first line of the function; line 0: through any."""
    found: dict[tuple[str, int], dict[str, Made]] = defaultdict(dict)
    for made in all_scenarios():
        called: set[tuple[str, int]] = set()

        def note(frame: FrameType, event: str, _: object, called: set[tuple[str, int]] = called) -> None:
            if event == "call":
                called.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

        before = sys.gettrace()
        sys.settrace(note)
        try:
            fails = first_wrong([made])
        finally:
            sys.settrace(before)
        if fails:
            raise AssertionError(f"without any fault already: {fails}")
        for file, line in called:
            path = Path(file)
            if path.parent == FOLDER:
                found[path.stem, line][made.scenario.id] = made
                found[path.stem, 0][made.scenario.id] = made
    return {place: tuple(scenarios.values()) for place, scenarios in found.items()}


def survives(mutant: Mutant) -> bool:
    """Return whether no scenario notices a fault."""
    try:
        bylaw = mutated(mutant)
    except Exception:  # noqa: BLE001 - whatever breaks a rule shows the fault
        return False
    return not any(_notices(made, bylaw) for made in _through(mutant))


def _through(mutant: Mutant) -> Sequence[Made]:
    if mutant.function:
        return ways().get((mutant.module, mutant.function), ())
    return tuple(
        {made.scenario.id: made for name in after(mutant.module) for made in ways().get((name, 0), ())}.values()
    )


def _notices(made: Made, bylaw: Bylaw) -> bool:
    try:
        return first_wrong([made], bylaw) is not None
    except Exception:  # noqa: BLE001 - whatever breaks a rule shows the fault
        return True
