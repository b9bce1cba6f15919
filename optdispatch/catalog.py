"""Find the models and tariffs that come with the package, and files that a user names.

A name such as `china/jiangxi/2025-07` is looked up in the catalogue. A path that ends in
`.yaml` is read as it stands; inside a file, it is relative to that file's folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import core_schema

from optdispatch.errors import CatalogError, InputError
from optdispatch.nouns import nearest


def root() -> Traversable:
    """Inside an installed wheel, `optdispatch/_catalog`; in a checkout, the repository."""
    package = files("optdispatch")
    packaged = package / "_catalog"
    return packaged if packaged.is_dir() else Path(str(package)).parent


@cache
def names(shelf: str) -> tuple[str, ...]:
    """Every name on a shelf, such as `tariffs` or `models/batteries`.

    >>> "china" in names("models/calendars")
    True
    """
    folder = root() / shelf
    return tuple(sorted(_walk(folder))) if folder.is_dir() else ()


def read(shelf: str, name: str, folder: Path | None = None) -> dict[str, Any]:
    """Read an entry by its name on the shelf, or a file by a path that ends in `.yaml`.

    Raises `CatalogError` for a name that is not there, `InputError` for a file that is not
    readable YAML.
    """
    if name.endswith((".yaml", ".yml")):
        path = (folder or Path()) / name
        try:
            return _parse(path.read_text(encoding="utf-8"), name)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "is not UTF-8 text"
            raise InputError(f"{name}: {reason}") from None
    if name not in names(shelf):
        raise CatalogError(f"no {name!r} in {shelf}; {nearest(name, names(shelf))}")
    return _parse((root() / shelf / f"{name}.yaml").read_text(encoding="utf-8"), name)


@dataclass(frozen=True)
class From:
    """Marks a field that may refer to an entry on a shelf.

    Where `key` is given, the field is a mapping whose `key` names the entry, and its other
    keys override the entry's. Else the field may be the name itself.
    """

    shelf: str
    key: str | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read the entry before the field is validated."""
        return core_schema.with_info_before_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Allow the reference beside the entry itself."""
        name = {"type": "string", "description": f"A name in {self.shelf}, or a path to a .yaml."}
        if self.key is None:
            reference: dict[str, Any] = name
        else:
            reference = {"type": "object", "properties": {self.key: name}, "required": [self.key]}
        return {"anyOf": [reference, handler(schema)]}

    def _read(self, content: Any, info: ValidationInfo) -> Any:
        folder = (info.context or {}).get("folder")
        if self.key is None:
            return self._entry(content, folder) if isinstance(content, str) else content
        if not isinstance(content, Mapping) or self.key not in content:
            return content
        rest = {k: v for k, v in content.items() if k != self.key}
        return self._entry(str(content[self.key]), folder) | rest

    def _entry(self, name: str, folder: Path | None) -> dict[str, Any]:
        try:
            return read(self.shelf, name, folder)
        except InputError as error:
            raise ValueError(str(error)) from None


def _walk(folder: Traversable, prefix: str = "") -> list[str]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            found.append(prefix + entry.name.removesuffix(".yaml"))
    return found


class _Loader(yaml.SafeLoader):
    """YAML as it is, but a key written twice is an error, not the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                line = key.start_mark.line + 1
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands twice, line {line}")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InputError(f"{name}: not YAML: {error.problem}{line}") from None
    except yaml.YAMLError as error:
        raise InputError(f"{name}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise InputError(f"{name}: should hold fields such as `name: …`")
    return content
