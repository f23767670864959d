"""The definition of the corpus: label lists, value forms, and the Pydantic models.

The Pydantic models are the one definition of every record. JSON Schema, Arrow schemas, Hugging Face features
and the tables in the docs are derived from them, and the tests hold them to agree.
"""
