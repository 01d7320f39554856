"""Every error and warning type of the core, without importing anything."""


class SkreprError(Exception):
    """Base class of the errors that only skrepr raises."""


class PluginError(SkreprError, ImportError):
    """A plugin, or something that a plugin points to, cannot be loaded."""


class PluginWarning(UserWarning):
    """One or more plugins were left out; the rest works."""


class UnknownNameError(SkreprError, LookupError):
    """No installed plugin offers this name."""


class AmbiguousNameError(SkreprError, LookupError):
    """Two plugins offer this name; ``distribution/name`` tells them apart."""


class UsageError(SkreprError, ValueError):
    """What the caller asked for cannot be; nothing was done."""


class DataFileError(SkreprError, OSError):
    """A data file is missing, truncated or not the one that was published."""


class SavedModelError(SkreprError, ValueError):
    """A model cannot be saved, or a file cannot be loaded as one; nothing of it was run."""


class DisconnectedNodesWarning(UserWarning):
    """Some new nodes have no edge to a fitted node, so nothing is known of them.

    Ordinary in cross-validation of a thin graph, where each fold loses edges.
    """
