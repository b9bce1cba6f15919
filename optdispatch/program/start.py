"""Where the simplex method starts: at a basis that is nearly one of a schedule.

It would begin with slacks alone, and take most of its steps to put into the basis what is there
in any schedule. So rows name the column that serves them in the slack's place:

- a balance of the bus, its import;
- a balance of a storage, the energy that it leaves; on the last period of a date, the charge.

So each day begins with a value of energy of its own, from which few steps are left to the best.
"""

from typing import Any, NamedTuple, Self

import highspy
import numpy as np

from optdispatch.horizon import BoolArray, Horizon, IntArray
from optdispatch.program.compiling import Compiled
from optdispatch.program.model import Model

NONE = -1
"""No column: a row that its slack serves."""
ANY = -1
"""No block: a column that lies wherever its rows do."""


class Start(NamedTuple):
    """What is known of the basis of a program before it is solved."""

    serving: IntArray
    """Of each row, the column that begins in the basis in its slack's place, or `NONE`."""
    blocks: IntArray | None
    """Of each column, in which block it lies, 0 and up, or `ANY`; None: all is one block."""

    @classmethod
    def of(cls, model: Model, form: Compiled, horizon: Horizon) -> Self:
        """What is known of a written program."""
        return cls(_serving(model, form, horizon), _months(model, form, horizon))

    def part(self, rows: IntArray, columns: IntArray) -> Self:
        """What is known of some of the rows and columns."""
        place = np.full(1 + max(self.serving.max(initial=0), columns.max(initial=0)), NONE)
        place[columns] = np.arange(len(columns))
        serving, blocks = self.serving[rows], self.blocks
        return self._replace(
            serving=np.where(serving == NONE, NONE, place[serving]),
            blocks=None if blocks is None else blocks[columns],
        )

    def basis(self, columns: int) -> Any:
        """The basis of so many columns in which each serves its row."""
        served = self.serving != NONE
        is_basic = np.zeros(columns, dtype=np.bool_)
        is_basic[self.serving[served]] = True
        return basis(_said(is_basic), _said(~served))


def basis(columns: Any, rows: Any) -> Any:
    """A basis in HiGHS's words."""
    whole = highspy.HighsBasis()
    whole.valid, whole.col_status, whole.row_status = True, columns.tolist(), rows.tolist()
    return whole


def _said(is_basic: BoolArray) -> Any:
    """What is basic, in HiGHS's words; at which bound the rest is, it finds itself."""
    known = highspy.HighsBasisStatus
    return np.array([known.kNonbasic, known.kBasic], dtype=object)[is_basic.astype(np.int64)]


def _serving(model: Model, form: Compiled, horizon: Horizon) -> IntArray:
    """The column that serves each row."""
    serving = np.full(len(form.matrices.row_lower), NONE)
    serving[form.rows(model.pyomo.balance)] = form.columns(model.imported)
    ends = [s.stop - 1 for _, s in horizon.dates]
    for storing in (f.storing for f in model.flows.values() if f.storing):
        serves = np.array(form.columns(storing.energy_kwh))
        serves[ends] = np.array(form.columns(storing.charge_kw))[ends]
        serving[form.rows(storing.balance)] = serves[[*storing.balance]]
    return serving


def _months(model: Model, form: Compiled, horizon: Horizon) -> IntArray | None:
    """The month of each column that stands for a period; None: they are few, or days apart."""
    if len(horizon.months) < 2 or len(horizon.rings) > 1:
        return None
    month = np.argmax([m.mask for m in horizon.months], axis=0)
    storings = (f.storing[:3] for f in model.flows.values() if f.storing)
    blocks = np.full(len(form.matrices.c), ANY)
    for terms in (model.imported, model.exported, *(v for s in storings for v in s)):
        at = np.array(form.columns(terms))
        blocks[at[at >= 0]] = month[at >= 0]
    return blocks
