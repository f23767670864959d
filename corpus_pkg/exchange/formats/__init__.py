"""Interchange formats, out and back in: brat, CoNLL, spaCy, UIMA CAS, Web Annotation, and more.

A format is a module that ends in a `FORMAT`, and a line in `corpus_pkg.exchange.formats.catalog`. All formats
speak of documents as `corpus_pkg.exchange.formats.flat` has them, and each says in one loss report what it
could not carry.
"""
