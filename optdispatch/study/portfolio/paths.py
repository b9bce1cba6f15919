"""Files that a file of sites names: from its own folder, wherever they are read later."""

from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from optdispatch import catalog

YAML = (".yaml", ".yml")


def there(name: str, info: ValidationInfo) -> str:
    """A name in the catalogue as it is; a `.yaml` path as a whole path."""
    return str(_whole(name, info)) if name.endswith(YAML) else name


def meter(file: str, info: ValidationInfo) -> str:
    """A meter file that comes with the package as it is; any other as a whole path."""
    whole = _whole(file, info)
    shipped = catalog.root() / "models" / file
    return file if not whole.is_file() and shipped.is_file() else str(whole)


def entry(content: Any, info: ValidationInfo) -> Any:
    """A name, or a mapping whose `model` is one, with its path made whole."""
    if isinstance(content, str):
        return there(content, info)
    if isinstance(content, dict) and isinstance(model := content.get("model"), str):
        return content | {"model": there(model, info)}
    return content


def _whole(name: str, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder") or Path()
    return (Path(folder) / name).resolve()
