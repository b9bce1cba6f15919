"""What the plant is worth on the books.

    dep_t  = Σ_s (1 - ρ)·A_s/n_s ,   s < t ≤ s + n_s                          (D1)
    n_0    = n ,  n_s = min(n, N - s)                                         (D2)
    book_t = Σ_{s ≤ t} (A_s - dep_s)                                          (D3)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
A_s           cost put on the books at the end of year s        currency      assets
dep_t         depreciation of year t                            currency      charge
book_t        value on the books at the end of year t           currency      value
n             years of depreciation                             -             years
ρ             share that is never depreciated                   -             residual_share
N             years of the project                              -             assets.size - 1
============  ================================================  ============  ================

New cells are depreciated over the years that are left, at most n. What is still on the books
when the plant is sold in year N is set against the price: see (F8) of `appraisal`. Cells
that are replaced stay on the books, with the plant that they came with.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field, PositiveInt

from optdispatch.finance.costs import Fraction
from optdispatch.finance.yearly import FloatArray
from optdispatch.nouns import Noun


@dataclass(frozen=True)
class Books:
    """The plant on the books in years 0 … N, arrays of shape (N + 1,). [currency]"""

    charge: FloatArray
    value: FloatArray


class Depreciation(Noun):
    """Straight line."""

    kind: Literal["straight_line"] = "straight_line"
    years: PositiveInt = Field(le=100, description="Years of depreciation.")
    residual_share: Fraction = Field(
        default=0.0, description="Share of cost that is never depreciated, such as 0.05."
    )


def keep_books(depreciation: Depreciation | None, assets: FloatArray) -> Books:
    """(D1) to (D3), from what is put on the books each year, shape (N + 1,). [currency]

    >>> keep_books(Depreciation(years=2, residual_share=0.1), np.array([100.0, 0, 0])).value
    array([100.,  55.,  10.])
    """
    N = assets.size - 1
    dep = np.zeros(N + 1)
    if depreciation is None:
        return Books(charge=dep, value=np.cumsum(assets))
    for s in np.flatnonzero(assets[:N]).tolist():
        n = depreciation.years if s == 0 else min(depreciation.years, N - s)
        dep[s + 1 : s + 1 + n] += (1 - depreciation.residual_share) * assets[s] / n
    return Books(charge=dep, value=np.cumsum(assets - dep))
