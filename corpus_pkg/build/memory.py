"""The memory and the threads of a process that builds."""

import os


def spare_memory() -> None:
    """Let a process that does nothing but build take no more than it needs; to be called before all else.

    Arrow takes its memory from the system's allocator: its own keeps about 100 MB more of what was freed,
    and is no faster here. numpy starts no threads for linear algebra, which would wait for work in a loop.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def peak_memory() -> int:
    """Return the most memory that this process ever held, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
