"""Where the real data beside the checkout is. Missing, its tests fail in CI and are skipped, saying why, elsewhere."""

import os
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def shared(path: str) -> Path:
    """A file or folder of the shared data."""
    found = DATA / path
    if not found.exists():
        reason = f"The shared data is not beside the checkout: {path} is missing."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found
