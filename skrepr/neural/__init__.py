"""What the estimators that wrap a torch network share; needs ``skrepr[torch]``."""

from importlib.util import find_spec

_MISSING = [package for package in ("torch", "skorch") if find_spec(package) is None]
if _MISSING:
    raise ImportError(f"skrepr.neural needs {' and '.join(_MISSING)}: pip install 'skrepr[torch]'")

# the message comes first
from ._augment import BrightnessScale, Compose, GaussianNoise, RandomShift  # noqa: E402
from ._devices import available_device, check_device  # noqa: E402
from ._modules import conv_encoder, make_backbone, mlp_encoder  # noqa: E402
from ._rows import Rows, apply_in_batches, as_read, to_tensor  # noqa: E402
from ._seeding import draw_seed, seeded  # noqa: E402
from ._state import NetStateMixin  # noqa: E402

__all__ = [
    "BrightnessScale",
    "Compose",
    "GaussianNoise",
    "NetStateMixin",
    "RandomShift",
    "Rows",
    "apply_in_batches",
    "as_read",
    "available_device",
    "check_device",
    "conv_encoder",
    "draw_seed",
    "make_backbone",
    "mlp_encoder",
    "seeded",
    "to_tensor",
]
