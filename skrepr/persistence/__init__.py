"""Save a fitted model, load it where only the declared types exist, say on a card what it is.

The file is read by skops. What may be built from it is decided by what is installed: the house
list, the classes that the plugins' specs name, and skops' own list; never by the file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from sklearn.utils.validation import check_is_fitted

from ..exceptions import SavedModelError
from ._card import model_card
from ._files import check_target, write_together
from ._format import from_bytes, to_bytes

if TYPE_CHECKING:
    from ..comparison import Comparison

__all__ = ["load", "model_card", "save"]

PathLike = Union[str, "os.PathLike[str]"]


def save(
    estimator: Any,
    path: PathLike,
    *,
    card: bool = True,
    comparison: Comparison | None = None,
) -> Path:
    """Save a fitted estimator or Pipeline, and a card that says what it is.

    Everything is checked before anything is written: the file is made in memory, examined and
    loaded there. Both files are written beside their targets and then put in place, so that a
    failure leaves what was there.

    Parameters
    ----------
    estimator : estimator
        Fitted.
    path : str or PathLike
        The file; ``.skops`` is the usual ending. A file that is there is replaced.
    card : bool, default=True
        Write :func:`model_card` beside it, as ``path`` with ``.md`` behind.
    comparison : Comparison, default=None
        A result of :func:`skrepr.compare` for the card.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    NotFittedError
        If the estimator is not fitted.
    SavedModelError
        If it holds what :func:`load` would refuse; the message names the attribute.
    OSError
        If ``path`` is a folder, or lies in none.

    See Also
    --------
    load : The way back.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import skrepr
    >>> from sklearn.linear_model import Ridge
    >>> model = Ridge().fit([[0.0], [1.0]], [0.0, 1.0])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = skrepr.save(model, Path(folder) / "ridge.skops")
    ...     print(sorted(file.name for file in path.parent.iterdir()))
    ...     print(skrepr.load(path).predict([[0.5]]) == model.predict([[0.5]]))
    ['ridge.skops', 'ridge.skops.md']
    [ True]
    """
    target = check_target(path)
    if comparison is not None and not card:
        raise ValueError("a 'comparison' goes onto the card; it was given with card=False")
    check_is_fitted(estimator, msg="%(name)s is not fitted: fit it, then save it")
    try:
        data = to_bytes(estimator)
    except SavedModelError as error:
        raise SavedModelError(f"nothing was saved: {error}") from error
    files = {target: data}
    if card:
        text = model_card(estimator, comparison)
        files[target.with_name(f"{target.name}.md")] = text.encode("utf-8")
    write_together(files)
    return target


def load(path: PathLike) -> Any:
    """Load a model that :func:`save` has saved.

    Parameters
    ----------
    path : str or PathLike
        The file.

    Returns
    -------
    estimator
        It answers as the one that was saved.

    Raises
    ------
    SavedModelError
        If the file is damaged, was saved by other versions, or holds types that no installed
        plugin declares; the message names them. Nothing of the file was run.
    OSError
        If there is no such file.

    See Also
    --------
    save : The way there, with an example.

    Notes
    -----
    What is loaded is of known types, but its numbers are the file's: a hostile model may
    answer wrongly, slowly, or make a compiled method crash. Read a stranger's model in a
    process of its own.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import skrepr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "model.skops"
    ...     _ = path.write_bytes(b"no model")
    ...     try:
    ...         skrepr.load(path)
    ...     except skrepr.exceptions.SavedModelError as error:
    ...         print("damaged" in str(error))
    True
    """
    source = Path(path)
    if source.exists() and not source.is_file():
        raise IsADirectoryError(f"a saved model is a file; {str(source)!r} is none")
    data = source.read_bytes()
    try:
        return from_bytes(data)
    except SavedModelError as error:
        raise SavedModelError(f"{str(source)!r} was not loaded: {error}") from error
