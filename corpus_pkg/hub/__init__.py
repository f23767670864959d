"""The corpus on the Hugging Face Hub: the dataset repository, its card, publishing, and loading it back."""

from corpus_pkg.hub.builder import build_repository
from corpus_pkg.hub.publish import push

__all__ = ["build_repository", "push"]
