"""Lets `python -m corpus_pkg` stand for the `corpus-pkg` command."""

from corpus_pkg.commands import main

main()
