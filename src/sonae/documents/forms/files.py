"""Writing the forms: a folder beside is filled first, then takes the place of the old one at once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sonae
from sonae.compute import Progress, Silent
from sonae.core import Classification, Clock, SystemClock, UnknownChoiceError
from sonae.documents.folder import file_hashes, made_with, place_documents, refuse_foreign
from sonae.documents.forms.page import forms_html
from sonae.documents.forms.print import forms_pdf
from sonae.documents.forms.view import forms_view
from sonae.documents.forms.word import forms_docx
from sonae.documents.typeset import PDF_STANDARD
from sonae.documents.words import LANGUAGES, Language
from sonae.evaluation import Evaluation

__all__ = ["FORM_FILES", "write_forms"]

FORM_FILES = ("forms.html", "forms.pdf", "forms.docx", "manifest.json")
"""What the folder of the forms holds."""
_LIBRARIES = ("pydantic", "typst", "jinja2", "fonttools", "python-docx")


def write_forms(
    evaluation: Evaluation,
    out: Path,
    *,
    command: str,
    language: Language = "ja",
    with_remarks: bool = False,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the official forms of an evaluation as page, PDF/A and Word into a folder; return the files.

    All files are made in a folder beside, which then takes the place of ``out`` in one step: a run that is killed leaves
    ``out`` as it was. Of an evaluation that is not PUBLIC only the owner may read the folder and its files.

    Args:
        evaluation: the evaluation.
        out: the folder; older forms there are replaced, a folder with anything else in it is refused.
        command: the command line that makes them again.
        language: of PDF and Word, and the first of the page, which has both.
        with_remarks: whether the sheet of remarks follows, which is no part of the forms.
        clock: tells when they were made.
        progress: told of the documents; may cancel.

    Raises:
        InputError: when ``out`` is no folder, or holds what are no forms.
        UnknownChoiceError: for a language that is not ja or en.
        SonaeError: when a document cannot be made or the folder cannot be written.

    """
    if language not in LANGUAGES:
        raise UnknownChoiceError("language", language, LANGUAGES)
    out = out.resolve()
    refuse_foreign(out, "form", FORM_FILES, ())
    made = (clock or SystemClock()).now()
    shown = progress or Silent()

    def fill(folder: Path) -> Sequence[Path]:
        shown.stage("forms", 4)
        views = {name: forms_view(evaluation, name, with_remarks=with_remarks) for name in LANGUAGES}
        makers: dict[str, Callable[[], bytes]] = {
            "forms.html": lambda: forms_html(views, first=language).encode(),
            "forms.pdf": lambda: forms_pdf(views[language], made),
            "forms.docx": lambda: forms_docx(views[language], made),
        }
        written = []
        for name, make in makers.items():
            shown.check()
            (folder / name).write_bytes(make())
            written.append(folder / name)
            shown.advance(1)
        about = _manifest(evaluation, written, command, language, with_remarks, made)
        path = folder / "manifest.json"
        path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        shown.advance(1)
        return [*written, path]

    secret = evaluation.label is not Classification.PUBLIC
    return place_documents(out, fill, secret=secret, progress=shown)


def _manifest(
    evaluation: Evaluation,
    written: Sequence[Path],
    command: str,
    language: Language,
    with_remarks: bool,
    made: dt.datetime,
) -> dict[str, Any]:
    source = evaluation.source
    return {
        "what": "forms of the yearly evaluation",
        "classification": evaluation.label.name,
        "fictional": evaluation.fictional,
        "evaluation": evaluation.id,
        "year": str(evaluation.year),
        "source": {"name": source.name, "sha256": source.sha256},
        "with_remarks": with_remarks,
        "made_at": made.isoformat(timespec="seconds"),
        "command": command,
        "language": language,
        "sonae": sonae.__version__,
        **made_with(_LIBRARIES),
        "pdf_standard": PDF_STANDARD,
        "files": file_hashes({path.name: path for path in written}),
    }
