"""Everything this package raises on purpose.

OptDispatchError
├── InputError            something that a user wrote cannot be used
│   ├── CatalogError      a name that is not in the catalogue
│   └── MeterError        a meter file that does not say what it should
├── Infeasible            no schedule satisfies the constraints
├── CertificateError      a result that its own checks refuse
└── OutputError           a result that cannot be written

Each message is one line: what is wrong, where, and what to write instead.
"""


class OptDispatchError(Exception):
    """Base class: catch it to catch them all."""


class InputError(OptDispatchError):
    """A file, a field or a number that cannot be used as it stands."""


class CatalogError(InputError):
    """A name that the catalogue does not have."""


class MeterError(InputError):
    """Readings that are missing, doubled, or not readings."""


class Infeasible(OptDispatchError):
    """No schedule satisfies every constraint of the case."""


class CertificateError(OptDispatchError):
    """A result failed a check, so nothing in it may be trusted."""


class OutputError(OptDispatchError):
    """A file or folder that cannot be written."""
