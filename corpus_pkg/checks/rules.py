"""The one table of rules: each code with the function that finds its breaches; and what runs it."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from corpus_pkg.checks import (
    claims,
    date_text,
    figure_text,
    names,
    pairs,
    references,
    registry,
    spans,
    structure,
    topics,
    values,
    whole,
)
from corpus_pkg.checks.findings import Case, Finding, Hit, Part
from corpus_pkg.checks.registry import Shared
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry, Target, Topic
from corpus_pkg.layers import CLAIMS, DATES, DOCUMENT_STANCE, SEGMENTS, SENTENCES, STANCE
from corpus_pkg.layers.claims import CARRIERS


class Rule(NamedTuple):
    """A rule over one document.

    Attributes:
        code: Its code in `corpus_pkg.corpus.problems.CODES`, which has its meaning.
        check: Yields the breaches.
        needs: The layers and parts that must have been read whole: where a line of them was unreadable, the
            rule would only repeat that problem in other places.
        resolves: Whether the rule looks up ids in the layers that it needs: it then holds where the corpus
            has no such layer too.
    """

    code: str
    check: Callable[[Case], Iterator[Hit]]
    needs: tuple[str | Part, ...] = ()
    resolves: bool = False


RULES: Final = (
    Rule("span-range", spans.in_range),
    Rule("span-text", spans.same_text),
    Rule("span-space", spans.no_space_at_edges),
    Rule("span-in-word", spans.whole_words, (SEGMENTS.name, SENTENCES.name)),
    Rule("span-determiner", spans.no_leading_determiner, (Part.REGISTRY,)),
    Rule("span-possessive", spans.no_trailing_possessive, (Part.REGISTRY,)),
    Rule("span-punctuation", spans.no_punctuation_at_edges, (Part.REGISTRY,)),
    Rule("span-segment", spans.within_one_segment, (SEGMENTS.name,)),
    Rule("annotation-order", structure.sorted_by_place, (Part.TARGETS,)),
    Rule("annotation-duplicate", structure.no_annotation_stands_twice),
    Rule("segment-overlap", structure.segments_do_not_overlap),
    Rule("segment-cover", structure.segments_cover_the_text, (SEGMENTS.name,)),
    Rule("boilerplate", structure.boilerplate_is_bare),
    Rule("sentence-overlap", structure.sentences_do_not_overlap),
    Rule("sentence-cover", structure.sentences_cover_the_segments, (SENTENCES.name,)),
    Rule("sentence-segment", structure.sentences_lie_in_their_segment, (SEGMENTS.name,), resolves=True),
    Rule("sentence-abbreviation", structure.abbreviations_end_no_sentence),
    Rule("sentence-title", structure.titles_are_cut_at_full_stops),
    Rule("entity-unknown", references.entities_are_registered, (Part.REGISTRY,)),
    Rule("entity-type", references.mention_types_agree),
    Rule("entity-stands-for", references.stands_for_is_another_entity, (Part.REGISTRY,)),
    Rule("entity-stands-for-type", references.stands_for_names_a_state),
    Rule("entity-stands-for-seat", references.stands_for_has_its_seat_there, (Part.REGISTRY,)),
    Rule("entity-crossing", names.names_nest_or_are_apart),
    Rule("entity-nested", names.no_name_inside_itself),
    Rule("entity-lower-case", names.names_are_capitalised, (Part.REGISTRY,)),
    Rule("entity-role", names.persons_come_without_roles, (Part.REGISTRY,)),
    Rule("date-anchor", references.anchors_exist, (DATES.name,)),
    Rule("date-anchor-circle", references.anchors_lead_somewhere),
    Rule("date-anchor-idle", references.unresolved_dates_have_no_anchor),
    Rule("date-overlap", values.dates_are_apart),
    Rule("date-preposition", values.dates_leave_prepositions_out),
    Rule("date-unmarked", values.dates_are_dates),
    Rule("date-type", values.date_types_fit_values),
    Rule("date-year", values.years_have_their_value),
    Rule("date-text", date_text.dates_have_their_text),
    Rule("figure-sign", spans.figures_keep_their_signs),
    Rule("figure-overlap", values.figures_are_apart),
    Rule("figure-in-date", values.figures_are_no_dates),
    Rule("figure-in-name", values.figures_are_no_names),
    Rule("figure-unmarked", values.figures_are_figures),
    Rule("figure-value", figure_text.figures_have_their_value),
    Rule("figure-unit", figure_text.figures_have_their_unit),
    Rule("figure-kind", figure_text.figures_have_their_kind),
    Rule("figure-date", references.figure_dates_exist, (DATES.name,), resolves=True),
    Rule("figure-subject-segment", references.subjects_lie_near, (SEGMENTS.name,)),
    Rule("figure-subject-overlap", references.subjects_are_apart),
    Rule("stance-sentence", references.stance_covers_its_sentence, (SENTENCES.name,), resolves=True),
    Rule("stance-holder", references.holders_are_registered, (Part.REGISTRY,)),
    Rule("stance-holder-type", references.holders_can_take_sides),
    Rule("target-unknown", references.targets_exist, (Part.TARGETS,)),
    Rule(
        "document-stance",
        references.every_target_is_labelled_once,
        (DOCUMENT_STANCE.name, Part.TARGETS),
    ),
    Rule(
        "document-stance-text",
        whole.overall_stances_are_those_of_the_text,
        (STANCE.name, DOCUMENT_STANCE.name),
    ),
    *(
        Rule(code, check, (CLAIMS.name, SENTENCES.name, *CARRIERS, Part.TOPICS, Part.REGISTRY))
        for code, check in claims.RULES.items()
    ),
    Rule("metadata-evidence", structure.dates_have_evidence),
    Rule("metadata-title", whole.titles_are_those_of_the_text, (SEGMENTS.name,)),
    Rule("metadata-date", whole.documents_are_not_from_the_future),
    Rule(
        "metadata-date-text",
        whole.documents_are_not_before_what_they_tell,
        (SEGMENTS.name, SENTENCES.name, DATES.name),
    ),
)
"""The rules over one document."""

SHARED_RULES: Final[dict[str, Callable[[Shared], Iterator[Hit]]]] = {
    "registry-duplicate": registry.entries_are_unique,
    "registry-same": registry.entries_are_different_things,
    "registry-seat": registry.seats_are_of_states,
    "registry-country": registry.codes_belong_to_names,
    "registry-name": registry.names_are_different,
    "registry-author": registry.no_entry_is_the_author,
    "target-duplicate": registry.targets_are_unique,
    "target-entity": registry.target_entities_are_registered,
    "topic-duplicate": topics.topics_are_unique,
    "topic-kind": topics.topics_have_what_their_kind_needs,
    "topic-table": topics.tables_are_consistent,
    "pair-repeated": pairs.overrides_are_of_two_claims,
}
"""The rules over what all documents share."""


def check_document(
    document: Document,
    registry: Mapping[str, RegistryEntry],
    targets: Mapping[str, Target],
    topics: Mapping[str, Topic] = MappingProxyType({}),
    *,
    damaged: Container[str | Part] = (),
    absent: Container[str] = (),
) -> list[Finding]:
    """Return every breach of a rule in one document.

    Args:
        document: A document whose records are valid by themselves (see `corpus_pkg.corpus.parse`).
        registry: The entities that it may refer to, by id.
        targets: The stance targets, by id, in the order of their file.
        topics: The topics of claims, by id.
        damaged: Layers and parts of which something could not be read.
        absent: Layers that the corpus does not have.

    Returns:
        The findings, by the place of their rule in `RULES`.
    """
    case = Case(document, registry, targets, topics)
    return [
        Finding(hit.part, hit.index, rule.code, hit.message)
        for rule in RULES
        if not any(part in damaged or (part in absent and not rule.resolves) for part in rule.needs)
        for hit in rule.check(case)
    ]


def check_corpus(
    registry: Sequence[RegistryEntry],
    targets: Sequence[Target],
    topics: Sequence[Topic] = (),
    *,
    damaged: Container[str | Part] = (),
) -> list[Finding]:
    """Return every breach of a rule in what the documents of a corpus share.

    Args:
        registry: Every entry, in the order of the file, doubled ones too.
        targets: Every target, likewise.
        topics: Every topic, likewise.
        damaged: Parts of which something could not be read.

    Returns:
        The findings, rule by rule.
    """
    shared = Shared(registry, targets, topics)
    rules = dict(SHARED_RULES)
    if Part.REGISTRY in damaged:
        del rules["target-entity"], rules["registry-seat"]
    return [
        Finding(hit.part, hit.index, code, hit.message)
        for code, check in rules.items()
        for hit in check(shared)
    ]
