"""How a wrong estimator is written down: a good one with one fault, and the check that sees it."""

from dataclasses import dataclass, replace

import conformance_references

from skrepr.specs import EstimatorSpec


@dataclass(frozen=True)
class Mutant:
    """A wrong estimator, the one check that must fail, and a package that this check needs."""

    spec: EstimatorSpec
    expected: str
    needs: str | None


MUTANTS: list[Mutant] = []
_GOOD_SPECS = {spec.name: spec for spec in conformance_references.SPECS}


def mutant(expected, *, like=None, needs=None, **changes):
    """Register a subclass of a reference estimator, with ``changes`` of the spec of the latter.

    A class that inherits from none of them names one by ``like``.
    """

    def register(cls):
        names = [like] if like else [base.__name__ for base in cls.__mro__]
        good = next(_GOOD_SPECS[name] for name in names if name in _GOOD_SPECS)
        if ">>>" not in cls.__doc__:
            cls.__doc__ += f"\n\n>>> len({cls.__name__!r})\n{len(cls.__name__)}\n"
        new = {"name": cls.__name__, "target": f"{cls.__module__}:{cls.__name__}", **changes}
        MUTANTS.append(Mutant(replace(good, **new), expected, needs))
        return cls

    return register
