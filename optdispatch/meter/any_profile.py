"""A field that holds any kind of profile, told apart by the key it carries."""

from collections.abc import Mapping
from typing import Annotated, Any, Union

from pydantic import Discriminator, GetCoreSchemaHandler, Tag
from pydantic_core import core_schema

from optdispatch.meter import profiles
from optdispatch.meter.profile import Profile
from optdispatch.nouns import kinds


class _ByKey:
    """Makes a `Profile` field try the one kind whose key is there."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Write the union of the kinds in `profiles/`."""
        classes: dict[str, Any] = kinds(profiles)
        by_key: dict[str, str] = {kind.key: kind.__name__ for kind in classes.values()}

        def check(content: Any) -> Any:
            if not isinstance(content, Profile) and len(_keys(content, by_key)) != 1:
                raise ValueError(f"needs one of {', '.join(f'`{key}`' for key in by_key)}")
            return content

        def tag(content: Any) -> str:
            if isinstance(content, Profile):
                return type(content).__name__
            return by_key[_keys(content, by_key)[0]]

        branches = tuple(Annotated[kind, Tag(kind.__name__)] for kind in classes.values())
        union: Any = Annotated[Union[branches], Discriminator(tag)]  # noqa: UP007
        return core_schema.no_info_before_validator_function(check, handler.generate_schema(union))


def _keys(content: Any, known: Mapping[str, str]) -> list[str]:
    return [key for key in known if key in content] if isinstance(content, Mapping) else []


AnyProfile = Annotated[Profile, _ByKey()]
"""Type of a field that holds any kind of profile."""
