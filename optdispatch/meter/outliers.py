"""Readings that lie far from their neighbours.

With K readings on either side of r_i (what is missing left out), and quantiles Q of all,

    m_i = median of r_{i−K} … r_{i−1}, r_{i+1} … r_{i+K}                      (O1)
    d_i = |r_i − m_i|,   s = 1.4826 · median of all d_i > 0                   (O2)
    outlier:  d_i > 12 s  and  d_i > ¼ (Q₉₉ − Q₁)                             (O3)

A median does not see a single wrong reading, so a wrong one cannot hide itself. 1.4826 makes
s the standard deviation where the d_i are normal (the identifier of F. R. Hampel, J. Am.
Stat. Assoc. 69 (1974) 383, doi:10.1080/01621459.1974.10482962). The second half of (O3)
keeps the steps of a calm load from being called wrong.

======  ====================================================  =====  ===============
symbol  meaning                                               unit   name
======  ====================================================  =====  ===============
K       4; 2 where a step is half an hour or more             –      `BESIDE`
m_i     what the neighbours say                               kW     `_among`
s       how far readings usually are from it; 0 where only    kW     `s`
        one d_i in a hundred is more
======  ====================================================  =====  ===============
"""

import numpy as np

from optdispatch.horizon import BoolArray, FloatArray
from optdispatch.meter.laying import Laid

BESIDE = 4
FAR, OF_RANGE = 12.0, 0.25
RULE = (
    "more than 12 times the usual distance from the median of the neighbours, and more than a "
    "quarter of the range of readings"
)


def outliers(laid: Laid) -> BoolArray:
    """(O3), shape (n,); nothing that is missing is an outlier."""
    r = laid.power_kw
    found = np.zeros(len(r), dtype=np.bool_)
    read = ~np.isnan(r)
    if read.sum() <= 2 * BESIDE:
        return found
    d = np.abs(r - _among(r, BESIDE if laid.hours < 0.5 else BESIDE // 2))
    known = np.isfinite(d)
    apart = d[known & (d > 0)]
    s = 1.4826 * float(np.median(apart)) if apart.size > 0.01 * read.sum() else 0.0
    low, high = np.quantile(r[read], [0.01, 0.99])
    found[known] = (d[known] > FAR * s) & (d[known] > OF_RANGE * (high - low))
    return found


def _among(r: FloatArray, beside: int) -> FloatArray:
    """(O1), shape (n,); NaN where no neighbour is read."""
    padded = np.pad(r, beside, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * beside + 1)
    neighbours = np.sort(np.delete(around, beside, axis=1), axis=1)
    n = np.isfinite(neighbours).sum(axis=1)
    rows, low, high = np.arange(len(r)), np.maximum(n - 1, 0) // 2, n // 2
    return (neighbours[rows, low] + neighbours[rows, high]) / 2
