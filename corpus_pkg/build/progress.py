"""What a build tells while it runs: nothing, lines, or a bar on a terminal."""

import time
from typing import Any, Protocol

from rich.console import Console

from corpus_pkg.values.counted import counted


class Progress(Protocol):
    """Told of what a build does."""

    def step(self, name: str) -> None:
        """Hear that a step begins."""

    def begin(self, total: int, units: int) -> None:
        """Hear how many bytes of sources and how many units there are."""

    def tick(self, size: int, documents: int, rejected: int) -> None:
        """Hear that bytes were read, documents judged good and lines refused."""

    def announce(self, dashboard: str) -> None:
        """Hear the address of the cluster's dashboard."""


class Silent:
    """Says nothing."""

    def step(self, name: str) -> None:
        """Say nothing."""

    def begin(self, total: int, units: int) -> None:
        """Say nothing."""

    def tick(self, size: int, documents: int, rejected: int) -> None:
        """Say nothing."""

    def announce(self, dashboard: str) -> None:
        """Say nothing."""


class Lines:
    """Writes a line at most every few seconds: for logs."""

    def __init__(self, console: Console, every: float = 5.0) -> None:
        self.console = console
        self.every = every
        self.total = self.size = self.documents = self.rejected = 0
        self._last = time.monotonic()

    def step(self, name: str) -> None:
        """Write the step."""
        self.console.print(name, highlight=False, soft_wrap=True)

    def begin(self, total: int, units: int) -> None:
        """Write how much there is to do."""
        self.total = total
        size = f"{total / 1e6:,.0f}" if total >= 1e6 else "less than 1"
        self.step(f"building {size} MB in {counted(units, 'unit')}")

    def tick(self, size: int, documents: int, rejected: int) -> None:
        """Count, and write a line if the last is some seconds ago."""
        self.size += size
        self.documents += documents
        self.rejected += rejected
        if time.monotonic() - self._last >= self.every:
            self._last = time.monotonic()
            self.step(self.line())

    def line(self) -> str:
        """Return how far the build is."""
        return f"{self.size / 1e6:,.0f} MB, {counted(self.documents, 'document')}, {self.rejected:,} rejected"

    def announce(self, dashboard: str) -> None:
        """Write the dashboard's address."""
        self.step(f"dashboard: {dashboard}")


class Bar(Lines):
    """Shows a bar on a terminal."""

    def __init__(self, console: Console, status: Any) -> None:
        super().__init__(console, every=0.2)
        self.status = status

    def step(self, name: str) -> None:
        """Show the step, or how far the build is."""
        self.status.update(name)

    def announce(self, dashboard: str) -> None:
        """Write the dashboard's address, where it stays."""
        self.console.print(f"dashboard: {dashboard}", highlight=False)
