"""``sonae evaluate print …``: the official forms of an evaluation, and the short form ``sonae evaluate PLACE …``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sonae.cli.output import shown_progress

__all__ = ["PlaceFirst", "print_forms"]


class PlaceFirst(TyperGroup):
    """A group that takes a place in front of a command's name: «sonae evaluate FY2023 …» prints its forms.

    The name of a command goes first. Anything else must look like an evaluation, so that a misspelt command is still told so.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; of a place it is «print»."""
        if args and self.get_command(ctx, args[0]) is None and _is_place(args[0]):
            args = ["print", *args]
        return super().resolve_command(ctx, args)


def _is_place(word: str) -> bool:
    from sonae.evaluation import built_in_evaluations

    path = Path(word)
    named = path.suffix.lower() in (".yaml", ".yml") or len(path.parts) > 1
    return word in built_in_evaluations() or named or path.exists()


def print_forms(
    place: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="The evaluation: a file, a folder of files, or FY2023, which comes with Sonae."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the forms; older forms there are replaced.")],
    with_remarks: Annotated[
        bool,
        typer.Option(
            "--with-remarks", help="With a sheet of what does not agree with the data; it is no part of the forms."
        ),
    ] = False,
    language: Annotated[
        str,
        typer.Option(
            "--language",
            metavar="LANGUAGE",
            help="ja, the official forms, or en, an aid to reading: of PDF, Word, lines.",
        ),
    ] = "ja",
) -> None:
    """Print the official forms 1-1-1 to 1-1-4-2 and the annex as page, PDF/A and Word; the word «print» may be left out."""
    from sonae.core import Classification, UnknownChoiceError, clock_from_environment
    from sonae.documents import LANGUAGES, command_line
    from sonae.documents.forms import forms_banner, forms_key_lines, write_forms
    from sonae.evaluation import load_evaluation

    chosen = next((one for one in LANGUAGES if one == language), None)
    if chosen is None:
        raise UnknownChoiceError("language", language, LANGUAGES)
    stated = load_evaluation(place)
    with shown_progress() as progress:
        written = write_forms(
            stated, out, command=command_line(), language=chosen, with_remarks=with_remarks,
            clock=clock_from_environment(), progress=progress,
        )  # fmt: skip
    print(out / written[0].name)
    label = stated.label
    if label is not Classification.PUBLIC:
        print(f"{label.label_ja} {label.name}: an agency's input entered. No item or figure is shown here.")
        return
    print(forms_banner(stated, chosen))
    for number, text in enumerate(forms_key_lines(stated, chosen), 1):
        print(f"{number:>2}. {text}")
    print(f"{len(written)} files written to {out}.", file=sys.stderr)
