"""``python -m sonae`` and ``sonae``: the command line, ready for Ctrl-C before anything else is loaded."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    try:
        from sonae.cli import main as run

        run()
    except KeyboardInterrupt:
        print("sonae: stopped; nothing was written.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
