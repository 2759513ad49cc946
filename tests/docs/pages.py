"""Pages of the documentation and the blocks of them that can be run, compared and written anew.

A ``console`` block holds commands after «$» and what they print. Commands that begin with ``sonae`` are run, in order,
in one folder a page, with no agency's data; so is ``make demo``, as the review it writes. What is printed is compared
with what the page says: words exactly, blanks as one, numbers exactly, but within one unit of the last digit in a line
that shows decimals. A line «…» stands for any lines, «…» within a line for any text. A ``python`` block is run too; a
``text`` block under ``<!-- printed -->`` is what it prints. ``<!-- file: NAME -->`` above a block puts its text into the
page's folder, ``<!-- not run: WHY -->`` leaves a block out. ``<!-- ends with 3 -->`` says how the last command of a
block ends where that is neither 0 nor, with a sentence of refusal, 2.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import itertools
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sonae.cli import main

ROOT = Path(__file__).parents[2]
ANY = "…"

_FENCE = re.compile(r"^(\s*)```(\w*)\s*$")
_COMMENT = re.compile(r"^\s*<!--\s*(.*?)\s*-->\s*$")
_DECIMAL = re.compile(r"\d\.\d")
_NUMBER = re.compile(r"([+−-]?)(\d+(?:,\d{3})*)(\.\d+)?")


def page_paths() -> list[Path]:
    """Return every page that readers see, by path."""
    top = [ROOT / name for name in ("README.md", "README.ja.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(path: Path) -> str:
    """Name a page by its path from the root."""
    return path.relative_to(ROOT).as_posix()


@dataclass
class Block:
    """A fenced block: ``first`` and ``last`` are the lines of its text in the page, counted from 0."""

    language: str
    lines: list[str]
    first: int
    last: int
    comment: str = ""

    @property
    def text(self) -> str:
        """The text of the block."""
        return "\n".join(self.lines) + "\n"

    @property
    def file(self) -> str | None:
        """The file this block is put into."""
        return self.comment.removeprefix("file:").strip() if self.comment.startswith("file:") else None

    @property
    def ends_with(self) -> int | None:
        """The exit code that the last command of this block is said to end with."""
        return int(self.comment.removeprefix("ends with")) if self.comment.startswith("ends with") else None

    @property
    def left_out(self) -> bool:
        """True for a block that says why it is not run."""
        return self.comment.startswith("not run:")


@dataclass
class Step:
    """A command and what the page says it prints; ``at`` is the line of the block where that begins."""

    command: str
    shown: list[str] = field(default_factory=list)
    at: int = 0


def blocks_of(text: str) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    out: list[Block] = []
    lines = text.splitlines()
    comment, i = "", 0
    while i < len(lines):
        if (fence := _FENCE.match(lines[i])) and fence[2]:
            indent = len(fence[1])
            end = next(j for j in range(i + 1, len(lines)) if lines[j].strip() == "```")
            body = [line[indent:] for line in lines[i + 1 : end]]
            out.append(Block(fence[2], body, i + 1, end, comment))
            comment, i = "", end
        elif found := _COMMENT.match(lines[i]):
            comment = found[1]
        elif lines[i].strip():
            comment = ""
        i += 1
    return out


def steps_of(block: Block) -> list[Step]:
    """Return the commands of a console block."""
    steps: list[Step] = []
    for number, line in enumerate(block.lines):
        if line.startswith("$ "):
            steps.append(Step(line[2:].strip(), at=number + 1))
        elif steps:
            steps[-1].shown.append(line)
    return steps


Review = Callable[[list[str]], list[str]]
"""Answers the words of «sonae review …» with the lines it prints."""

DEMO = ["sonae", "review", "--importer", "JPN", "--year", "2024", "--out", "out/demo"]
PORTFOLIO_DEMO = ["sonae", "portfolio", "review", "demonstration", "--out", "out/portfolio"]
EVALUATION_DEMO = ["sonae", "evaluate", "FY2023", "--out", "out/evaluation"]
"""What «make demo» runs once everything is set up, one after the other; a test compares them with the Makefile."""


class Runner:
    """Runs the blocks of one page in a folder of its own, in this process: loading the libraries anew takes too long."""

    def __init__(self, folder: Path, review: Review | None = None) -> None:
        self.folder = folder
        self.review = review
        self.names: dict[str, Any] = {"__name__": "page"}

    def put(self, block: Block) -> None:
        """Write the file of a block."""
        path = self.folder / str(block.file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def run(self, command: str) -> tuple[int, list[str]]:
        """Run a command of ours; return its exit code and the lines it printed on both streams."""
        words = shlex.split(command)
        given = {}
        while "=" in words[0]:
            name, _, given[name] = words.pop(0).partition("=")
        if words == ["make", "demo"]:
            code, lines = self.run(shlex.join(DEMO))
            for words in (PORTFOLIO_DEMO, EVALUATION_DEMO):
                next_code, more = self.run(shlex.join(words))
                code, lines = code or next_code, lines + more
            return code, lines
        if words[:2] == ["sonae", "review"] and self.review:
            return 0, self.review(words)
        printed = io.StringIO()
        with self._inside(printed, given):
            before, sys.argv = sys.argv, words
            try:
                main()
                code = 0
            except SystemExit as stop:
                code = int(stop.code or 0)
            finally:
                sys.argv = before
        return code, printed.getvalue().splitlines()

    def execute(self, block: Block) -> list[str]:
        """Execute a block of Python in the page's folder; later blocks see its names. Return what it printed."""
        printed = io.StringIO()
        with self._inside(printed, {}):
            exec(compile(block.text, f"block at line {block.first}", "exec"), self.names)  # noqa: S102
        return printed.getvalue().splitlines()

    @contextlib.contextmanager
    def _inside(self, printed: io.StringIO, given: Mapping[str, str]) -> Iterator[None]:
        """Stand in the page's folder, without any agency's data, with both streams caught."""
        before = dict(os.environ)
        for name in ("SONAE_NOW", "SOURCE_DATE_EPOCH"):
            os.environ.pop(name, None)
        os.environ.update({"SONAE_DATA": str(self.folder / "agency"), "COLUMNS": "80", **given})
        try:
            with (
                contextlib.chdir(self.folder),
                contextlib.redirect_stdout(printed),
                contextlib.redirect_stderr(printed),
            ):
                yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def is_ours(command: str) -> bool:
    """Say whether a command is run by the tests."""
    words = list(itertools.dropwhile(lambda word: "=" in word, shlex.split(command)))
    return words[:1] == ["sonae"] or words == ["make", "demo"]


