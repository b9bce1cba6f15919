"""Files that somebody sends: kept by their bare names in a folder of their own, read as data.

A file is told by its suffix, is at most `MOST` bytes long, and what a case file names lies in the
same folder or in the catalogue: no path leads out of it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from optdispatch import catalog
from optdispatch.assets.load import Load
from optdispatch.case import Case
from optdispatch.errors import InputError, OptDispatchError
from optdispatch.meter import MeterFile, examine
from optdispatch.meter.clean_file import profile

MOST = 20_000_000
"""Of a file. [bytes]"""
CASES = (".yaml", ".yml")
WORDS = {"title", "title_zh", "source", "note", "note_zh", "description"}
"""Fields of a case file that nothing is opened by."""


@contextmanager
def kept(folder: Path, name: str, content: bytes, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """What was sent, in a folder; where it turns out to be of no use, what was there is put back.

    Raises `InputError` for a name of another kind, and for a file that is too large.
    """
    bare = PurePosixPath(PureWindowsPath(name).name).name
    path = folder / bare
    if path.suffix.lower() not in suffixes or bare.startswith("."):
        raise InputError(f"{bare or 'the file'}: should end in {' or '.join(suffixes)}")
    if len(content) > MOST:
        size, most = len(content) / 1e6, MOST / 1e6
        raise InputError(f"{bare}: has {size:,.1f} MB; at most {most:,.0f} MB can be sent")
    try:
        before = path.read_bytes() if path.exists() else None
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{bare[:60]}: cannot be kept: {error.strerror}") from None
    try:
        yield path
    except OptDispatchError:
        path.unlink() if before is None else path.write_bytes(before)
        raise


def sent_case(path: Path) -> Case:
    """A case from a file that was sent; files that it names were sent before.

    Raises `InputError` where it is no case, or names files elsewhere.
    """
    told = catalog.read("models/cases", path.name, path.parent)
    for text in _texts(told):
        if _leads_out(text):
            raise InputError(
                f"{path.name}: {text[:60]!r} leads out of this page's folder; send the file and "
                "write its bare name"
            )
    return Case.of(told, path.name, {"folder": path.parent})


def metered(case: Case, path: Path) -> Case:
    """A case whose load is what a meter file says; of another year, it stands for the case's.

    Raises `InputError` where the case has no load, `MeterError` for a file that does not say
    what a load needs.
    """
    loads = [asset for asset in case.assets if isinstance(asset, Load)]
    if not loads:
        raise InputError(f"{case.name}: has no load that a meter file could stand for")
    folder = {"folder": path.parent}
    asked = MeterFile.of({"file": path.name}, path.name, folder)
    survey = examine(asked)
    found = {"time_zone": case.tariff.time_zone} | profile(asked, survey, path.name, None)
    year = getattr(case.time, "year", None)
    if year is not None and {t.year for t in survey.laid.index} != {year}:
        found |= {"stands_for": {"year": year}}
    meter = MeterFile.of(found, path.name, folder)
    load = loads[0].model_copy(update={"profile": meter, "reactive": None})
    new = case.changed(assets=tuple(load if a is loads[0] else a for a in case.assets))
    assert len(new.horizon)  # noqa: S101 - the readings are read here, or refused
    return new


def with_bare_names(content: Any, folder: Path) -> Any:
    """What a case holds, with files of the folder by their bare names."""
    if isinstance(content, Mapping):
        return {key: with_bare_names(value, folder) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [with_bare_names(value, folder) for value in content]
    is_ours = isinstance(content, str) and Path(content).parent == folder.resolve()
    return Path(content).name if is_ours else content


def _texts(content: Any) -> Iterator[str]:
    """Every text in a file by which something could be opened."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            if key not in WORDS:
                yield from _texts(value)
    elif isinstance(content, (list, tuple)):
        for value in content:
            yield from _texts(value)
    elif isinstance(content, str):
        yield content


def _leads_out(text: str) -> bool:
    """Whether a text is a path out of the folder that it would be looked up in."""
    path = PureWindowsPath(text)
    return bool(path.anchor) or ".." in path.parts or text.startswith("~")
