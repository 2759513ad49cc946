"""The fictional releases that come with the product: two figures of five minerals, and a table of private stocks."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from sonae.core import InputError, UnknownChoiceError
from sonae.data import read_text
from sonae.disclosure.rules import DisclosureRules, load_rules, rules_from_text
from sonae.disclosure.table_file import TableFile, table_from_text

__all__ = ["demonstration_text", "demonstrations", "find_rules", "find_table", "table_text"]


def demonstrations() -> tuple[str, ...]:
    """Return the names of the fictional table files."""
    names = (entry.name for entry in (files("sonae.disclosure") / "data").iterdir())
    return tuple(
        sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml") and not name.startswith("rules"))
    )


def demonstration_text(name: str) -> str:
    """Return a fictional file as YAML: one of :func:`demonstrations`, or «rules»."""
    if name not in (*demonstrations(), "rules"):
        raise UnknownChoiceError("demonstration", name, [*demonstrations(), "rules"])
    return (files("sonae.disclosure") / "data" / f"{name}.yaml").read_text(encoding="utf-8")


def find_table(name: str) -> tuple[TableFile, str]:
    """Return a fictional table file by name, or one in a file, and what sentences call it.

    Raises:
        InputError: naming the file and the field.
        UnknownChoiceError: for a name that is neither.

    """
    text, called = table_text(name)
    return table_from_text(text, called), called


def table_text(name: str) -> tuple[str, str]:
    """Return the text of a table file, and what sentences call it; see :func:`find_table`."""
    if name in demonstrations():
        return demonstration_text(name), f"{name}.yaml"
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        raise UnknownChoiceError("table file", name, demonstrations())
    return read_text(path, "the table file"), path.name


def find_rules(file: TableFile, table: str, given: Path | None) -> DisclosureRules:
    """Return the rules of a table file: those given, else those that it names beside it.

    Raises:
        InputError: when there are none; nothing is taken for granted.

    """
    if given is not None:
        return load_rules(given)
    if file.rules is None:
        raise InputError(
            "no rules are stated", file=Path(table).name, field="rules", expected="a rules file here, or --rules FILE"
        )
    if table in demonstrations():
        return rules_from_text(demonstration_text(Path(file.rules).stem), file.rules)
    return load_rules(Path(table).parent / file.rules)
