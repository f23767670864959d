"""The corpus on the Hugging Face Hub: the dataset repository, its card, publishing, and loading it back."""

from corpus_pkg.exchange.hub.builder import build_repository
from corpus_pkg.exchange.hub.publish import push

__all__ = ["build_repository", "push"]
