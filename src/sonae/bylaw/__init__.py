"""The bylaw of the agency on equity as code."""
