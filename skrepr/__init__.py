"""Research methods for similarity and representation learning as scikit-learn estimators.

Every public name is loaded when it is first used: ``import skrepr`` imports neither numpy
nor scikit-learn.
"""

import lazy_loader as _lazy

__version__ = "0.1.0"
__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