@dataclass
class Outcome:
    """What a step or a block of Python printed, and where the page shows it (lines of the page, from 0).

    ``ends_with`` is the exit code that the page says, none where it says nothing.
    """

    what: str
    code: int
    shown: list[str]
    printed: list[str]
    first: int
    last: int
    ends_with: int | None = None

    @property
    def ended_well(self) -> bool:
        """Whether it ended as the page says: with 2 where it shows a sentence of refusal, with 0 where it says nothing."""
        return self.code == (expected_code(self.shown) if self.ends_with is None else self.ends_with)


def outcomes_of(path: Path, folder: Path, review: Review | None = None) -> Iterator[Outcome]:
    """Run a page, block by block; ``review`` answers for «sonae review», which is run when it is not given."""
    runner = Runner(folder, review)
    printed: list[str] = []
    what = ""
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if block.left_out:
            continue
        if block.file:
            runner.put(block)
        if block.language == "console":
            steps = steps_of(block)
            for step in steps:
                if is_ours(step.command):
                    code, lines = runner.run(step.command)
                    at = block.first + step.at
                    ends = block.ends_with if step is steps[-1] else None
                    yield Outcome(step.command, code, step.shown, lines, at, at + len(step.shown), ends)
        elif block.language == "python":
            what, printed = f"the block at line {block.first}", runner.execute(block)
        elif block.language == "text" and block.comment == "printed":
            yield Outcome(what, 0, block.lines, printed, block.first, block.last)


