"""What every asset promises.

An asset delivers power to the site's bus (positive) or draws it (negative). To the program
it is a `Flow`; to everything else it is the power that it has when nobody decides anything.
Somebody decides on storage as a whole, and on a flexible asset part by part.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat

from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon, IntArray
from optdispatch.nouns import NAME, Noun
from optdispatch.pyomo_imports import Block
from optdispatch.schedule import Parts, Store
from optdispatch.waiting import Share


class Storing(NamedTuple):
    """Variables of a storage, each of shape (T,)."""

    charge_kw: Sequence[Any]
    discharge_kw: Sequence[Any]
    energy_kwh: Sequence[Any]
    balance: Any
    """The constraint whose dual is the value of stored energy, by period."""
    limit_kw: Any
    """Variable of the size that no power, charging or discharging, is above."""
    sizes: dict[str, Any]
    """Variables of the sizes, by the names of their fields."""


class Deciding(NamedTuple):
    """Variables of a flexible asset's parts, each of shape (K,), in an order of its own."""

    charge_kw: Sequence[Any]
    discharge_kw: Sequence[Any]
    period: IntArray
    """The period in which each is."""
    charge_limit_kw: FloatArray
    discharge_limit_kw: FloatArray
    needs: Mapping[str, Any]
    """Constraints that guarantee what each part must have, by what to call it."""
    is_relaxed: bool = False
    """Whether a part may charge and discharge at once, since it is many that are planned as one."""


class Flow(NamedTuple):
    """All that the rest of the model sees of an asset."""

    power_kw: Sequence[Any]
    """Power delivered to the site bus in each period, shape (T,). Drawn power is negative."""
    cost: Any = 0.0
    """Cost of running it. [currency]"""
    storing: Storing | None = None
    """Of a storage."""
    deciding: Deciding | None = None
    """Of a flexible asset; its powers are variables or numbers too."""


class Reserve(NamedTuple):
    """Power and energy that a storage keeps free around its schedule, each of shape (T,)."""

    up_kw: Sequence[Any]
    """Power that it could deliver on top."""
    down_kw: Sequence[Any]
    """Power that it could draw on top."""
    up_kwh: Sequence[Any]
    """Energy that it could deliver."""
    down_kwh: Sequence[Any]
    """Energy that it could draw."""


class Asset(Noun):
    """Something that delivers or draws power."""

    name: str = Field(
        pattern=NAME, description="A name of its own in the case; it begins with a letter."
    )
    source: str = Field(default="", description="Where its numbers come from.")
    curtailable: ClassVar[bool] = False
    """Whether it may deliver less than it has."""

    @abstractmethod
    def build(self, b: Block, horizon: Horizon) -> Flow:
        """Write variables and constraints on the block `b` and say what flows out."""

    @abstractmethod
    def given_kw(self, horizon: Horizon) -> FloatArray:
        """Power that it has when nobody decides anything, shape (T,). [kW]"""

    @property
    def tells_reactive(self) -> bool:
        """Whether its reactive power is known, rather than taken for none."""
        return False

    def reactive_kvar(self, horizon: Horizon) -> FloatArray:
        """Reactive power that it draws, shape (T,). [kvar]"""
        return np.zeros(len(horizon))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the outcome must repeat about its data."""
        return ()


class Free(Noun):
    """A size for the program to choose."""

    maximum: PositiveFloat = Field(description="The greatest size. [kW or kWh]")
    price: NonNegativeFloat = Field(
        description="Cost of one unit over the time that is planned. [currency per kW or kWh]"
    )

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest size."""
        return 0.0, self.maximum


