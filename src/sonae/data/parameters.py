"""Parameters with their sources: YAML files whose every leaf is ``{value: …, source: …}``, named by its path.

Plain YAML only: no aliases, which can make a short file endless, and no key twice, of which one would be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from yaml.reader import ReaderError

from sonae.core import InputError

__all__ = ["parameter_tree", "parameters", "plain_yaml"]


def parameters(text: str, file: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Read a file of parameters; return values and sources by path, such as «days.floor».

    Raises:
        InputError: naming the file and the row or the parameter, for unreadable YAML or a leaf without a source.

    """
    return _leaves(plain_yaml(text, file), file)


def parameter_tree(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by path as a nested mapping."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *parents, leaf = path.split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = value
    return tree


class _Refused(yaml.MarkedYAMLError):
    """YAML that is legal and not wanted here."""


class _Loader(yaml.SafeLoader):
    """Plain YAML: no aliases, which can make a short file endless, and no key twice, of which one would be lost."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise _Refused(None, None, "aliases are not used here", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:  # a day that no calendar has, a number without end
            problem = (
                f"«{str(node.value)[:40]}» is no day and no number"
                if isinstance(node.value, str)
                else "this is no readable YAML"
            )
            raise _Refused(None, None, problem, node.start_mark) from error

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused(None, None, "a key is a word, not a list or a part", key.start_mark)
            if key.value in seen:
                raise _Refused(None, None, f"the key «{str(key.value)[:40]}» stands there twice", key.start_mark)
            seen.add(key.value)
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):  # two spellings of one number, such as 2026 and 2_026
            raise _Refused(None, None, "a key stands there twice in two spellings", node.start_mark)
        return mapping


# As YAML 1.2 has it, only «true» and «false» are truth values: a date stands under «on», an answer is «no», a country may be NO.
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or letter in "tTfF"]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plain_yaml(
    text: str, file: str, *, expected: str = "leaves of the form {value: …, source: …}"
) -> Mapping[str, Any]:
    """Read plain YAML into a mapping.

    Raises:
        InputError: naming file and row, for YAML that cannot be read, an alias, a key twice, or no mapping at all.

    """
    try:
        tree = yaml.load(text, _Loader)  # noqa: S506 - a safe loader that also refuses aliases and double keys
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        if isinstance(error, ReaderError):  # a letter that no text holds
            row = text.count("\n", 0, error.position) + 1
        problem = error.problem if isinstance(error, _Refused) else "this is no readable YAML"
        raise InputError(str(problem), file=file, row=row) from error
    except (RecursionError, ValueError) as error:
        raise InputError("this is no readable YAML", file=file, expected="parameters and their values") from error
    if not isinstance(tree, dict):
        raise InputError("the file holds no parameters", file=file, expected=expected)
    return tree


def _leaves(tree: Mapping[str, Any], file: str, path: str = "") -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for key, node in tree.items():
        here = f"{path}.{key}" if path else str(key)
        if not isinstance(node, dict):
            raise InputError("the parameter has no source", file=file, field=here, expected="{value: …, source: …}")
        if "value" in node:
            if set(node) != {"value", "source"} or not str(node["source"] or "").strip():
                raise InputError("the parameter has no source", file=file, field=here, expected="{value: …, source: …}")
            values[here], sources[here] = node["value"], str(node["source"])
        else:
            below, below_sources = _leaves(node, file, here)
            values |= below
            sources |= below_sources
    return values, sources
