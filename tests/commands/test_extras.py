"""A command whose extra is not installed ends with the line that installs it."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.extras import MissingExtraError, need
from tests.command_line import ROOT, run

WITHOUT = [
    ("pyarrow", "arrow", "build --out {out}"),
    ("pyarrow", "arrow", "build --out {out} --workers 1"),
    ("fsspec", "s3", "build s3://bucket/lines.jsonl --out {out}"),
    ("distributed", "cluster", "build --out {out} --scheduler tcp://127.0.0.1:1"),
    ("scipy", "score", "score packaged#c packaged#d --samples 0"),
    ("yaml", "hub", "hub build --out {out}"),
    ("pyarrow", "hub", "hub build --out {out}"),
    ("huggingface_hub", "hub", "diff packaged hf://datasets/org/name"),
    ("cassis", "formats", "convert --to cas-xmi --out {out}"),
    ("lxml", "formats", "convert --from timeml {out}.tml --out {out}"),
    ("spacy", "formats", "convert --to spacy --out {out}"),
]


@pytest.mark.parametrize(("package", "extra", "command"), WITHOUT, ids=lambda value: value.partition(" -")[0])
def test_the_line_that_installs_it_is_named(
    package: str, extra: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out.tml").write_text("<TimeML/>", "utf-8")
    for module in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    ended = run(*command.format(out=tmp_path / "out").split())
    ended.refused(
        f"this needs {package}, which is not installed; run: pip install 'corpus-pkg[{extra}]'", status=2
    )
    assert not (tmp_path / "out").exists()


def test_a_package_that_is_there_and_lacks_one_of_its_own_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half_installed.py").write_text("import nowhere_to_be_found")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="nowhere_to_be_found"):
        need("half_installed", "arrow")


def test_a_data_frame_asks_for_the_extra_that_has_all_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("pandas", "pyarrow"):
        for module in [name for name in sys.modules if name.partition(".")[0] == package]:
            monkeypatch.delitem(sys.modules, module)
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"corpus-pkg\[pandas\]"):
        corpus_pkg.load().to_pandas("entities")


def test_every_package_that_is_needed_is_in_its_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]

    def packages(extra: str) -> str:
        listed = " ".join(extras[extra])
        inner = listed.partition("corpus-pkg[")[2].partition("]")[0]
        return listed + "".join(f" {packages(name)}" for name in inner.split(",") if name)

    found = set()
    for place in (ROOT / "corpus_pkg").rglob("*.py"):
        for call in ast.walk(ast.parse(place.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "need":
                values = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
                if len(values) == 2:
                    found.add((str(values[0]), str(values[1])))
    names = {"yaml": "pyyaml", "cassis": "dkpro-cassis"}
    assert len(found) > 15
    for module, extra in found:
        package = module.partition(".")[0]
        assert names.get(package, package.replace("_", "-")) in packages(extra), (module, extra)
