"""All baselines of examples/, each in a process of its own, and the table of what they reach.

    python -m benchmarks.baselines                        # writes the table into docs/baselines.md
    python -m benchmarks.baselines --save scores.json     # and the scores into a file
    python -m benchmarks.baselines --use scores.json      # and the table again from that file
    python -m benchmarks.baselines --only ner_crf --into -   # some of them, to standard output

An example whose packages are not installed is named as not run. Run from the root of the repository.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import corpus_pkg

ROOT: Final = Path(__file__).parents[1]
BEGIN: Final = "<!-- baselines: begin -->"
END: Final = "<!-- baselines: end -->"
MISSING: Final = 3
"""The exit status of a process whose example needs a package that is not installed."""

EXAMPLES: Final = {
    "ner_spacy_pretrained": "names",
    "ner_spacy_trained": "names",
    "ner_crf": "names",
    "ner_transformers": "names",
    "dates_rules": "dates",
    "figures_quantulum3": "figures",
    "stance_majority": "stance",
    "stance_tfidf": "stance",
    "linking_exact": "links",
    "llm_small": "names, dates",
}
"""The examples with their tasks, in the order of the table."""


def example(name: str) -> Any:
    """Return the module of an example."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_here(name: str) -> int:
    """Run one example in this process and write its scores as JSON, or the package that it lacks."""
    try:
        scores = [summary.as_dict() for summary in example(name).results(corpus_pkg.load())]
    except ModuleNotFoundError as error:
        print(json.dumps(error.name))
        return MISSING
    print(json.dumps(scores))
    return 0


def run_apart(name: str) -> dict[str, Any]:
    """Run one example in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.baselines", "--here", name]
    # Nothing is loaded from a hub: every model is made here or carried by a package.
    # One thread each: these models are too small to gain from more, and sums then have one order.
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in (0, MISSING):
        raise RuntimeError(f"{name} failed:\n{done.stderr[-4000:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    found: dict[str, Any] = {"example": name, "seconds": seconds, "scores": [], "missing": None}
    found["missing" if done.returncode else "scores"] = said
    return found


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def what(score: dict[str, Any]) -> str:
    """Return the words for what is scored."""
    group = "" if score["group"] in ("micro", "F1", "accuracy") else f", {score['group']}"
    kind = " accuracy" if score["group"] == "accuracy" else " F1"
    return f"{score['measure']}{kind}{group}"


def lines(results: list[dict[str, Any]]) -> list[str]:
    """Return the table, and the examples that were not run."""
    head = "| task | baseline | score | mean ± spread | pooled | 95% interval |"
    made = [head, "|---|---|---|---|---|---|"]
    for result in results:
        for score in result["scores"]:
            low_high = score["interval"]
            interval = "–" if low_high is None else f"{number(low_high[0])}–{number(low_high[1])}"
            spread = f"{number(score['mean'])} ± {number(score['spread'])}"
            cells = [EXAMPLES[result["example"]], score["method"], what(score), spread]
            made.append(f"| {' | '.join([*cells, number(score['pooled']), interval])} |")
    absent = [result for result in results if result["missing"]]
    if absent:
        names = ", ".join(f"`{each['example']}` (needs {each['missing']})" for each in absent)
        made += ["", f"Not run: {names}."]
    return made


def place(path: Path, table: list[str]) -> None:
    """Write the table between the comments of a page."""
    text = path.read_text("utf-8")
    before, begin, rest = text.partition(f"{BEGIN}\n")
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{path} has no lines {BEGIN} and {END}")
    path.write_text(before + begin + "\n".join(table) + "\n" + end + after, "utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.baselines", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--only", nargs="+", choices=EXAMPLES, help="run only these examples")
    parser.add_argument("--into", default="docs/baselines.md", help="the page to write the table into, or -")
    parser.add_argument("--save", type=Path, help="write the scores into this file, as JSON")
    parser.add_argument("--use", type=Path, help="take the scores from such a file and run nothing")
    parser.add_argument("--here", choices=EXAMPLES, help="run one example in this process, write JSON")
    chosen = parser.parse_args(arguments)
    if chosen.here:
        return run_here(chosen.here)
    if chosen.use:
        results = json.loads(chosen.use.read_text("utf-8"))
    else:
        results = []
        for name in chosen.only or EXAMPLES:
            results.append(run_apart(name))
            print(f"{name}: {results[-1]['seconds']:.0f} s", file=sys.stderr)
    if chosen.save:
        chosen.save.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    table = lines(results)
    if chosen.into == "-":
        print("\n".join(table))
    else:
        place(ROOT / chosen.into, table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
