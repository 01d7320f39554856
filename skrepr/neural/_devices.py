"""Which device is meant, and whether it is there."""

from __future__ import annotations

import torch


def available_device(device: str) -> str:
    """Return the device, or ``"cpu"`` in place of a GPU that is not there.

    Parameters
    ----------
    device : str
        A torch device, or ``"auto"``: a GPU where there is one.

    Returns
    -------
    str
        A device that can be used.

    Examples
    --------
    >>> from skrepr.neural import available_device
    >>> available_device("cpu")
    'cpu'
    """
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    wanted = torch.device(device)
    if wanted.type == "cuda" and (wanted.index or 0) >= torch.cuda.device_count():
        return "cpu"
    return device


def check_device(device: str) -> str:
    """Return the device that ``fit`` trains on, or refuse one that is not there.

    Parameters
    ----------
    device : str
        A torch device, or ``"auto"``: a GPU where there is one.

    Returns
    -------
    str
        A device that can be used.

    Raises
    ------
    ValueError
        If torch knows no such device, or it is a GPU that this machine lacks.

    Examples
    --------
    >>> from skrepr.neural import check_device
    >>> check_device("gpu")
    Traceback (most recent call last):
        ...
    ValueError: 'device' must be 'auto' or a device of torch such as 'cuda:0'; got 'gpu'
    """
    try:
        usable = available_device(device)
    except RuntimeError as error:
        raise ValueError(
            f"'device' must be 'auto' or a device of torch such as 'cuda:0'; got {device!r}"
        ) from error
    if device not in ("auto", usable):
        raise ValueError(
            f"'device' must be one that is there; got {device!r}, and "
            f"torch.cuda.device_count() is {torch.cuda.device_count()}"
        )
    return usable
