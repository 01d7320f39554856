"""Which release series a plugin's metadata admit."""

import pytest

from skrepr._requirements import allows, declared_range


@pytest.mark.parametrize(
    ("wanted", "version", "admitted"),
    [
        ("", "3.1", True),
        (">=1,<2", "1.4.2", True),
        (">=1,<2", "1.0.dev3", True),
        (">=1,<2", "1.0rc1", True),
        (">=1,<2", "2.0rc1", False),
        (">=1,<2", "0.9", False),
        (">=1.5", "1.2", True),
        (">=2", "1.9", False),
        ("<1.5", "1.7", True),
        ("<=1", "1.7", True),
        ("<=1", "2.0", False),
        ("~=1.4", "1.0", True),
        ("~=1.4", "2.0", False),
        ("==1.*", "1.3", True),
        ("===2.0", "1.3", False),
        (">=0.1,<0.2", "0.1.7", True),
        (">=0.1,<0.2", "0.2.0", False),
        (">=0.1,<1", "0.7", True),
        (">=0.3", "0.2.9", False),
        ("!=1.3", "1.3", True),
        ("==0.*", "0.1.0", True),
        ("<=0", "0.1.0", True),
    ],
)
def test_a_range_admits_a_series(wanted, version, admitted):
    assert allows(wanted, version) is admitted


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (None, ""),
        (["numpy>=2", "skrepr-data>=3"], ""),
        (["skrepr>=1,<2"], ">=1,<2"),
        (["skrepr (>=1,<2)"], ">=1,<2"),
        (["Skrepr[torch] >=1"], ">=1"),
        (["skrepr<9; python_version > '3'"], ""),
        (["skrepr<9; extra == 'old'", "skrepr>=1"], ">=1"),
        (["skrepr>=1", "skrepr<2"], ">=1,<2"),
        (["skrepr"], ""),
    ],
)
def test_the_range_is_read_from_the_metadata(lines, expected):
    assert declared_range(lines) == expected
