"""The key of a point: a hash of all that its numbers depend on.

Two points have one key where nothing that is solved can tell them apart: the content of their
cases without words, the bytes of the files that it names, what is asked, and the
versions of what solves it.
"""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from optdispatch.case import Case
from optdispatch.study.files import contents

PACKAGES = ("optdispatch", "highspy", "numba", "numpy", "scipy")
WORDS = {"name", "title", "title_zh", "source"}
"""Fields of a case that no number depends on."""


@cache
def versions() -> Mapping[str, str]:
    """Versions of the packages that solve a case; a package that is not there has none."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


def key(case: Case, asks: str) -> str:
    """Key of what a case comes to."""
    return digest(
        {
            "asks": asks,
            "case": case.model_dump(mode="json", exclude=WORDS),
            "files": contents(case),
            "versions": versions(),
        }
    )


def digest(content: Mapping[str, Any]) -> str:
    """Hash of some JSON, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
