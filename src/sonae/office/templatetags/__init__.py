"""Template tags of the office."""

__all__: list[str] = []
