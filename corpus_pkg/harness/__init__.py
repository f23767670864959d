"""Evaluation harnesses: the questions of `corpus_pkg.llm` as tasks of other people's programs.

A task asks about every sentence or document of a corpus. Its numbers are those of
`corpus_pkg.llm.score_replies`.
"""
