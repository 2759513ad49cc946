"""The pages: their commands print what they show, their links lead somewhere, and what they name is there."""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
import yaml
from markdown.extensions.toc import slugify

import sonae
import sonae.compute
import sonae.core
import sonae.data
import sonae.documents
import sonae.stockpile
import sonae.stockpile.target_days
import sonae.supply_risk
from sonae.cli import app
from sonae.data import KINDS
from sonae.documents import FILES
from sonae.stockpile.target_days.sensitivity import standard_changes
from sonae.supply_risk import CORRECTIONS, load_policy
from tests.docs import pages, plan_page, policy_page
from tests.docs.pages import ROOT
from tests.docs.shared_review import lines_of

pytestmark = pytest.mark.slow

PAGES = [pages.name_of(path) for path in pages.page_paths()]
WITHOUT_PACK = {
    "CHANGELOG.md", "CONTRIBUTING.md", "docs/reference/inputs.md", "docs/reference/plan.md", "docs/howto/close-a-gap.md",
    "docs/howto/hold-a-drill.md", "docs/method/auction.md", "docs/method/release.md", "docs/method/stock-plan.md",
    "docs/method/conditions.md", "docs/method/funding.md", "docs/method/optimal-policy.md", "docs/method/portfolio.md",
    "docs/method/valuation.md", "docs/reference/conditions.md", "docs/method/regimes.md", "docs/method/bridge.md",
    "docs/howto/ledger-workbook.md", "docs/method/agency-view.md", "docs/howto/portfolio-report.md",
    "docs/method/exploration.md", "docs/howto/check-an-equity-case.md", "docs/method/bylaw.md",
    "docs/howto/verify-the-audit-log.md", "docs/reference/audit-log.md",
    "docs/howto/evaluate-a-year.md", "docs/method/evaluation.md", "docs/reference/evaluation.md",
    "docs/method/bases.md", "docs/howto/check-a-publication.md", "docs/method/disclosure.md", "docs/reference/disclosure.md",
    "docs/method/stock-books.md",
}  # fmt: skip
QUICK = (WITHOUT_PACK | {"docs/reference/data.md", "docs/howto/air-gapped.md"}) - {"docs/method/optimal-policy.md"}
STOCK = (
    "plan", "simulation", "optimal_policy", "multistage", "day_counts", "gap", "restoration", "release", "auction", "history",
)  # fmt: skip
ECONOMICS = ("conditions", "ledger", "regimes", "valuation", "uncertainty", "support", "bridge", "debt", "guarantee")
FACES = (
    sonae.supply_risk, sonae.stockpile, sonae.stockpile.target_days, sonae.data, sonae.documents, sonae.core, sonae.compute,
    *(importlib.import_module(f"sonae.stockpile.{name}") for name in STOCK),
    *(importlib.import_module(f"sonae.economics.{name}") for name in ECONOMICS),
    *(importlib.import_module(f"sonae.portfolio.{name}") for name in ("cases", "funding", "review")),
    *(importlib.import_module(f"sonae.{name}") for name in ("auditlog", "bylaw", "disclosure", "evaluation", "policy")),
)  # fmt: skip


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose_of(name: str) -> str:
    """The text of a page without its blocks."""
    return re.sub(r"^\s*```.*?^\s*```\s*?$", "", text_of(name), flags=re.DOTALL | re.MULTILINE)


