"""A plainer way to write a noun: a list for its values, a name for its kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema


@dataclass(frozen=True)
class Short:
    """Marks a field that may also be written shorter, and says so to editors."""

    whole: Callable[[Any], Any]
    """Makes the noun's content of what is short, and leaves anything else as it is."""
    looks: tuple[tuple[str, Any], ...]
    """JSON schema of what is short."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Read what is short before the field is validated."""
        return core_schema.no_info_before_validator_function(self.whole, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Allow it beside the noun itself."""
        return {"anyOf": [dict(self.looks), handler(schema)]}
