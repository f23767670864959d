"""The tests, and what they share: `tests.strategies` and `tests.small_corpus`."""
