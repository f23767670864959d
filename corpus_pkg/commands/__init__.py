"""The `corpus-pkg` command: one module a group of commands, gathered here."""

from corpus_pkg.commands.app import app, main

__all__ = ["app", "main"]
