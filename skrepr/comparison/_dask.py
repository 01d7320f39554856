"""Cells on a Dask cluster: it places them, moves them and tries again what a dead worker had.

The cells are the same as on one machine, except that they share the worker's process: there
is no time limit, no memory column, and a crash takes the worker along. Records are written
by the parent, so that workers need no common folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from joblib.parallel import get_active_backend

from ..exceptions import UsageError
from ._cell import Cell, Record, failure
from ._processes import run_sent
from ._search import one_line
from ._view import Material

_SECONDS_TO_CONNECT = 5
#: A worker with several threads would mix the warnings and the CPU seconds of its cells.
_one_at_a_time = threading.Lock()


@contextlib.contextmanager
def connected(dask: Any) -> Iterator[Any | None]:
    """Yield the client of the cluster that is meant, or None if none is.

    Parameters
    ----------
    dask : str, distributed.Client or None
        Address of a scheduler, or a client; None means the cluster of
        ``joblib.parallel_config(backend="dask")``, where the call stands in one.

    Raises
    ------
    ModuleNotFoundError
        If distributed is not installed.
    UsageError
        If no scheduler answers, or ``dask`` is something else.
    """
    if dask is None:
        # of joblib's backends only the one of Dask has a client
        yield getattr(get_active_backend()[0], "client", None)
        return
    distributed = _distributed()
    if isinstance(dask, distributed.Client):
        yield dask
        return
    if not isinstance(dask, str):
        raise UsageError(
            f"'dask' must be the address of a scheduler, a distributed.Client or None; got {dask!r}"
        )
    _ask(dask)
    with distributed.Client(dask, timeout=_SECONDS_TO_CONNECT, set_as_default=False) as client:
        yield client


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f'a Dask cluster needs {error.name}: pip install "skrepr[dask]"', name=error.name
        ) from error


def _ask(address: str) -> None:
    """Refuse an address where no scheduler answers; a Client would hang on some of them."""
    distributed = _distributed()

    async def identity() -> Any:
        async with distributed.rpc(address) as scheduler:
            return await asyncio.wait_for(scheduler.identity(), _SECONDS_TO_CONNECT)

    try:
        with ThreadPoolExecutor(1) as pool:  # in a notebook this thread has a loop already
            pool.submit(asyncio.run, identity()).result()
    except Exception as error:  # whatever a wrong address or another service leads to
        late = isinstance(error, TimeoutError)
        why = f"no answer within {_SECONDS_TO_CONNECT} s" if late else one_line(error)
        raise UsageError(
            f"'dask' must be the address of a running scheduler, for example "
            f"'tcp://127.0.0.1:8786'; got {address!r} ({why})"
        ) from error


def run_on_dask(
    cells: Iterable[Cell], materials: Mapping[str, Material], *, client: Any
) -> Iterator[tuple[Cell, Record]]:
    """Run every cell on a cluster.

    Parameters
    ----------
    cells : iterable of Cell
        What to run.
    materials : mapping of str to Material
        By name of the benchmark; each worker gets it once.
    client : distributed.Client
        Of the cluster.

    Yields
    ------
    cell, record : Cell, dict
        When the generator is closed, or an exception such as KeyboardInterrupt passes through
        it, what has not begun is cancelled; what runs ends in its worker, unheard.
    """
    import cloudpickle

    by_key: dict[str, Cell] = {}
    futures = []
    try:
        with warnings.catch_warnings():
            # a task, unlike scattered data, is run again if every worker that held it has died
            warnings.filterwarnings("ignore", message="Sending large graph")
            sent = {
                name: client.submit(bytes, cloudpickle.dumps(material), pure=False)
                for name, material in materials.items()
            }
        for cell in cells:
            future = client.submit(
                _run_on_worker, cloudpickle.dumps(cell), sent[cell.benchmark], pure=False
            )
            by_key[future.key] = cell
            futures.append(future)
        for future in _distributed().as_completed(futures, loop=client.loop):
            yield by_key[future.key], _record(future)
            future.release()
    finally:
        with contextlib.suppress(Exception):  # the cluster may be what has gone
            client.cancel(futures)


def _run_on_worker(cell: bytes, material: bytes) -> str:
    with _one_at_a_time:
        return run_sent(cell, material, memory=False)


def _record(future: Any) -> Record:
    try:
        record: Record = json.loads(future.result())
    except Exception as error:  # the worker died too often, or the cluster is gone
        return failure("crashed", f"lost on the cluster: {one_line(error)}")
    return record
