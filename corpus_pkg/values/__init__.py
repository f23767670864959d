"""Strings with a grammar, and the codes they are made of; nothing here knows a layer."""
