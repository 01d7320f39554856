"""What the conformance suite needs for ACM beside plain data."""

from dataclasses import replace

from skrepr.testing import Example, make_input


def with_groups(kind, seed):
    """Return the usual sample with its groups as an extra of ``fit``."""
    sample = make_input(kind, seed)
    return Example(sample=replace(sample, fit_params={"groups": sample.groups}))
