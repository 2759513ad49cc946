"""The fonts that documents carry: Noto Sans JP and Noto Serif JP (SIL Open Font License 1.1)."""

from __future__ import annotations

import io
from pathlib import Path

import pylopdf_fonts_jp

__all__ = ["FONT_FAMILY", "font_directory", "subset_font"]

FONT_FAMILY = "Noto Sans JP"


def font_directory() -> Path:
    """Return the folder that holds the fonts."""
    return Path(pylopdf_fonts_jp.sans_path()).parent


def subset_font(text: str) -> bytes:
    """Return Noto Sans JP as WOFF with no more than the characters of a text, for a page that brings its own font.

    Characters that the font does not hold are left to the reader's fonts.
    """
    from fontTools import subset  # no stubs are published

    options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True, desubroutinize=True, hinting=False)
    out = io.BytesIO()
    with subset.load_font(str(pylopdf_fonts_jp.sans_path()), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted({*text, *map(chr, range(0x20, 0x7F))})))
        subsetter.subset(font)
        subset.save_font(font, out, options)
    return out.getvalue()
