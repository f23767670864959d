"""Rules on the topics of a corpus: their kinds, and the tables of their closed values."""

from collections.abc import Iterator

from corpus_pkg.checks.findings import Hit, Part
from corpus_pkg.checks.registry import Shared, doubled
from corpus_pkg.checks.rule import rule
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers.claims import TopicKind


@rule("topic-duplicate", "Two topics have one id; keep one or rename it.", Part.TOPICS)
def topics_are_unique(shared: Shared) -> Iterator[Hit]:
    """Every topic has its own id."""
    return doubled(Part.TOPICS, "topic", shared.topics)


@rule(
    "topic-kind",
    "A topic lacks values that its kind needs, or has values or a unit of another; correct it.",
    Part.TOPICS,
)
def topics_have_what_their_kind_needs(shared: Shared) -> Iterator[Hit]:
    """Only a closed topic has values and tables of them, a quantity a unit, an entity several answers."""
    for index, topic in enumerate(shared.topics):
        values = [one.value for one in topic.values]
        if topic.kind is TopicKind.CLOSED:
            if len(values) < 2:
                yield Hit(Part.TOPICS, index, "a closed topic has two values or more; write its list")
            for value in sorted({value for value in values if values.count(value) > 1}):
                yield Hit(Part.TOPICS, index, f"its list has {value!r} twice; keep one")
        elif values or topic.exclude or topic.narrow:
            yield Hit(Part.TOPICS, index, f"only a closed topic has values, and this asks for a {topic.kind}")
        if topic.several and topic.kind is not TopicKind.ENTITY:
            yield Hit(Part.TOPICS, index, f"`several` is for entities, and this asks for a {topic.kind}")
        if topic.unit is not None and topic.kind is not TopicKind.QUANTITY:
            yield Hit(Part.TOPICS, index, f"only a quantity has a unit, and this asks for a {topic.kind}")


@rule(
    "topic-table",
    "The tables of a topic conflict, lack a pair, or name what is not a value; correct them.",
    Part.TOPICS,
)
def tables_are_consistent(shared: Shared) -> Iterator[Hit]:
    """The tables of a topic name its values, agree with each other, and leave nothing to be inferred."""
    for index, topic in enumerate(shared.topics):
        for message in table_faults(topic):
            yield Hit(Part.TOPICS, index, message)


def table_faults(topic: Topic) -> Iterator[str]:
    """Yield what is wrong with the tables of a topic, as sentences.

    What narrows a value that narrows a third narrows the third; what narrows a value excludes all that the
    value excludes; two values exclude, narrow, or neither.
    """
    yield from _pair_faults(topic)
    values = {one.value for one in topic.values}
    narrow = set(topic.narrow)
    apart = {frozenset(pair) for pair in topic.exclude}
    for special, general in sorted(narrow):
        if frozenset((special, general)) in apart:
            yield f"{special} both narrows and excludes {general}; remove one"
        for other in sorted(values - {special, general}):
            if (general, other) in narrow and (special, other) not in narrow:
                yield f"{special} narrows {general}, which narrows {other}; add the pair {special}, {other}"
            if frozenset((general, other)) in apart and frozenset((special, other)) not in apart:
                yield f"{general} excludes {other} and {special} narrows it; add the pair {special}, {other}"


def _pair_faults(topic: Topic) -> Iterator[str]:
    values = {one.value for one in topic.values}
    for name, table in (("exclude", topic.exclude), ("narrow", topic.narrow)):
        seen: set[frozenset[str]] = set()
        for pair in table:
            shown = f"{name} has the pair {' and '.join(pair)}"
            if not values.issuperset(pair):
                yield f"{shown}, which are not both values of the topic; correct it"
            elif len(set(pair)) < 2:
                yield f"{shown}, one value twice; remove it"
            elif frozenset(pair) in seen:
                yield f"{shown} twice, or both ways; keep one"
            seen.add(frozenset(pair))
