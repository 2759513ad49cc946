"""Decision trees of exploration: drill, appraise, develop or drop, rolled back exactly.

A decision is taken by expected value with what is known at its node: the outcomes on the way to it, and no price that is still to
come. At a chance node the value is Σ probability · value, at a decision the largest of its options, the first where two are alike;
values and probabilities are exact fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sonae.core import InputError
from sonae.economics.support.terms import Share

__all__ = [
    "Branch",
    "Chance",
    "Decision",
    "DecisionTree",
    "Develop",
    "Leaf",
    "Option",
    "Rolled",
    "Stop",
    "leaves",
    "roll_back",
]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Spends = dict[Name, list[Annotated[int, Field(ge=1950, le=2300)]]]


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Option(_Stated):
    """What may be done at a decision: years of classes of costs that it spends, and where it leads."""

    spends: Spends
    next: Name


class Decision(_Stated):
    """A choice of somebody who knows the outcomes on the way to it."""

    kind: Literal["decision"]
    options: Annotated[dict[Name, Option], Field(min_length=2)]
    go_on: Name
    """The option that goes on: what a commitment without the right to stop would take."""

    @model_validator(mode="after")
    def _known(self) -> Decision:
        if self.go_on not in self.options:
            raise ValueError(f"«{self.go_on}» is none of the options")
        return self


class Branch(_Stated):
    """An outcome of chance."""

    name: Name
    probability: Share
    """A number such as 0.25, or a fraction such as 1/3."""
    next: Name


class Chance(_Stated):
    """What turns out by chance; probabilities add up to 1, exactly."""

    kind: Literal["chance"]
    source: Text
    branches: Annotated[list[Branch], Field(min_length=2)]

    @model_validator(mode="after")
    def _whole(self) -> Chance:
        total = sum((branch.probability for branch in self.branches), Fraction(0))
        if total != 1:
            raise ValueError(f"the probabilities add up to {float(total):.10g}, not to 1")
        names = [branch.name for branch in self.branches]
        if len(set(names)) != len(names):
            raise ValueError("an outcome stands there twice")
        return self


class Develop(_Stated):
    """The project is developed with a volume: an estimate, or all of them as the risks state their spread."""

    kind: Literal["develop"]
    volume: Literal["low", "best", "high", "estimates"]
    """Low, best, high: 1C, 2C, 3C of contingent resources, 1P, 2P, 3P of reserves."""


class Stop(_Stated):
    """Nothing more is spent."""

    kind: Literal["stop"]


def _kind(value: object) -> object:
    """Read a node in the form of its kind, so that a slip is named in that form."""
    forms: dict[object, type[_Stated]] = {"decision": Decision, "chance": Chance, "develop": Develop, "stop": Stop}
    if isinstance(value, Mapping) and value.get("kind") not in forms:
        raise ValueError("a node is a decision, a chance, develop or stop: state its kind")
    return value


Node = Annotated[Decision | Chance | Develop | Stop, Field(discriminator="kind")]


class DecisionTree(_Stated):
    """A tree by nodes with names. A node may be reached in several ways; what was spent on the way goes with it."""

    share: Share
    """The agency's share of the party's cash."""
    rate: Text
    """Name of the discount rate of the condition set, for nominal money of results."""
    source: Text
    root: Name
    nodes: Annotated[dict[Name, Annotated[Node, BeforeValidator(_kind)]], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _hangs_together(self) -> DecisionTree:
        if self.root not in self.nodes:
            raise ValueError(f"the root «{self.root}» is none of the nodes")
        seen: set[str] = set()
        self._walk(self.root, (), seen, frozenset())
        lost = sorted(set(self.nodes) - seen)
        if lost:
            raise ValueError(f"no way leads to the node «{lost[0]}»")
        return self

    def _walk(self, name: str, way: tuple[str, ...], seen: set[str], spent: frozenset[tuple[str, int]]) -> None:
        if name in way:
            raise ValueError(f"the nodes {' → '.join([*way[way.index(name) :], name])} form a cycle")
        if name not in self.nodes:
            raise ValueError(f"«{way[-1]}» leads to «{name}», which is none of the nodes")
        seen.add(name)
        node = self.nodes[name]
        if isinstance(node, Chance):
            for branch in node.branches:
                self._walk(branch.next, (*way, name), seen, spent)
        if isinstance(node, Decision):
            for title, option in node.options.items():
                more = spending(option)
                twice = sorted(more & spent)
                if twice:
                    raise ValueError(
                        f"«{name}», option «{title}»: {twice[0][0]} of {twice[0][1]} is spent on the way already"
                    )
                self._walk(option.next, (*way, name), seen, spent | more)

    @property
    def listed(self) -> frozenset[tuple[str, int]]:
        """Years of classes of costs that some option spends; what no option spends belongs to development."""
        options = (node.options.values() for node in self.nodes.values() if isinstance(node, Decision))
        return frozenset(pair for group in options for option in group for pair in spending(option))


def spending(option: Option) -> frozenset[tuple[str, int]]:
    """Return what an option spends as (class of costs, year)."""
    return frozenset((name, year) for name, years in option.spends.items() for year in years)


@dataclass(frozen=True)
class Leaf:
    """An end of the tree: what was spent on the way, and the volume that is developed; none where it stops."""

    spent: frozenset[tuple[str, int]]
    volume: str | None


@dataclass(frozen=True)
class Rolled:
    """A node with its value.

    Attributes:
        path: names of nodes and of what was chosen or came out, from the root: «well/drill/outcome/dry/stop».
        name: of the node.
        kind: decision, chance, develop or stop.
        value: expected value, given that the node is reached.
        probability: of reaching it when every decision is the best one; 0 where none leads to it.
        choice: the best option of a decision.
        edges: (option or outcome, its probability or None for an option, what it leads to).
        leaf: of develop and stop.

    """

    path: str
    name: str
    kind: str
    value: Fraction
    probability: Fraction
    choice: str | None
    edges: tuple[tuple[str, Fraction | None, Rolled], ...]
    leaf: Leaf | None

    def nodes(self) -> Iterator[Rolled]:
        """Yield this node and all below it."""
        yield self
        for _, _, below in self.edges:
            yield from below.nodes()

    @property
    def success(self) -> Fraction:
        """Chance that the project is developed when every decision is the best one."""
        return sum((node.probability for node in self.nodes() if node.kind == "develop"), Fraction(0))

    def committed(self, tree: DecisionTree) -> Fraction:
        """Return the value when every decision goes on, whatever is known by then."""
        node = tree.nodes[self.name]
        if isinstance(node, Decision):
            return next(below.committed(tree) for name, _, below in self.edges if name == node.go_on)
        if isinstance(node, Chance):
            parts = (chance * below.committed(tree) for _, chance, below in self.edges if chance is not None)
            return sum(parts, Fraction(0))
        return self.value


def leaves(tree: DecisionTree) -> list[Leaf]:
    """Return all ends of a tree, each once."""
    found: dict[Leaf, None] = {}

    def collect(leaf: Leaf) -> Fraction:
        found[leaf] = None
        return Fraction(0)

    roll_back(tree, collect)
    return list(found)


def roll_back(tree: DecisionTree, value_of: Callable[[Leaf], Fraction]) -> Rolled:
    """Roll a tree back.

    Args:
        tree: the tree.
        value_of: value of a leaf.

    Raises:
        InputError: when a value is none.

    """
    return _reached(_rolled(tree, tree.root, tree.root, frozenset(), value_of), Fraction(1))


def _rolled(
    tree: DecisionTree, name: str, path: str, spent: frozenset[tuple[str, int]], value_of: Callable[[Leaf], Fraction]
) -> Rolled:
    node: Any = tree.nodes[name]
    nothing = Fraction(0)
    if isinstance(node, Develop | Stop):
        leaf = Leaf(spent, node.volume if isinstance(node, Develop) else None)
        value = value_of(leaf)
        if not isinstance(value, Fraction):
            raise InputError(f"the value of «{path}» is no fraction", expected="an exact value")
        return Rolled(path, name, node.kind, value, nothing, None, (), leaf)
    if isinstance(node, Chance):
        below = [
            (branch.name, branch.probability, _rolled(tree, branch.next, f"{path}/{branch.name}/{branch.next}", spent, value_of))
            for branch in node.branches
        ]  # fmt: skip
        value = sum((chance * found.value for _, chance, found in below), nothing)
        return Rolled(path, name, node.kind, value, nothing, None, tuple(below), None)
    options = [
        (title, None, _rolled(tree, option.next, f"{path}/{title}/{option.next}", spent | spending(option), value_of))
        for title, option in node.options.items()
    ]  # fmt: skip
    best = max(options, key=lambda option: option[2].value)
    return Rolled(path, name, node.kind, best[2].value, nothing, best[0], tuple(options), None)


def _reached(rolled: Rolled, probability: Fraction) -> Rolled:
    """Return the nodes with their probability under the best decisions."""
    edges = tuple(
        (
            name,
            chance,
            _reached(below, probability * (chance if chance is not None else Fraction(int(name == rolled.choice)))),
        )
        for name, chance, below in rolled.edges
    )
    return Rolled(
        rolled.path, rolled.name, rolled.kind, rolled.value, probability, rolled.choice, edges, rolled.leaf
    )  # fmt: skip
