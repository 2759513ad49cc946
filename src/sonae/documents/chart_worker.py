"""Run as a program: draw each vega-lite specification that comes in on a line. Imports nothing of the house."""

from __future__ import annotations

import json
import sys

import vl_convert

__all__ = ["main"]


def main() -> None:
    """Answer each line of JSON with a line of JSON that holds the SVG text."""
    vl_convert.register_font_directory(sys.argv[1])
    for line in sys.stdin:
        sys.stdout.write(json.dumps(vl_convert.vegalite_to_svg(json.loads(line)), ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