def section_of(text: str, title: str) -> str:
    """What stands under a heading, up to the next heading of its rank or above."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)", text, flags=re.DOTALL | re.MULTILINE)
    assert found, f"no section «{title}»"
    return found[2]


def rows_of(text: str) -> list[list[str]]:
    """The cells of the rows of all tables in a text, heads and rules left out."""
    rows: list[list[str]] = []
    for line in text.splitlines():
        if re.fullmatch(r"\|[-|: ]+\|", line):
            rows.pop()  # what stood above the rule was the head
        elif line.startswith("|"):
            rows.append([cell.strip() for cell in line.split("|")[1:-1]])
    return rows


# What is printed


def runs(name: str) -> Any:
    marks = []
    if name not in WITHOUT_PACK:
        marks.append(pytest.mark.pack)
    if name not in QUICK:
        marks.append(pytest.mark.slow)
    if any(re.match(r"(sonae review|make demo)\b", command) for command in commands_run_by(name)):
        marks.append(pytest.mark.xdist_group("review of the pages"))
    return pytest.param(name, marks=marks, id=name)


def commands_run_by(name: str) -> list[str]:
    """The commands and blocks of Python that a page runs."""
    found = []
    for block in pages.blocks_of(text_of(name)):
        if block.language == "python" and not block.left_out:
            found.append("python")
        elif block.language == "console" and not block.left_out:
            found += [step.command for step in pages.steps_of(block) if pages.is_ours(step.command)]
    return found


RUNNING = [name for name in PAGES if commands_run_by(name) and name != "README.ja.md"]


@pytest.mark.parametrize("name", [runs(name) for name in RUNNING])
def test_a_page_shows_what_its_commands_print(name: str, tmp_path: Path) -> None:
    wrong = []
    for outcome in pages.outcomes_of(ROOT / name, tmp_path, lines_of):
        if not outcome.ended_well:
            wrong.append(f"{outcome.what}\nended with {outcome.code}: {outcome.printed[-3:]}")
        elif outcome.shown and (difference := pages.difference(outcome.shown, outcome.printed)):
            wrong.append(f"{outcome.what}\n{difference}")
    assert not wrong, "\n\n".join([f"{name} (python -m tests.docs {name} writes it anew):", *wrong])


def test_the_pages_that_run_are_many() -> None:
    assert len(RUNNING) >= 15
    assert "docs/tutorial.md" in RUNNING


@pytest.mark.parametrize("name", PAGES)
def test_no_block_waits_for_its_first_run(name: str) -> None:
    for block in pages.blocks_of(text_of(name)):
        assert block.lines != ["x"], f"line {block.first}"
        assert all(step.shown != ["x"] for step in pages.steps_of(block)), f"line {block.first}"
        if block.left_out:
            assert len(block.comment.removeprefix("not run:").split()) > 2, f"line {block.first} says no reason"


def test_make_demo_is_what_the_pages_show() -> None:
    recipe = text_of("Makefile").split("\ndemo:")[1].split("\n\n")[0]
    settings = dict(re.findall(r"^(\w+) \??:?= (.*)$", text_of("Makefile"), flags=re.MULTILINE))
    commands = []
    for line in recipe.splitlines()[1:]:
        command = re.sub(r"\$\((\w+)\)", lambda found: settings[found[1]], line).strip()
        command = re.sub(r"\$\((\w+)\)", lambda found: settings[found[1]], command)
        commands.append(command.removeprefix("@.venv/bin/").split())
    assert commands == [pages.DEMO, pages.PORTFOLIO_DEMO, pages.EVALUATION_DEMO]


# The two READMEs


def test_both_readmes_hold_the_same_blocks_and_links() -> None:
    english, japanese = text_of("README.md"), text_of("README.ja.md")
    mine, theirs = pages.blocks_of(english), pages.blocks_of(japanese)
    assert [(b.language, b.comment, b.text) for b in mine] == [(b.language, b.comment, b.text) for b in theirs]
    english, japanese = prose_of("README.md"), prose_of("README.ja.md")
    link = r"\]\(([^)]+)\)"
    assert sorted(set(re.findall(link, english)) - {"README.ja.md"}) == sorted(
        set(re.findall(link, japanese)) - {"README.md"}
    )
    assert len(re.findall(r"^## ", english, re.MULTILINE)) == len(re.findall(r"^## ", japanese, re.MULTILINE))
    code = r"`([^`]+)`"
    assert set(re.findall(code, english)) == set(re.findall(code, japanese))


def test_what_cannot_be_seen_is_the_same_on_every_page() -> None:
    lines = text_of("README.md").splitlines()
    unassessed = next(line for line in lines if "not assessable: " in line).split(": ")[1].split(", ")
    unseen = next(line for line in lines if "through the world channel (" in line).split(": ")[1].split(", ")
    assert (len(unassessed), len(unseen)) == (6, 14)
    lists = ("README.md", "README.ja.md", "CHANGELOG.md", "docs/reference/data.md", "docs/method/target-days.md")
    for name in (*lists, "docs/index.md"):
        found = [
            re.findall(r"[A-Z][a-z]?", part)
            for part in re.findall(r"(?:\b[A-Z][a-z]?\b(?:,\s+| and |\s+and\s+|、)){5,}[A-Z][a-z]?\b", prose_of(name))
        ]
        assert unassessed in found, name
        if name in lists:
            assert unseen in found, name


# Links, files and words


@pytest.mark.parametrize("name", PAGES)
def test_links_and_anchors_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(name)):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.is_file(), target
        if anchor:
            heads = re.findall(r"^#+ (.*)$", prose_of(pages.name_of(path.resolve())), flags=re.MULTILINE)
            assert anchor in [slugify(head.replace("`", ""), "-") for head in heads], target


@pytest.mark.slow
def test_the_pages_build_into_a_site(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT, env={"NO_MKDOCS_2_WARNING": "1", "PATH": "", "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "method" / "target-days.html").is_file()


def test_every_page_stands_in_the_contents() -> None:
    def leaves(node: Any) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        else:
            for part in node if isinstance(node, list) else node.values():
                yield from leaves(part)

    nav = list(leaves(yaml.safe_load(text_of("mkdocs.yml"))["nav"]))
    assert sorted(f"docs/{leaf}" for leaf in nav) == [name for name in PAGES if name.startswith("docs/")]


@pytest.mark.parametrize("name", PAGES)
def test_files_that_a_page_names_are_there(name: str) -> None:
    text = prose_of(name)
    rooted = re.findall(r"(?<![\w/.-])(?:src|tests|docs|requirements|benchmarks|tools)/[\w./*-]*[\w*/]", text)
    if name.startswith("README"):
        rooted += re.findall(r"^((?:src|tests|docs|requirements|benchmarks)[\w./]*) ", text_of(name), re.MULTILINE)
    for path in rooted:
        assert list(ROOT.glob(path.rstrip("/"))), path
    for file in re.findall(r"`([\w-]+\.(?:py|csv|lock|toml))`", text):
        known = {*FILES, "secret.csv"}
        assert file in known or any(ROOT.glob(f"src/sonae/**/{file}")) or (ROOT / file).is_file(), file


@pytest.mark.parametrize("name", [*PAGES, "mkdocs.yml"])
def test_no_page_names_a_machine_or_an_index(name: str) -> None:
    text = text_of(name)
    for own in ('["localhost", "127.0.0.1", "[::1]"]', "`127.0.0.1`"):  # where the office itself listens unless said
        text = text.replace(own, "")
    for pattern in (
        r"(?<![\w.…])/(?:root|home|work|tmp|opt|usr|var|mnt|srv|Users)/",
        r"pypi\.|pythonhosted|/simple\b|index-url|localhost|127\.0\.0\.1",
        r"[A-Z]:\\",
    ):
        assert not re.search(pattern, text), re.search(pattern, text)


def test_the_changes_name_this_version() -> None:
    assert f"## [{sonae.__version__}]" in text_of("CHANGELOG.md")


def test_terms_stand_once_in_the_glossary_and_in_both_languages() -> None:
    rows = rows_of(text_of("docs/glossary.md"))
    assert all(cell for row in rows for cell in row)
    for column in (0, 1):
        words = [row[column] for row in rows]
        assert sorted(words) == sorted(set(words))
    japanese = {row[0] for row in rows}
    assert {"備蓄目標日数", "民間備蓄", "調整放出（売却、交換）", "自主開発比率", "繰越欠損金"} <= japanese


# Commands


def commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}

    def walk(name: str, node: Any) -> None:
        if getattr(node, "commands", None) is None or name == "sonae":
            found[name] = node
        for word, child in getattr(node, "commands", {}).items():
            walk(f"{name} {word}", child)

    walk("sonae", typer.main.get_command(app))
    return found


COMMANDS = commands()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_holds_every_option_of_a_command(name: str) -> None:
    rows = rows_of(section_of(text_of("docs/reference/cli.md"), name).split("\n## ")[0])
    shown = {row[0]: row[1] for row in rows if re.match(r"`(--|[A-Z]+`)", row[0])}
    real = {}
    for parameter in COMMANDS[name].params:
        if "--help" in parameter.opts:
            continue
        if parameter.param_type_name == "argument":
            real[f"`{parameter.name.upper()}`"] = "required" if parameter.required else ""
            continue
        names = [*parameter.opts, *parameter.secondary_opts]
        key = ", ".join(f"`{option}`" for option in names)
        default = parameter.default
        if parameter.required:
            value = "required"
        elif parameter.secondary_opts:
            value = f"`{names[0] if default else names[1]}`"
        elif default is None or default is False or callable(default):
            value = ""
        else:
            value = f"`{getattr(default, 'value', default)}`"
        real[key] = value
    assert shown == real


def test_the_reference_holds_every_command_kind_file_and_target() -> None:
    text = text_of("docs/reference/cli.md")
    assert sorted(re.findall(r"^## (sonae.*)$", text, re.MULTILINE)) == sorted(COMMANDS)
    assert set(re.findall(r"`([a-z-]+)`", section_of(text, "sonae data import"))) >= set(KINDS)
    shown = [
        file for row in rows_of(section_of(text, "sonae review")) for file in re.findall(r"`([\w.]+\.\w+)`", row[0])
    ]
    assert sorted(shown) == sorted(FILES)
    targets = re.findall(r"^([a-z-]+):.*## ", text_of("Makefile"), re.MULTILINE)
    shown = [row[0].removeprefix("`make ").removesuffix("`") for row in rows_of(section_of(text, "make"))]
    assert sorted(shown) == sorted(set(targets) - {"help"})


def test_the_reference_holds_every_kind_of_table_with_its_label() -> None:
    text = text_of("docs/reference/inputs.md")
    labels = {row[0].split("`")[1]: row[1] for row in rows_of(section_of(text, "What holds for every table"))}
    assert labels == {name: kind.classification.name for name, kind in KINDS.items()}
    assert all(f"\n## {name}\n" in text for name in KINDS)


@pytest.mark.parametrize("name", PAGES)
def test_commands_that_a_page_names_exist(name: str) -> None:
    for words in re.findall(r"`sonae ((?:[a-z]+(?:-[a-z]+)* ?)+)[^`]*`", text_of(name)):
        command = "sonae " + words.strip()
        assert command in COMMANDS or any(known.startswith(command + " ") for known in COMMANDS), command
    for target in re.findall(r"`make ([a-z-]+)`", text_of(name)):
        assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE), target


# Parameters


@pytest.mark.parametrize("name", [name for name in PAGES if "<!-- parameters:" in text_of(name)])
def test_tables_of_parameters_are_those_of_the_policy(name: str) -> None:
    assert policy_page.renewed_page(text_of(name)) == text_of(name), f"run python -m tests.docs {name}"


def test_the_page_of_the_plan_file_holds_every_setting_and_field() -> None:
    text = text_of("docs/reference/plan.md")
    assert plan_page.renewed_page(text) == text, "run python -m tests.docs docs/reference/plan.md"
    shown = {name for row in rows_of(text) for name in re.findall(r"`(\.?[a-z_0-9]+)`", row[0])}
    assert plan_page.fields() <= shown
    settings = {row[0].strip("`") for row in rows_of(text) if row[2:]}
    assert settings == set(plan_page.package_settings()[0])


def test_every_parameter_stands_once_with_its_value_and_source() -> None:
    policy = load_policy()
    shown = {row[0]: row[1:] for row in rows_of(text_of("docs/reference/policy.md"))}
    real = {
        f"`{path}`": [f"`{policy_page.text_of(policy_page.value_of(policy, path))}`", source]
        for path, source in policy.sources.items()
    }
    assert shown == real
    assert len(real) > 80


def test_the_method_pages_hold_every_parameter() -> None:
    method = [text_of(name) for name in PAGES if name.startswith("docs/method/")]
    rows = {row[0] for text in method for row in rows_of(text)}
    own = {"name", "in_force_from", "classification"}
    assert {f"`{path}`" for path in load_policy().sources if path not in own} <= rows


@pytest.mark.parametrize("name", PAGES)
def test_parameters_that_a_page_names_exist(name: str) -> None:
    policy = load_policy()
    sections = {path.split(".")[0] for path in policy.sources}
    for found in re.findall(r"`([a-z_]+)\.([\w.<>\[\]]+)`", prose_of(name)):
        if found[0] in sections and found[1] not in ("yaml", "csv"):
            path = re.sub(r"\[\d\]$", "", ".".join(found)).replace("<cause>", "policy")
            assert path in policy.sources or any(known.startswith(path + ".") for known in policy.sources), path


def test_the_method_page_lists_the_changes_of_the_sensitivities() -> None:
    page = text_of("docs/method/target-days.md").split("## Sensitivities")[1].split("\n## ")[0]
    shown = {path for row in rows_of(page) for path in re.findall(r"`([\w.]+)`", row[0])}
    leaves = {leaf for change in standard_changes(load_policy()) for leaf, _ in change.leaves}
    whole = ("duration_months", "depth")
    kinds = set(load_policy().duration_months.model_dump()) - {"strength"}
    named = {leaf.split(".")[0] if leaf.split(".")[1] in kinds else leaf for leaf in leaves}
    assert shown == named
    assert set(whole) <= named


def test_the_panel_page_lists_every_correction_of_geopolrisk() -> None:
    rows = rows_of(section_of(text_of("docs/method/panel.md"), "Corrected"))
    assert [row[0] for row in rows] == list(CORRECTIONS)


# The library


def public(name: str) -> Any:
    """A public name of one of the faces."""
    for face in FACES:
        if name in face.__all__:
            return getattr(face, name)
    raise AssertionError(f"«{name}» is no public name")


LIBRARY_ROWS = rows_of(text_of("docs/reference/library.md"))


def arguments_of(call: str) -> list[str]:
    inside = call.partition("(")[2].removesuffix(")")
    return [part.split("=")[0].strip() for part in inside.split(",") if part.strip() not in ("", "...", "…")]


@pytest.mark.parametrize("left", [row[0] for row in LIBRARY_ROWS])
def test_calls_of_the_library_page_can_be_made_so(left: str) -> None:
    for call in re.findall(r"`([^`]+\))`", left):
        name, *attributes = call.partition("(")[0].split(".")
        target = public(name)
        for attribute in attributes:
            target = getattr(target, attribute)
        assert set(arguments_of(call)) <= set(inspect.signature(target).parameters), call


@pytest.mark.parametrize(("left", "right"), LIBRARY_ROWS, ids=[row[0][:30] for row in LIBRARY_ROWS])
def test_what_the_library_page_promises_of_an_object_is_there(left: str, right: str) -> None:
    owner: Any = public("Library") if "Library.open" in left else None
    for name in re.findall(r"`([^`]+)`", right):
        bare = name.partition("(")[0].split("[")[0]
        if bare.startswith("policy."):
            policy_page.value_of(load_policy(), bare.removeprefix("policy."))
        elif bare[:1].isupper():
            owner = public(bare)
        elif owner is not None:
            fields = getattr(owner, "__dataclass_fields__", {})
            assert hasattr(owner, bare) or bare in fields, f"{owner.__name__}.{bare}"


def test_errors_and_words_of_the_library_page_exist() -> None:
    conventions = section_of(text_of("docs/reference/library.md"), "Conventions")
    names = {name for name in re.findall(r"`(?:sonae\.core\.)?([A-Z]\w+)`", conventions) if not name.isupper()}
    assert {"SonaeError", "InputError", "Figure"} <= names
    for name in names:
        public(name)


@pytest.mark.parametrize("name", PAGES)
def test_modules_that_a_page_names_can_be_imported(name: str) -> None:
    for module, attribute in re.findall(r"`(sonae(?:\.[a-z_]+)+)(?:\.([A-Z]\w+))?`", prose_of(name)):
        parent, _, last = module.rpartition(".")
        owner = importlib.import_module(parent)
        target: Any = getattr(owner, last, None) or importlib.import_module(module)
        assert not attribute or hasattr(target, attribute), module
