"""What an estimator of a plugin is built from, beside scikit-learn's own base classes.

``_parameter_constraints`` with :func:`fit_context` refuses a wrong parameter by name before
X is looked at. scikit-learn keeps both private; they are public here, so that a change there
is met in one place.
"""

from ._sklearn_compat import DocsLink, HasMethods, Interval, Options, StrOptions
from ._sklearn_compat import _fit_context as fit_context

__all__ = ["DocsLink", "HasMethods", "Interval", "Options", "StrOptions", "fit_context"]
