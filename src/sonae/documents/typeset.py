"""Setting a document from its views: the page as one HTML file, the print as PDF/A with embedded fonts."""

from __future__ import annotations

import base64
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import jinja2
import pylopdf_fonts_jp
import typst

from sonae.core import SonaeError
from sonae.documents.fonts import FONT_FAMILY, font_directory, subset_font

__all__ = ["PDF_STANDARD", "printable", "typeset_page", "typeset_print"]

PDF_STANDARD: Final = "a-2b"
"""PDF/A-2b: typst refuses to write it when a glyph is missing from the fonts."""
_STAND_IN = "□"
"""Takes the place of a character that the fonts do not hold: PDF/A allows none."""


def typeset_page(template: str, sheets: Sequence[str], **given: Any) -> str:
    """Lay a document out as one HTML file, without network and readable without JavaScript.

    Args:
        template: file of the template.
        sheets: files of its style sheets, in order.
        **given: what the template asks for beside style and script.

    """
    folder = files("sonae.documents") / "templates"
    script = (folder / "review.js").read_text(encoding="utf-8").strip()
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    page = environment.from_string((folder / template).read_text(encoding="utf-8")).render(
        **given,
        style="\n".join((folder / name).read_text(encoding="utf-8") for name in sheets),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    # The page brings the characters it uses, so that it reads the same where no Japanese font is installed.
    font = base64.b64encode(subset_font(page)).decode()
    face = f'@font-face{{font-family:"{FONT_FAMILY}";src:url(data:font/woff;base64,{font}) format("woff")}}'
    return page.replace("/*font-face*/", face, 1)


def typeset_print(template: str, texts: Mapping[str, str], charts: Mapping[str, str]) -> bytes:
    """Set a document as PDF/A.

    Args:
        template: file of the template.
        texts: what it reads, by name of file.
        charts: SVG text by name.

    Raises:
        SonaeError: when typst refuses, as it does where a text holds a character that the fonts do not.

    """
    with tempfile.TemporaryDirectory(prefix="sonae-pdf-") as name:
        folder = Path(name)
        (folder / "charts").mkdir()
        for key, svg in charts.items():
            (folder / "charts" / f"{key}.svg").write_text(svg, encoding="utf-8")
        for key, text in texts.items():
            (folder / key).write_text(text, encoding="utf-8")
        layout = (files("sonae.documents") / "templates" / template).read_text(encoding="utf-8")
        (folder / template).write_text(layout, encoding="utf-8")
        try:
            pdf = typst.compile(
                folder / template,
                font_paths=[font_directory()],
                ignore_system_fonts=True,
                pdf_standards=[PDF_STANDARD],
            )
        except typst.TypstError as error:
            first = str(error).splitlines()[0]
            raise SonaeError(f"the PDF could not be set: {first}.") from error
    if not isinstance(pdf, bytes):
        raise SonaeError("the PDF came out in parts; nothing was written.")
    return pdf


def printable(text: str) -> str:
    """Return a text with a box for every character that Noto Sans JP does not hold; control characters stay as they are."""
    from fontTools import ttLib  # no stubs are published

    with ttLib.TTFont(str(pylopdf_fonts_jp.sans_path()), lazy=True) as font:
        held = font.getBestCmap()
    for character in {one for one in set(text) if one >= " " and ord(one) not in held}:
        text = text.replace(character, _STAND_IN)
    return text
