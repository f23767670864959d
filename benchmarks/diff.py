"""How long a comparison takes, by size: both annotators' layers of the packaged texts, many times.

Run: python -m benchmarks.diff
"""

import time

import corpus_pkg
from corpus_pkg.annotate.diff import diff
from corpus_pkg.corpus.corpus import Corpus

TIMES = (50, 100, 200)


def many(corpus: Corpus, times: int) -> Corpus:
    documents = [
        document.model_copy(update={"id": f"{document.id}-{n}"}) for n in range(times) for document in corpus
    ]
    return Corpus(documents, corpus.registry, corpus.targets)


def main() -> None:
    corpus = corpus_pkg.load()
    first, second = corpus.annotator("c"), corpus.annotator("d")
    print("| documents | annotations | seconds |\n|---:|---:|---:|")
    for times in TIMES:
        old, new = many(first, times), many(second, times)
        annotations = sum(1 for document in old for _ in document.annotations)
        began = time.perf_counter()
        diff(old, new)
        print(f"| {len(old):,} | {annotations:,} | {time.perf_counter() - began:.1f} |")


if __name__ == "__main__":
    main()
