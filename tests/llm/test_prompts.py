"""Prompts: the same each time, with demonstrations from other documents and the corpus's own guidelines."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import DATES, DOCUMENT_STANCE, ENTITIES, FIGURES, STANCE
from tests.llm.replies import ASKED, units
from tests.strategies import corpora

CORPUS = corpus_pkg.load()


def check(corpus: Corpus, layer: str, unit: Any, shots: int, step: int = 1) -> None:
    prompter = llm.Prompter(corpus, layer, unit=unit, shots=shots)
    for document, sentence in units(corpus, unit)[::step]:
        made = prompter.prompt(document, sentence)
        assert [message.role for message in made.messages] == [
            "system",
            *["user", "assistant"] * len(made.shots),
            "user",
        ]
        assert len(made.shots) <= shots
        assert len(set(made.shots)) == len(made.shots)
        for (id_, shown), question, answer in zip(
            made.shots, made.messages[1::2], made.messages[2::2], strict=False
        ):
            assert id_ != document.id
            parsed = llm.parse_answer(answer.content, layer, unit)
            assert parsed == llm.answer_of(corpus[id_], layer, shown)
            assert (corpus[id_][shown].text if shown else corpus[id_].sentences[0].text) in question.content
        asked = made.messages[-1].content
        if sentence is not None:
            assert asked.endswith(sentence.text)
        assert made.tokens > 0
        assert made.text.endswith("Answer:\n")


@pytest.mark.parametrize(("layer", "unit"), ASKED)
def test_demonstrations_are_from_other_documents(layer: str, unit: Any) -> None:
    check(CORPUS, layer, unit, 4, 17 if unit == "sentence" else 1)
    document, sentence = units(CORPUS, unit)[0]
    first, again = (llm.prompt(CORPUS, layer, document, sentence) for _ in range(2))
    assert first == again
    assert len(first.shots) == 4


@settings(max_examples=5)
@given(corpus=corpora(0, 3))
def test_any_corpus_has_prompts(corpus: Corpus) -> None:
    for layer, unit in ASKED:
        if all(document.sentences for document in corpus):
            check(corpus, layer, unit, 2)


@pytest.mark.parametrize("layer", [ENTITIES.name, DATES.name, FIGURES.name])
def test_demonstrations_show_many_labels_and_one_empty_answer(layer: str) -> None:
    document = CORPUS[CORPUS.ids[0]]
    label = "kind" if layer == FIGURES.name else "type"
    made = llm.prompt(CORPUS, layer, document, document.sentences[0], shots=6)
    answers = [llm.parse_answer(message.content, layer) for message in made.messages[2::2]]
    assert [len(answer.items) == 0 for answer in answers] == [False] * 5 + [True]
    there = {str(getattr(record, label)) for other in CORPUS for record in other.layer(layer)}
    assert len({getattr(item, label) for answer in answers for item in answer.items}) >= min(4, len(there))


def test_the_guidelines_are_those_on_the_layer() -> None:
    own = {
        ENTITIES.name: "2.1",
        DATES.name: "3.1",
        FIGURES.name: "4.1",
        DOCUMENT_STANCE.name: "5.1",
        STANCE.name: "6.1",
    }
    for layer, rule in own.items():
        text = llm.guidelines(CORPUS, layer)
        assert {rule, "0.2"} <= {line[4:7] for line in text.splitlines() if line.startswith("- **")}
        for other in {*own.values(), "1.1", "9.1"} - {rule}:
            assert f"- **{other}**" not in text
    document = CORPUS[CORPUS.ids[0]]
    with_rules = llm.prompt(CORPUS, DATES.name, document, document.sentences[0], shots=0)
    without = llm.prompt(CORPUS, DATES.name, document, document.sentences[0], shots=0, guidelines=False)
    assert llm.guidelines(CORPUS, DATES.name) in with_rules.messages[0].content
    assert "3.1" not in without.messages[0].content
    assert without.tokens < with_rules.tokens
    own_rules = llm.prompt(CORPUS, DATES.name, document, document.sentences[0], guidelines="Find days.")
    assert "Find days." in own_rules.messages[0].content


def test_a_corpus_of_ones_own_has_its_own_guidelines(small_corpus_folder: Path) -> None:
    corpus = corpus_pkg.load(small_corpus_folder)
    place = small_corpus_folder / "annotations/GUIDELINES.md"
    place.unlink(missing_ok=True)
    assert llm.guidelines(corpus, DATES.name) == ""
    place.write_text(
        "# Mine\n\n## Dates\n\nAll days.\n\n## 2. Stance\n\nSides.\n\n## Rest\n\nMore.\n", "utf-8"
    )
    assert llm.guidelines(corpus, DATES.name) == "## Dates\n\nAll days."
    for layer in (STANCE.name, DOCUMENT_STANCE.name):
        assert llm.guidelines(corpus, layer) == "## 2. Stance\n\nSides."
    assert llm.guidelines(corpus, FIGURES.name) == ""


def test_labels_targets_and_the_registry_are_those_of_the_corpus() -> None:
    document = CORPUS[CORPUS.ids[0]]
    system = llm.prompt(CORPUS, STANCE.name, document, document.sentences[0], shots=0).messages[0].content
    for target in CORPUS.targets.values():
        assert f"- {target.id}: {target.description}" in system
    linking = llm.prompt(CORPUS, ENTITIES.name, document, document.sentences[0], shots=0, registry=True)
    assert all(
        f"- {entry.id}: {entry.name}" in linking.messages[0].content for entry in CORPUS.registry.values()
    )
    assert "- NORP: nationalities" in linking.messages[0].content


def test_tokens_are_counted_by_the_tokenizer_that_is_given() -> None:
    document = CORPUS[CORPUS.ids[0]]
    made = llm.prompt(CORPUS, DATES.name, document, document.sentences[0], tokenizer=list)
    assert made.tokens == sum(len(message.content) for message in made.messages)
    assert made.as_dicts()[0] == {"role": "system", "content": made.messages[0].content}


def test_what_can_not_be_asked_is_refused() -> None:
    document = CORPUS[CORPUS.ids[0]]
    with pytest.raises(ValueError, match="whole documents"):
        llm.prompt(CORPUS, DOCUMENT_STANCE.name, document, document.sentences[0])
    with pytest.raises(ValueError, match="give a sentence"):
        llm.Prompter(CORPUS, DATES.name).prompt(document)
    with pytest.raises(ValueError, match="-1"):
        llm.Prompter(CORPUS, DATES.name, shots=-1)
    with pytest.raises(KeyError):
        llm.prompt(CORPUS, DATES.name, document, "sen-1-2")
