"""Every wrong estimator fails exactly the check that is named for its fault."""

from importlib.util import find_spec

import mutants_chance  # noqa: F401 - importing them registers them
import mutants_contract  # noqa: F401
import mutants_data  # noqa: F401
import mutants_roles  # noqa: F401
import mutants_rows  # noqa: F401
import mutants_saving  # noqa: F401
import pytest
from mutants import MUTANTS

from skrepr.testing import check_estimator, check_names

KINDS = {kind for mutant in MUTANTS for kind in mutant.spec.inputs}


@pytest.mark.parametrize(
    "mutant", MUTANTS, ids=[f"{m.spec.target.partition(':')[2]}-{m.expected}" for m in MUTANTS]
)
def test_a_wrong_estimator_fails_exactly_the_check_named_for_it(mutant):
    if mutant.needs and not find_spec(mutant.needs):
        pytest.skip(f"{mutant.needs} is not installed")
    failed = {r.check: r.message for r in check_estimator(mutant.spec) if r.status == "failed"}
    assert failed.keys() == {mutant.expected}, failed
    assert failed[mutant.expected][0].isupper()


def test_there_are_enough_mutants_of_every_kind():
    assert len(MUTANTS) >= 60
    assert len(KINDS) == 11


def test_every_check_has_a_mutant():
    assert {mutant.expected for mutant in MUTANTS} == set(check_names())
