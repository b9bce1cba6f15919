"""One file is one mode: `kind: direct_lease` is `direct_lease.py`, which defines `DirectLease`."""
