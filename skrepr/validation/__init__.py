"""One validator for each kind of input; every message names the axes."""

from ._arrays import check_epochs, check_input_shape, check_sequences, check_spd
from ._axes import AXES
from ._graph import check_graph
from ._graphs import check_graphs
from ._items import check_items
from ._pixels import check_images, check_scenes, check_videos
from ._points import check_points

__all__ = [
    "AXES",
    "check_epochs",
    "check_graph",
    "check_graphs",
    "check_images",
    "check_input_shape",
    "check_items",
    "check_points",
    "check_scenes",
    "check_sequences",
    "check_spd",
    "check_videos",
]
