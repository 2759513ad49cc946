"""The commands of the office, by the noun they are about; :func:`moves` is the table of them all."""

from sonae.office.commands.table import moves

__all__ = ["moves"]
