"""The start of the command line: `corpus-pkg`, and `python -m corpus_pkg`."""

import gc


def main() -> None:
    """Import the commands and run the one that was called.

    What is imported stays to the end, so it is not looked through for cycles, neither now nor later.
    """
    gc.disable()
    from corpus_pkg.commands import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
