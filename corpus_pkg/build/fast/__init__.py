"""Many lines judged at once, in columns: what it accepts is valid; the rest goes line by line.

The slow path (`corpus_pkg.build.line`) is the definition. The fast path may pass any line on to it, but must
never accept one that it refuses, nor give other rows for it; the tests hold it to that.
"""
