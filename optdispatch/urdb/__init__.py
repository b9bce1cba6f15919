"""Turn a rate of the OpenEI utility rate database (URDB) into a tariff."""

from optdispatch.urdb.read import read, to_yaml

__all__ = ["read", "to_yaml"]
