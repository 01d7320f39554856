"""Where the spec points to."""

from ._graphs import NearestSize as SizeClassifier

__all__ = ["SizeClassifier"]
