"""The only place that imports or overrides private names of scikit-learn."""

from sklearn.base import _fit_context
from sklearn.callback import CallbackSupportMixin
from sklearn.callback._callback_support import callback_management_context
from sklearn.utils._param_validation import (
    HasMethods,
    Interval,
    InvalidParameterError,
    Options,
    StrOptions,
)

__all__ = [
    "CallbackSupportMixin",
    "DocsLink",
    "HasMethods",
    "Interval",
    "InvalidParameterError",
    "Options",
    "StrOptions",
    "_fit_context",
    "callback_management_context",
]


class DocsLink:
    """The link from an estimator's HTML representation to its page.

    It must stand first among the bases: scikit-learn looks at no later place. Plugins with
    documentation elsewhere override the template.
    """

    _doc_link_template = "https://skrepr.readthedocs.io/en/stable/generated/{estimator_name}.html"

    @property
    def _doc_link_module(self) -> str:
        # scikit-learn links only classes whose top package is this one
        return type(self).__module__.partition(".")[0]
