"""What the nets of the fast build save: a record file with claims, built with and without them, in turn."""

import statistics
from pathlib import Path
from typing import Final

PART: Final = "nets"
PACKAGES: Final = ("pyarrow", "pydantic", "numpy")
TINY: Final = 20


def compare(folder: Path, documents: int, rounds: int) -> str:
    """Build a workload with claims by the fast path and line by line, and return the results as text.

    Args:
        folder: A folder for the workload and the builds.
        documents: How many documents the workload has.
        rounds: How often each is built. A ratio is taken within a round.

    Raises:
        RuntimeError: The two wrote different files.
    """
    from benchmarks.processes import build_command, environment, machine, remove, run, times, write_workload

    env = environment(folder)
    paths = {"fast": "--fast", "slow": "--no-fast"}
    seconds: dict[str, list[float]] = {}
    source = folder
    for size, measured in ((TINY, 1), (documents, rounds)):  # the first compiles all that is imported
        source = folder / str(size) / "lines.jsonl"
        source.parent.mkdir()
        write_workload(source, size, env, "--claims")
        seconds = {name: [] for name in paths}
        for _ in range(measured):
            written = []
            for name, option in paths.items():
                out = source.parent / "out"
                remove(out)
                seconds[name].append(run(build_command(source, out, option), folder, env).processor)
                written.append({place.name: place.read_bytes() for place in out.glob("*.parquet")})
            if written[0] != written[1] or not written[0]:
                raise RuntimeError("the two paths wrote different files")
    ratio = statistics.median(slow / fast for fast, slow in zip(*seconds.values(), strict=True))
    fast, slow = (statistics.median(values) for values in seconds.values())
    return (
        f"{documents:,} documents with claims, {source.stat().st_size / 1e6:,.0f} MB, all tables, "
        f"{times(rounds)}, processor time; {machine(PACKAGES)}.\n\n"
        f"With nets {fast:.1f} s, line by line {slow:.1f} s: {ratio:.1f} times as long.\n"
    )
