"""Tags and filters of the office's templates."""

from sonae.office.templatetags.office import register

__all__ = ["register"]
