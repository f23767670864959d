"""The version of the package and of the corpus that it carries: the one place where it is written.

The build reads it from here, so nothing has to ask ``importlib.metadata`` at start-up.
"""

__version__ = "2.0.0"
