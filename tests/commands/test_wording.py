"""What is wrong with the value of an option is said in words for users, not in those of a library."""

import re

import pytest

from tests.command_line import run

FOREIGN = re.compile(r"Value error|Input should|valid integer|valid number|unable to parse")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("validate --format xml", "--format': 'xml' is not one of 'text', 'json', 'github'"),
        ("build --out o --on-error no", "'no' is not one of 'stop', 'reject'"),
        ("convert --to brat --out o --kind \x1b[31m", r"'\x1b[31m' is not one of 'person', 'model'"),
        ("score a b --samples abc", "--samples': abc is not a whole number; write one"),
        ("score a b --samples 1.5", "1.5 is not a whole number; write one"),
        ("score a b --samples -1", "-1 is out of range; write a number from 0"),
        (f"score a b --samples {'9' * 5000}", "… has too many digits; write a smaller number"),
        ("score a b --confidence x", "x is not a number; write one"),
        ("score a b --confidence nan", "nan is out of range; write a number up to 0.99"),
        ("score a b --confidence 0", "is out of range; write a number from 0.01"),
        ("explore --port 65536", "65536 is out of range; write a number up to 65535"),
        ("llm ask --layer dates --out o --shots no", "no is not a whole number; write one"),
    ],
)
def test_a_value_that_is_refused_is_named_in_plain_words(arguments: str, said: str) -> None:
    ended = run(*arguments.split(" "))
    ended.refused(said, status=2)
    assert not FOREIGN.search(ended.output)
    assert len(ended.output) < 1000
