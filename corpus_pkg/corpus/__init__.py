"""The corpus in memory and as a directory: reading, writing, documents, queries."""
