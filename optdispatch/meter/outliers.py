"""Readings that lie far from their neighbours.

With K readings on either side of r_i (what is missing left out), and quantiles Q of all,

    m_i = median of r_{i−K} … r_{i−1}, r_{i+1} … r_{i+K}                      (O1)
    d_i = min(|r_i − m_i|, |r_i − r_{i−1}|, |r_i − r_{i+1}|)                  (O2)
    s = 1.4826 · median of all d_i > 0                                        (O3)
    outlier:  d_i > 12 s  and  d_i > ¼ (Q₉₉ − Q₁)                             (O4)

A median does not see a single wrong reading, so a wrong one cannot hide itself; and a load
that rises and falls again within the hour is close to its next reading, so it is not called
wrong. 1.4826 makes s a standard deviation where the d_i are normal (the identifier of F. R.
Hampel, J. Am. Stat. Assoc. 69 (1974) 383, doi:10.1080/01621459.1974.10482962). The second
half of (O4) spares the small steps of a calm load. Several wrong readings in a row that are
like each other are not found.

======  =====================================================  =====  ===============
symbol  meaning                                                unit   name
======  =====================================================  =====  ===============
K       4; 2 where a step is half an hour or more              –      `BESIDE`
m_i     what the neighbours say                                kW     `_among`
s       how far readings usually are from it; 0 where only     kW     `s`
        one d_i in a hundred is more
======  =====================================================  =====  ===============
"""

import numpy as np

from optdispatch.horizon import BoolArray, FloatArray
from optdispatch.meter.laying import Laid

BESIDE = 4
FAR, OF_RANGE = 12.0, 0.25
RULE = (
    "more than 12 times as far as usual from the reading before, the one after and the median "
    "of the neighbours, and by more than a quarter of the range of readings"
)


def outliers(laid: Laid) -> BoolArray:
    """(O4), shape (n,); nothing that is missing is an outlier."""
    r = laid.power_kw
    read = ~np.isnan(r)
    if read.sum() <= 2 * BESIDE:
        return np.zeros(len(r), dtype=np.bool_)
    m = _among(r, BESIDE if laid.hours < 0.5 else BESIDE // 2)
    before, after = np.append(np.nan, r[:-1]), np.append(r[1:], np.nan)
    d = np.fmin(np.abs(r - m), np.fmin(np.abs(r - before), np.abs(r - after)))
    d = np.where(read & np.isfinite(m), d, 0.0)
    s = 1.4826 * float(np.median(d[d > 0])) if (d > 0).sum() > 0.01 * read.sum() else 0.0
    low, high = np.quantile(r[read], [0.01, 0.99])
    return np.asarray((d > FAR * s) & (d > OF_RANGE * (high - low)), dtype=np.bool_)


def _among(r: FloatArray, beside: int) -> FloatArray:
    """(O1), shape (n,); NaN where no neighbour is read."""
    padded = np.pad(r, beside, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * beside + 1)
    neighbours = np.sort(np.delete(around, beside, axis=1), axis=1)
    n = np.isfinite(neighbours).sum(axis=1)
    rows, low, high = np.arange(len(r)), np.maximum(n - 1, 0) // 2, n // 2
    high = np.minimum(high, 2 * beside - 1)
    median: FloatArray = (neighbours[rows, low] + neighbours[rows, high]) / 2
    return median
