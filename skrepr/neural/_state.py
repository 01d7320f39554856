"""A fitted torch estimator as plain data, so that loading a file runs no code of the file.

skorch puts module, criterion and optimiser into its state as raw pickle bytes. A reader that
admits known types only, as skops does, sees the bytes and not what unpickling them would run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from skorch import NeuralNet
from skorch.history import History

from ._devices import available_device

_NET_STATE = "net_state"


class NetStateMixin:
    """Replace ``net_`` by arrays, numbers and lists wherever the estimator is copied or saved.

    It stands before ``BaseEstimator`` among the bases. The class implements
    ``_build_net(device)``: it returns an initialized :class:`skorch.NeuralNet`, made from the
    parameters of the estimator, ``seed_`` and ``input_shape_`` alone. ``fit`` calls it, and so
    does loading, before the saved weights are put in.

    Kept are the weights and buffers of all modules and criteria, the state of the optimisers
    (training can go on), the states of the generators that the net holds, and the history.
    State of callbacks is not kept. Where the saved device is missing, the net comes back on
    the CPU; the parameter ``device`` stays as it is.
    """

    net_: NeuralNet
    device: str

    def _build_net(self, device: str) -> NeuralNet:
        raise NotImplementedError(f"{type(self).__name__} must implement _build_net(device).")

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = dict(super().__getstate__())  # type: ignore[call-overload]
        if "net_" in state:
            state[_NET_STATE] = _net_to_plain(state.pop("net_"))
        return state

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        state = dict(state)
        plain = state.pop(_NET_STATE, None)
        super().__setstate__(state)  # type: ignore[misc]
        if plain is None:
            return
        # Initial weights are drawn, only to be replaced: nobody else's draws may change.
        with torch.random.fork_rng():
            self.net_ = self._build_net(available_device(self.device))
        _put_into(self.net_, plain)


def _parts_with_weights(net: NeuralNet) -> list[str]:
    return [f"{name}_" for name in (*net._modules, *net._criteria)]


def _generators(net: NeuralNet) -> dict[str, torch.Generator]:
    return {name: value for name, value in vars(net).items() if isinstance(value, torch.Generator)}


def _net_to_plain(net: NeuralNet) -> dict[str, Any]:
    return {
        "weights": {
            part: _to_plain(dict(getattr(net, part).state_dict()))
            for part in _parts_with_weights(net)
            if isinstance(getattr(net, part), torch.nn.Module)
        },
        "training": bool(net.module_.training),
        "optimizers": {
            f"{name}_": _to_plain(getattr(net, f"{name}_").state_dict()) for name in net._optimizers
        },
        "generators": {n: g.get_state().numpy().copy() for n, g in _generators(net).items()},
        "history": [dict(row) for row in net.history],
    }


def _put_into(net: NeuralNet, plain: Mapping[str, Any]) -> None:
    for part, weights in plain["weights"].items():
        getattr(net, part).load_state_dict(_to_torch(weights))
    net.module_.train(plain["training"])
    for part, optimizer_state in plain["optimizers"].items():
        getattr(net, part).load_state_dict(_to_torch(optimizer_state))
    generators = _generators(net)
    for name, generator_state in plain["generators"].items():
        generators[name].set_state(torch.from_numpy(np.array(generator_state)))
    net.history = History(dict(row) for row in plain["history"])


def _to_plain(value: Any) -> Any:
    """Return nested state with arrays in place of tensors."""
    if isinstance(value, torch.Tensor):
        return value.detach().cpu().numpy().copy()
    if isinstance(value, dict):
        return {key: _to_plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_to_plain, value))
    return value


def _to_torch(value: Any) -> Any:
    """Return nested state with tensors in place of arrays."""
    if isinstance(value, np.ndarray):
        return torch.from_numpy(np.array(value))
    if isinstance(value, dict):
        return {key: _to_torch(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_to_torch, value))
    return value