def expected_code(shown: list[str]) -> int:
    """Return the exit code a step ends with: 2 when the page shows a sentence of refusal."""
    return 2 if any(line.startswith("sonae: ") for line in shown) else 0


def same_line(shown: str, printed: str) -> bool:
    """Say whether a line was printed as shown."""
    if ANY in shown:
        parts = [re.escape(" ".join(part.split())) for part in shown.split(ANY)]
        pattern = r"\s*.*?\s*".join(parts)
        return re.fullmatch(pattern, " ".join(printed.split())) is not None
    mine, theirs = _pieces(shown), _pieces(printed)
    rounded = _DECIMAL.search(shown) is not None
    return len(mine) == len(theirs) and all(_same(a, b, rounded) for a, b in zip(mine, theirs, strict=True))


def _pieces(line: str) -> list[str | tuple[float, float]]:
    """Split a line into words and numbers; a number carries the unit of its last digit."""
    pieces: list[str | tuple[float, float]] = []
    last = 0
    for found in _NUMBER.finditer(line):
        pieces += line[last : found.start()].split()
        value = float(found[2].replace(",", "") + (found[3] or ""))
        unit = 10.0 ** -(len(found[3]) - 1) if found[3] else float(value < 1000)
        pieces.append((-value if found[1] in ("-", "−") else value, unit))
        last = found.end()
    return pieces + line[last:].split()


def _same(a: str | tuple[float, float], b: str | tuple[float, float], rounded: bool) -> bool:
    """Compare two pieces; a line without any decimals holds counts, which are exact."""
    if isinstance(a, str) or isinstance(b, str) or not rounded:
        return a == b
    return abs(a[0] - b[0]) <= a[1] * 1.000001


def difference(shown: list[str], printed: list[str]) -> str:
    """Return what is shown and was not printed so, or nothing. A line «…» stands for any lines."""
    shown = _stripped(shown)
    printed = [line for line in printed if line.strip()]
    at, gap = 0, False
    for line in shown:
        if line.strip() == ANY:
            gap = True
            continue
        here = range(at, len(printed)) if gap else range(at, min(at + 1, len(printed)))
        found = next((i for i in here if same_line(line, printed[i])), None)
        if found is None:
            near = printed[at] if at < len(printed) else "(nothing)"
            return f"shown:   {line}\nprinted: {near}"
        at, gap = found + 1, False
    if at < len(printed) and not gap:
        return f"printed and not shown: {printed[at]}"
    return ""


def renewed(shown: list[str], printed: list[str]) -> list[str]:
    """Return the lines of a page with what was printed now, keeping its «…»."""
    if not any(ANY in line for line in shown):
        tail = shown[len(_stripped(shown, blank=False)) :]
        return [line.rstrip() for line in printed] + tail
    out = []
    at = 0
    for line in shown:
        if line.strip() in ("", ANY) or (ANY in line and any(same_line(line, now) for now in printed[at:])):
            out.append(line)
            continue
        likeness = [_likeness(line, now) for now in printed[at:]]
        best = max(range(len(likeness)), key=lambda i: (likeness[i], -i), default=None)
        if best is None:
            out.append(line)
        else:
            out.append(printed[at + best].rstrip())
            at += best + 1
    return out


def _likeness(a: str, b: str) -> float:
    if same_line(a, b):
        return 2.0
    first = a.split()[:1] == b.split()[:1]
    return difflib.SequenceMatcher(None, a, b).ratio() + 0.5 * first


def _stripped(lines: list[str], *, blank: bool = True) -> list[str]:
    """Leave out blank lines, or only those at the end."""
    if blank:
        return [line for line in lines if line.strip()]
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


_BLOCK = re.compile(r"^```\w+\n.*?^```$", re.DOTALL | re.MULTILINE)


def with_blocks_of(original: str, translation: str) -> str:
    """Return a translated page with the blocks of the original, one for one."""
    blocks = iter(_BLOCK.findall(original))
    return _BLOCK.sub(lambda _: next(blocks), translation)
