"""The definition of the corpus: label lists, value forms, and the Pydantic models.

The models in `corpus_pkg.schema.models` are the one definition of every record. JSON Schema, the
light records that `corpus_pkg.load` returns, Arrow schemas, Hugging Face features and the tables in
the docs are derived from them, and the tests hold them to agree.
"""
