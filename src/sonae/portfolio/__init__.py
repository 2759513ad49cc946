"""The portfolio of an agency: ranks, performance review, write-downs, deficit, exposure and funding of its projects.

Each part has its own face: ``review`` judges projects one by one and together, ``funding`` matches borrowings with receipts.
"""

__all__: list[str] = []
