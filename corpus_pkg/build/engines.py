"""Engines: what runs the units of a build, here, in processes or on a cluster.

An engine only has `run_unit` called for each unit, here `begin_unit`, and hands back what it returns; it
writes nothing itself. Results come as they are done: who needs an order sorts by the units' numbers.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from typing import Any, Final

from corpus_pkg.build.job import EngineError
from corpus_pkg.build.memory import spare_memory
from corpus_pkg.build.unit import begin_unit
from corpus_pkg.build.units import Tick, Unit, UnitResult
from corpus_pkg.build.watch import run_unit
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.extras import need

CONNECT_SECONDS: Final = 5
Done = tuple[Unit, UnitResult]


def run_here(units: Sequence[Unit], tick: Tick) -> Iterator[Done]:
    """Run units one after the other in this process, the end of each while the next begins.

    The same threads judge the blocks of all units: new ones would take more memory.
    """
    threads = units[0].options.threads if units else 1
    with ThreadPoolExecutor(threads, "judge") as judges, ThreadPoolExecutor(1, "end") as ends:
        ending: tuple[Unit, Future[UnitResult]] | None = None
        try:
            for unit in units:
                end = begin_unit(unit, tick, judges if threads > 1 else None)
                if ending is not None:
                    yield ending[0], ending[1].result()
                ending = unit, ends.submit(end)
            if ending is not None:
                yield ending[0], ending[1].result()
        finally:
            judges.shutdown(cancel_futures=True)


def run_processes(units: Sequence[Unit], workers: int) -> Iterator[Done]:
    """Run units in processes of this machine.

    Raises:
        EngineError: A process died; nothing of what is done is lost.
    """
    # Not fork: a fork of a process with threads may hang.
    context = multiprocessing.get_context("spawn")
    left = iter(units)
    running: dict[Future[Any], Unit] = {}
    count = min(workers, max(len(units), 1))
    with ProcessPoolExecutor(count, mp_context=context, initializer=spare_memory) as pool:
        try:
            while True:
                while len(running) < 2 * workers and (unit := next(left, None)) is not None:
                    running[pool.submit(run_unit, unit)] = unit
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield _checked(running.pop(future), future.result())
        except BrokenProcessPool:
            message = "a worker process died (was it killed for memory?); run again with --resume"
            raise EngineError(message) from None
        finally:
            pool.shutdown(cancel_futures=True)


def run_dask(units: Sequence[Unit], address: str, announce: Any = None) -> Iterator[Done]:
    """Run units on a running Dask cluster whose workers see the same files.

    Args:
        units: The units.
        address: The scheduler's address, such as `tcp://10.0.0.1:8786`.
        announce: Called with the address of the cluster's dashboard.

    Raises:
        EngineError: The scheduler does not answer, or a unit killed every worker that tried it.
        MissingExtraError: distributed is not installed.
    """
    distributed = need("distributed", "cluster")
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise EngineError(
            f"no scheduler answers at {address} ({type(error).__name__}); start one with `dask scheduler`, "
            "or correct the address"
        ) from None
    with closing(client):
        if announce is not None:
            announce(str(client.dashboard_link))
        futures = client.map(
            run_unit, units, pure=False, key=[f"unit-{os.getpid()}-{u.number}" for u in units]
        )
        known = {future.key: unit for future, unit in zip(futures, units, strict=True)}
        waiting = distributed.as_completed(futures, loop=client.loop)
        del futures  # each is let go once it is fetched: a later death must not run its unit again
        for future in waiting:
            unit = known[future.key]
            try:
                outcome = future.result()
            except distributed.scheduler.KilledWorker:
                message = f"unit {unit.number} killed every worker that tried it; run again with --resume"
                raise EngineError(message) from None
            future.release()
            del future
            yield _checked(unit, outcome)


def _checked(unit: Unit, outcome: Any) -> Done:
    if isinstance(outcome, UnitResult):
        return unit, outcome
    raise CorpusError(outcome)
