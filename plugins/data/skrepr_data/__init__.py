"""Real data for skrepr, read from files that come with this distribution."""

from skrepr.hookspecs import hookimpl
from skrepr.specs import DatasetSpec


@hookimpl
def skrepr_datasets() -> list[DatasetSpec]:
    from ._specs import SPECS

    return SPECS
