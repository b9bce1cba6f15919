"""The names that the package promises."""

from inspect import ismodule

import optdispatch as od
from optdispatch import errors


def test_names_are_sorted_and_there() -> None:
    assert od.__all__ == sorted(od.__all__)
    assert all(hasattr(od, name) for name in od.__all__)


def test_every_public_name_is_listed() -> None:
    homes = {name for names in od._HOMES.values() for name in names}
    ours = {
        name
        for name, what in vars(od).items()
        if getattr(what, "__module__", "").startswith("optdispatch") and not ismodule(what)
    }

    assert homes == set(od.__all__)
    assert ours - {"__getattr__", "__dir__"} <= homes


def test_every_error_is_listed_and_of_the_tree() -> None:
    raised = {name: e for name, e in vars(errors).items() if isinstance(e, type)}

    assert set(raised) <= set(od.__all__)
    assert all(issubclass(e, od.OptDispatchError) for e in raised.values())
    assert all(name in str(errors.__doc__) for name in raised)
