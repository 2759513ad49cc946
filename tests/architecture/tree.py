"""The files of the house as a reader of the repository sees them."""

from __future__ import annotations

import ast
import fnmatch
import os
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sonae"


@cache
def tracked() -> tuple[str, ...]:
    """Every file that is or would be committed, as a path from the root; without git, every file that is not ignored."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        names = done.stdout.split("\0") if done.returncode == 0 else walked(ROOT)
    except OSError:
        names = walked(ROOT)
    return tuple(sorted(name for name in names if name and (ROOT / name).is_file()))


def walked(root: Path) -> list[str]:
    """Every file below a folder that its .gitignore does not leave out, whether there is git or not."""
    lines = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [line.rstrip("/") for line in lines if line and not line.startswith("#")] + [".git"]

    def kept(name: str) -> bool:
        return not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)

    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if kept(name)]
        found += [str((Path(folder) / name).relative_to(root)) for name in names if kept(name)]
    return found


@cache
def text_of(name: str) -> str | None:
    """The text of a file of the repository; none for a binary file."""
    try:
        text = (ROOT / name).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


@cache
def module(name: str) -> ast.Module:
    """The parsed text of a Python file of the repository."""
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def modules(under: str = "") -> list[str]:
    """The Python files below a folder of the repository."""
    return [name for name in tracked() if name.endswith(".py") and name.startswith(under)]


def public_names(package: Path) -> set[str]:
    """The names in ``__all__`` of a package."""
    for node in ast.parse((package / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return set(names)
    return set()
