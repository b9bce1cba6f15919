"""Fields of a case by their paths: read them, and change some of them at once.

A path goes from field to field: `economics.loan.rate`. What has a name goes by it, anything in
a row by its number from 0 on: `assets.battery.energy_kwh`, `tariff.time_of_use.seasons.0.months`.
A key goes by itself: `tariff.charges.energy.price.components.energy_purchase`. A changed case is
as valid as one that was written so: what lies on the way to a change is validated anew, and only
that. Names in the catalogue may stand in the place of what they name, as they may in a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_origin

from optdispatch.asset import Storage
from optdispatch.case.case import Case
from optdispatch.errors import InputError
from optdispatch.nouns import Noun, nearest
from optdispatch.tariff import Tariff

Step: TypeAlias = str | int | float
"""The name of a field, the key of a mapping, or a place in a row."""
Tree: TypeAlias = "dict[Step, Tree | _Set]"
"""Changes, by the steps that lead to them."""

NOT_OF_THE_SITE = frozenset(
    {"name", "title", "title_zh", "source", "rules", "ageing", "economics", "sizing"}
)
"""Fields of a case that say nothing about the site: neither its periods nor its dispatch."""


@dataclass(frozen=True)
class _Set:
    """A new value, and the path by which it was asked for."""

    value: Any
    path: str


def read(case: Case, path: str) -> Any:
    """Value of a field.

    Raises `InputError` for a path that leads nowhere.

    >>> read(Case.load("jiangxi-2025"), "assets.battery.efficiency_discharge")
    0.88
    """
    return _follow(case, path)[1]


def changed(case: Case, changes: Mapping[str, Any]) -> Case:
    """The case with values in place of those at some paths, all of them put in at once.

    A file that a value names is looked for from the working directory. Raises `InputError` for
    a path that leads nowhere, two that lead to one field, and for a case that is not valid.

    >>> changed(Case.load("jiangxi-2025"), {"economics.loan.rate": 0.04}).economics.loan.rate
    0.04
    """
    if not changes:
        return case
    tree: Tree = {}
    for path, value in changes.items():
        _plant(tree, _follow(case, path)[0], _Set(value, path))
    content = _content(case, tree)
    if isinstance(content["tariff"], dict):
        content["billing"] = content["billing"] if "billing" in tree else _elected(case)
    new = type(case).of(content, case.name)
    if "horizon" in case.__dict__ and is_same_site(case, new):
        new.__dict__["horizon"] = case.horizon
    return new


def parts(node: Any) -> dict[str, tuple[Step, Any]]:
    """What a part of a case has inside: name in a path, to step and value."""
    if isinstance(node, Noun):
        return {name: (name, getattr(node, name)) for name in type(node).model_fields}
    if isinstance(node, Mapping):
        return {str(key): (key, value) for key, value in node.items()}
    if not isinstance(node, tuple):
        return {}
    found: dict[str, tuple[Step, Any]] = {str(i): (i, item) for i, item in enumerate(node)}
    names = [getattr(item, "name", "") for item in node]
    called = {name: i for i, name in enumerate(names) if name and names.count(name) == 1}
    return found | {name: (i, node[i]) for name, i in called.items()}


def _follow(case: Case, path: str) -> tuple[tuple[Step, ...], Any]:
    """Steps of a path, and the value at its end."""
    node, left, steps = case, path, []
    while True:
        inside = parts(node)
        # A name may hold dots itself, such as the depth 0.9 of a table: the longest one fits.
        fits = [n for n in inside if left == n or left.startswith(f"{n}.")]
        if not fits:
            raise InputError(_lost(case, node, path, left))
        name = max(fits, key=len)
        step, node = inside[name]
        steps.append(step)
        if left == name:
            return tuple(steps), node
        left = left[len(name) + 1 :]


def _lost(case: Case, node: Any, path: str, left: str) -> str:
    """Where a path leads nowhere, and what is like it there."""
    at, missing = path[: len(path) - len(left)].rstrip("."), left.partition(".")[0]
    inside = parts(node)
    if node is None:
        return f"{case.name}: {at} is not given, so it has no {missing!r}; give {at} first"
    if not inside:
        return f"{case.name}: {at} is {node!r}, and has nothing inside to call {missing!r}"
    known = [name for name in inside if not name.isdigit()] or [f"0 to {len(inside) - 1}"]
    where = f"{at} has no {missing!r}" if at else f"no field {missing!r}"
    return f"{case.name}: {where}; {nearest(missing, known)}"


def _plant(tree: Tree, steps: tuple[Step, ...], new: _Set) -> None:
    """Put a change into the tree."""
    *way, last = steps
    for step in way:
        branch = tree.setdefault(step, {})
        if isinstance(branch, _Set):
            raise InputError(_both(branch.path, new.path))
        tree = branch
    if last in tree:
        raise InputError(_both(_any_path(tree[last]), new.path))
    tree[last] = new


def _both(one: str, other: str) -> str:
    return f"{one} and {other} change the same field; keep one of them"


def _any_path(tree: "Tree | _Set") -> str:
    return tree.path if isinstance(tree, _Set) else _any_path(next(iter(tree.values())))


def _content(node: Any, tree: "Tree | _Set") -> Any:
    """What is to be validated: new values, and on the way to them, what was there as it is."""
    if isinstance(tree, _Set):
        return tree.value
    if isinstance(node, Tariff) and node.elected is not None and node.billing:
        return _open(node, tree)
    if isinstance(node, Noun):
        inside: dict[Any, Any] = _written(node)
    elif isinstance(node, Mapping):
        inside = dict(node)
    else:
        inside = dict(enumerate(node))
    inside |= {step: _content(_at(node, step), branch) for step, branch in tree.items()}
    return tuple(inside.values()) if isinstance(node, tuple) else inside


def _at(node: Any, step: Step) -> Any:
    return getattr(node, str(step)) if isinstance(node, Noun) else node[step]


def _written(noun: Noun) -> dict[str, Any]:
    """The fields that were given, and those by which its kind is told."""
    kinds = {n for n, f in type(noun).model_fields.items() if get_origin(f.annotation) is Literal}
    return {
        n: getattr(noun, n) for n in type(noun).model_fields if n in noun.model_fields_set | kinds
    }


def _open(tariff: Tariff, tree: Tree) -> Any:
    """The tariff as if nothing were elected yet; changes to elected charges go to their way."""
    way = str(tariff.elected)
    common = len(tariff.charges) - len(tariff.billing[way])
    bare = tariff.model_copy(update={"charges": tariff.charges[:common], "elected": None})
    if "elected" in tree:
        raise InputError(f"{_any_path(tree['elected'])} follows `billing`; change that")
    of_charges = tree.get("charges", {})
    if isinstance(of_charges, _Set):
        return _content(bare, tree)
    tree = {step: branch for step, branch in tree.items() if step != "charges"}
    for i, branch in of_charges.items():
        is_common = int(i) < common
        steps: tuple[Step, ...] = ("charges", i) if is_common else ("billing", way, int(i) - common)
        _graft(tree, steps, branch)
    return _content(bare, tree)


def _graft(tree: Tree, steps: tuple[Step, ...], branch: "Tree | _Set") -> None:
    """Put a branch with all of its changes somewhere else."""
    if isinstance(branch, _Set):
        _plant(tree, steps, branch)
        return
    for step, inner in branch.items():
        _graft(tree, (*steps, step), inner)


def _elected(case: Case) -> str | None:
    """The way of billing that is to be elected again."""
    return case.billing or case.tariff.elected


def is_same_site(old: Case, new: Case) -> bool:
    """Whether two cases differ in their storage alone, and in what says nothing about the site.

    Then they have one horizon: storage has no power of its own that a day could be known by.
    """
    site = [name for name in type(old).model_fields if name not in {*NOT_OF_THE_SITE, "assets"}]
    given = [[a for a in case.assets if not isinstance(a, Storage)] for case in (old, new)]
    return given[0] == given[1] and all(getattr(old, n) == getattr(new, n) for n in site)
