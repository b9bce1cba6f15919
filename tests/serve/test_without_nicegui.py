"""Without the extra, the command says how to get it."""

import sys

import pytest

from tests.cli.doors import call, refused


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nicegui", None)
    refused(call("serve"), "pip install 'optdispatch[serve]'")
