"""A plan: points, the case at each, and what is asked of a case.

It is all that the engine knows of what it runs, so whatever comes down to one case a point can
be run by it: a study, a search for sizes, a list of sites.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, TypeAlias

from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.errors import InputError
from optdispatch.study.campaign.design import Point
from optdispatch.study.campaign.keys import digest, key
from optdispatch.study.campaign.study import USUAL, Study
from optdispatch.study.valuation import Valuer, measures_of

Numbers: TypeAlias = dict[str, float | None]
"""What a case comes to, by name; None: there is no such number."""


class Plan(ABC):
    """Points to be run; it travels to the workers, who keep it while there are points."""

    asks: ClassVar[str]
    """What `numbers` asks of a case, which is a part of the key that its answers have."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is called."""

    @property
    @abstractmethod
    def content(self) -> Mapping[str, Any]:
        """All that it is made of, as JSON."""

    @property
    @abstractmethod
    def key(self) -> str:
        """Hash of all that its points and their numbers depend on."""

    @abstractmethod
    def __len__(self) -> int:
        """How many points there are."""

    @abstractmethod
    def points(self) -> Iterator[Point]:
        """The points, always in the same order."""

    @abstractmethod
    def case(self, point: Point) -> Case:
        """The case at a point.

        Raises `InputError` where there is none.
        """

    @abstractmethod
    def numbers(self, case: Case) -> Numbers:
        """What a case comes to. One thread has the plan alone, so it may keep what it finds."""


@dataclass(frozen=True)
class StudyPlan(Plan):
    """The points of a study."""

    study: Study
    base: Case
    value: Valuer = field(default_factory=Valuer, compare=False, repr=False)
    """What it remembers stays where it is."""
    asks: ClassVar[str] = "measures"

    def __reduce__(self) -> tuple[type["StudyPlan"], tuple[Study, Case]]:
        return StudyPlan, (self.study, self.base)

    @classmethod
    def of(cls, study: Study) -> "StudyPlan":
        """Read the case of a study, and see that the study fits it.

        Raises `InputError` for an axis that the case cannot be moved along, or a measure that it
        does not have.
        """
        base = changed(Case.load(study.case), study.fields)
        for axis in study.axes:
            axis.check(base)
        there = measures_of(base)
        for name in (*study.metrics, *study.hurdles):
            if name not in there:
                raise InputError(
                    f"{study.name}: {base.name} has no {name}: it lacks ageing or economics"
                )
        return cls(study, base)

    @property
    def name(self) -> str:
        """Of the study."""
        return self.study.name

    @property
    def content(self) -> Mapping[str, Any]:
        """See `Plan.content`."""
        return {
            "study": self.study.model_dump(mode="json"),
            "base": self.base.model_dump(mode="json"),
        }

    @classmethod
    def back(cls, content: Mapping[str, Any]) -> "StudyPlan":
        """The plan that has some content.

        Raises `InputError` where this version cannot read it.
        """
        base = Case.of(content["base"], "the case in the store")
        return cls(Study.of(content["study"], "the study in the store"), base)

    @cached_property
    def key(self) -> str:
        """See `Plan.key`: neither words matter to it, nor what is looked at afterwards."""
        words = {"name", "title", "source", "case", "metrics", "hurdles"}
        moved = self.study.model_dump(mode="json", exclude=words)
        return digest({"study": moved, "base": key(self.base, self.asks)})

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """Measures that tables and figures show, those with a hurdle among them."""
        there = measures_of(self.base)
        named = self.study.metrics or tuple(name for name in USUAL if name in there)
        return tuple(dict.fromkeys([*named, *self.study.hurdles]))

    def __len__(self) -> int:
        return len(self.study)

    def points(self) -> Iterator[Point]:
        """See `Plan.points`."""
        return self.study.design.points(self.study.axes, self.study.seed)

    def case(self, point: Point) -> Case:
        """See `Plan.case`: values first, then factors on what is there by then."""
        moved = [axis for axis in self.study.axes if axis.name in point]
        given = {str(a.field): point[a.name] for a in moved if a.values is not None}
        there = changed(self.base, given)
        scaled: dict[str, Any] = {}
        for axis in moved:
            if axis.values is None:
                scaled |= axis.scale(there, point[axis.name], scaled)
        return changed(there, scaled)

    def numbers(self, case: Case) -> Numbers:
        """See `Plan.numbers`: every measure that the case has."""
        return self.value(case).measured()