class Given(Noun):
    """A size that is given."""

    value: PositiveFloat
    price: Literal[0] = 0

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest size."""
        return self.value, self.value


def size(value: float | Free) -> Free | Given:
    """A size, free or given, with its bounds and its price."""
    return value if isinstance(value, Free) else Given(value=value)


class Cabinet(Noun):
    """What storage is bought in: power and energy that come together."""

    power_kw: PositiveFloat = Field(description="Rated power of one. [kW]")
    energy_kwh: PositiveFloat = Field(description="Nameplate energy of one. [kWh]")
    area_m2: PositiveFloat | None = Field(
        default=None, description="Ground that one takes, with the room around it. [m²]"
    )


class Storage(Asset):
    """An asset that keeps energy, and whose power somebody decides."""

    @property
    @abstractmethod
    def rated_kw(self) -> float:
        """Most power at the bus, each way. [kW]"""

    @property
    @abstractmethod
    def start_kwh(self) -> float:
        """Energy at the start of a chain. [kWh]"""

    @property
    @abstractmethod
    def least_kwh(self) -> float:
        """The least energy that it may hold. [kWh]"""

    @property
    @abstractmethod
    def usable_kwh(self) -> float:
        """Energy between the emptiest and the fullest state. [kWh]"""

    @property
    @abstractmethod
    def daily_kwh(self) -> float:
        """Energy that may leave its cells in a day; infinite, if there is no limit. [kWh]"""

    @abstractmethod
    def step(
        self, energy_kwh: float, power_kw: float, hours: float, allowance_kwh: float
    ) -> tuple[float, float, float]:
        """Follow a wish for one period as far as the physics allows.

        `power_kw` is positive to discharge; `allowance_kwh` may still leave the cells today.
        Returns charge and discharge at the bus [kW], and the energy at the end [kWh].
        """

    @abstractmethod
    def leaving_kwh(self, discharge_kw: Any, hours: float) -> Any:
        """Energy that leaves the cells for a discharge at the bus, of any shape. [kWh]"""

    @abstractmethod
    def replay(self, store: Store, horizon: Horizon) -> FloatArray:
        """Energy at the end of each period if the store's powers are stepped through. [kWh]"""

    @abstractmethod
    def wear(self, store: Store, horizon: Horizon) -> float:
        """Cost of what leaves the cells, over the horizon. [currency]"""

    def keep(self, b: Block, storing: Storing, reserve: Reserve, horizon: Horizon) -> None:
        """Write on the block `b` what keeps a reserve free.

        Raises `InputError` for a storage that promises nothing to programmes.
        """
        raise InputError(f"{self.name}: such a storage promises nothing to programmes")

    def wear_of(self, kwh: Any) -> Any:
        """Cost of energy that leaves its cells besides its schedule; linear. [currency]"""
        return 0.0 * kwh


class Miss(NamedTuple):
    """How far a promise is missed, as a share of the power or of the energy that it is about."""

    what: str
    share: float
    is_energy: bool


class Flexible(Asset):
    """An asset that must have some energy by some time, part by part."""

    @abstractmethod
    def power_kw(self, parts: Parts, horizon: Horizon) -> FloatArray:
        """Power that the parts deliver to the bus together, shape (T,). [kW]"""

    @property
    def is_relaxed(self) -> bool:
        """Whether its program is a relaxation: a bound, whose plan is still to be shared out."""
        return False

    def held(self, parts: Parts, horizon: Horizon) -> Self:
        """The asset with nothing left to decide: its parts come as near as they can to a plan.

        `parts` are those of its relaxation.
        """
        return self

    @abstractmethod
    def follow(self, share: Share, room_kw: FloatArray, horizon: Horizon) -> Parts:
        """Step a rule through time; `room_kw` is what the site has left, shape (T,)."""

    @abstractmethod
    def misses(self, parts: Parts, horizon: Horizon, *, owed: bool) -> Iterator[Miss]:
        """How far each promise is missed if the parts are stepped through.

        `owed`: that each part has what it needs is a promise too.
        """

    @abstractmethod
    def cost(self, parts: Parts, horizon: Horizon) -> float:
        """What running it so costs, over the horizon. [currency]"""

    @abstractmethod
    def range_kw(self, horizon: Horizon) -> tuple[FloatArray, FloatArray]:
        """Least and most power that it could deliver, each of shape (T,). [kW]"""

    @abstractmethod
    def unmet(self, parts: Parts, horizon: Horizon) -> Mapping[str, float]:
        """What each part leaves without, where it does. [kWh]"""
