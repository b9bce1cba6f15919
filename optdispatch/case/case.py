"""A case: one site, one tariff, some assets, some time."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field, ValidationInfo, field_validator, model_validator

from optdispatch import catalog
from optdispatch.asset import Flexible, Free, Storage
from optdispatch.assets import AnyAsset
from optdispatch.case.sizing import Sizing
from optdispatch.case.times import AnyTime
from optdispatch.catalog import From
from optdispatch.connection import Connection
from optdispatch.finance import Economics
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.lifetime import Ageing
from optdispatch.note import Note
from optdispatch.nouns import Noun, nearest
from optdispatch.programme import Promising
from optdispatch.programmes import AnyProgramme
from optdispatch.rules import AnyRule
from optdispatch.schedule import Schedule
from optdispatch.tariff import Tariff, Use

AnyEconomics = Annotated[Economics, From("models/finance"), From("models/finance", key="model")]


class Case(Noun):
    """All that is needed to plan a dispatch."""

    name: str = Field(description="Name of the case.")
    title: str = Field(default="", description="Its story in a sentence.")
    title_zh: str = Field(default="", description="The same in Chinese, for a Chinese report.")
    source: str = Field(default="", description="Where its facts come from.")
    time: AnyTime = Field(description="The time to plan.")
    billing: str | None = Field(
        default=None, description="The way of billing, where the tariff offers several."
    )
    tariff: Annotated[Tariff, From("tariffs"), From("tariffs", key="model")] = Field(
        description="Name or path, a `model` with some fields of its own, or a tariff."
    )
    connection: Connection = Field(default=Connection(), description="Where site and grid meet.")
    assets: tuple[AnyAsset, ...] = Field(min_length=1, description="What stands behind the meter.")
    programmes: tuple[AnyProgramme, ...] = Field(
        default=(), description="Who else pays for the site's flexibility."
    )
    rules: tuple[AnyRule, ...] = Field(default=(), description="Habits to compare with.")
    ageing: Ageing | None = Field(default=None, description="The life of the cells.")
    economics: AnyEconomics | None = Field(
        default=None, description="The money of the project: a name, or terms."
    )
    sizing: Sizing | None = Field(
        default=None, description="What `optdispatch size` looks for, and within which limits."
    )

    @classmethod
    def load(cls, name: str) -> Self:
        """Read a case by catalogue name or `.yaml` path; paths inside are relative to the file."""
        content = catalog.read("models/cases", name)
        is_path = name.endswith((".yaml", ".yml"))
        return cls.of(content, name, {"folder": Path(name).parent} if is_path else {})

    @field_validator("tariff")
    @classmethod
    def _elect(cls, tariff: Tariff, info: ValidationInfo) -> Tariff:
        return tariff.elect(info.data.get("billing"))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for kind, nouns in (
            ("asset", self.assets),
            ("rule", self.rules),
            ("programme", self.programmes),
        ):
            names = [n.name for n in nouns]
            if twice := [n for n in names if names.count(n) > 1]:
                raise ValueError(f"two {kind}s are called {twice[0]!r}; give each its own name")
        for charge in self.tariff.charges:
            if charge.is_optional:
                continue
            for field in charge.needs:
                if getattr(self.connection, field) is None:
                    name = charge.name
                    raise ValueError(f"connection.{field} is missing; {name!r} is charged on it")
            if charge.needs_reactive and not any(a.tells_reactive for a in self.assets):
                what = "give a load `reactive` or `power_factor`"
                raise ValueError(f"{charge.name!r} needs the site's reactive power; {what}")
        return self

    @model_validator(mode="after")
    def _may_take_part(self) -> Self:
        bill_lines = {charge.name for charge in self.tariff.charges}
        for programme in self.programmes:
            if programme.name in bill_lines:
                raise ValueError(f"programme {programme.name!r} has the name of a charge")
            for day, chance in programme.called().items():
                if self.called[day] != chance:
                    raise ValueError(f"programmes call on {day} with two chances; give one")
            if isinstance(programme, Promising):
                self._promises(programme)
        return self

    def _promises(self, programme: Promising) -> None:
        """There is one storage that a programme can mean."""
        names = [s.name for s in self.storages]
        if programme.storage is not None and programme.storage not in names:
            what = nearest(programme.storage, names)
            raise ValueError(f"programme {programme.name!r}: no {programme.storage!r}; {what}")
        if programme.storage is None and len(names) > 1:
            some = ", ".join(names)
            raise ValueError(f"programme {programme.name!r}: say which `storage`: {some}")

    @model_validator(mode="after")
    def _is_one_project(self) -> Self:
        ageing, economics = self.ageing, self.economics
        if economics is None:
            return self
        if ageing is None:
            raise ValueError("economics needs `ageing`: what is earned depends on how cells age")
        if ageing.years != economics.life_years:
            life = economics.life_years
            raise ValueError(f"ageing.years {ageing.years} is not economics.life_years {life}")
        if economics.currency not in {None, self.tariff.currency}:
            other = self.tariff.currency
            raise ValueError(f"economics is in {economics.currency}, the tariff in {other}")
        return self

    @cached_property
    def horizon(self) -> Horizon:
        """The periods of the case.

        Raises `InputError` where a calendar or a meter file does not cover them.
        """
        return self.time.horizon(self.tariff, self.net_kw, self.called)

    def net_kw(self, horizon: Horizon) -> FloatArray:
        """Load less generation when nobody decides anything, shape (T,). [kW]"""
        return -sum((a.given_kw(horizon) for a in self.assets), np.zeros(len(horizon)))

    def reactive_kvar(self, horizon: Horizon) -> FloatArray | None:
        """Reactive power that the meter sees, shape (T,); None: nobody has said. [kvar]"""
        if not any(a.tells_reactive for a in self.assets):
            return None
        return sum((a.reactive_kvar(horizon) for a in self.assets), np.zeros(len(horizon)))

    def use(self, schedule: Schedule) -> Use:
        """What the tariff's charges are applied to, under a schedule."""
        seen, horizon = schedule.imported_kw, schedule.horizon
        fed, kvar = schedule.exported_kw, self.reactive_kvar(horizon)
        return self.tariff.use(seen, horizon, fed, self.connection, kvar)

    @property
    def called(self) -> dict[date, float]:
        """Days on which some programme may call, and the chance that it does."""
        return {day: chance for p in self.programmes for day, chance in p.called().items()}

    @cached_property
    def baselines(self) -> dict[str, FloatArray]:
        """What the meter would usually see, by programme, each of shape (T,). [kW]

        It is frozen: no schedule of storage moves it. Raises `InputError` where nobody can tell.
        """
        return {p.name: p.baseline_kw(self.horizon, self.net_kw) for p in self.programmes}

    @property
    def flexible(self) -> tuple[Flexible, ...]:
        """The assets that are decided on part by part."""
        return tuple(a for a in self.assets if isinstance(a, Flexible))

    @property
    def storages(self) -> tuple[Storage, ...]:
        """The assets that keep energy."""
        return tuple(a for a in self.assets if isinstance(a, Storage))

    @property
    def notes(self) -> tuple[str, ...]:
        """What an outcome must repeat about the data."""
        known = self.connection, self.reactive_kvar(self.horizon)
        of_assets = (note for asset in self.assets for note in asset.notes)
        of_programmes = (note for p in self.programmes for note in p.notes(self.horizon))
        of_tariff = (*self._validity(), *self.tariff.notes(self.horizon, *known))
        return (*of_assets, *of_tariff, *of_programmes)

    def _validity(self) -> tuple[str, ...]:
        days = [d for ring in self.horizon.rings for d in ring.days]
        days += [d for d, _ in self.horizon.dates]
        first, last = min(days), max(days)
        begins, ends = self.tariff.valid_from or date.min, self.tariff.valid_to or date.max
        if begins <= first and last <= ends:
            return ()
        if begins == date.min:
            valid = Note("to {end}", end=ends)
        elif ends == date.max:
            valid = Note("from {start}", start=begins)
        else:
            valid = Note("from {start} to {end}", start=begins, end=ends)
        return (
            Note(
                "the tariff is valid {valid}; its prices are used for {first} to {last}",
                valid=valid,
                first=first,
                last=last,
            ),
        )

    def changed(self, **fields: Any) -> Self:
        """The case with some fields changed, validated anew."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).of(kept | fields, self.name)

    def sized(self, sizes: dict[str, float]) -> Self:
        """The case with sizes that a program chose in place of free ones.

        `sizes` maps `asset.field` to a size; one of nothing takes the asset out.
        """
        assets = []
        for asset in self.assets:
            free = {f for f in type(asset).model_fields if isinstance(getattr(asset, f), Free)}
            chosen = {f: sizes[f"{asset.name}.{f}"] for f in free}
            if all(value > 0 for value in chosen.values()):
                assets.append(asset.model_copy(update=chosen) if chosen else asset)
        return self.changed(assets=tuple(assets))
