"""Rules on what annotations refer to: the registry, the targets and each other."""

from collections.abc import Iterator
from typing import Final

from corpus_pkg.checks.findings import Case, Hit, Part
from corpus_pkg.checks.rule import SPANS, rule
from corpus_pkg.layers import (
    CLAIMS,
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    LAYERS,
    SEGMENTS,
    SENTENCES,
    STANCE,
    LayerSpec,
)
from corpus_pkg.layers.labels import EntityType, entry_types
from corpus_pkg.values.ids import AUTHOR

NO_HOLDERS: Final = frozenset(
    {EntityType.PRODUCT, EntityType.EVENT, EntityType.WORK_OF_ART, EntityType.LAW, EntityType.LANGUAGE}
)
"""What is neither a person nor a body, nor ever stands for one."""
STATES: Final = frozenset({EntityType.GPE, EntityType.ORG})
"""What a capital may stand for: a state is a GPE, a bloc of states an ORG."""

CHECKED: Final = frozenset(
    {
        (SENTENCES.name, "segment"),
        (ENTITIES.name, "entity"),
        (ENTITIES.name, "stands_for"),
        (DATES.name, "anchor"),
        (FIGURES.name, "date"),
        (STANCE.name, "sentence"),
        (STANCE.name, "holder"),
        (STANCE.name, "target"),
        (CLAIMS.name, "topic"),
        (CLAIMS.name, "asserter"),
        (CLAIMS.name, "via"),
        (CLAIMS.name, "entities"),
        (CLAIMS.name, "carriers"),
        (DOCUMENT_STANCE.name, "target"),
    }
)
"""The references that have rules of their own, by layer and field; all others are checked by one rule."""


def _unchecked(spec: LayerSpec) -> dict[str, tuple[str, ...]]:
    """Return the fields of a layer with references, and what they refer to: layers, or a shared list."""
    found = spec.all_refs | {name: (listed,) for name, listed in spec.lists.items()}
    return {name: places for name, places in found.items() if (spec.name, name) not in CHECKED}


OTHERS: Final = {spec.name: fields for spec in LAYERS if (fields := _unchecked(spec))}
"""The fields with references that have no rule of their own, by layer, with the places they refer to."""


@rule(
    "reference-unknown",
    "Something that a field refers to is not there; correct the reference or add it.",
    SPANS,
    needs=tuple(dict.fromkeys(place for fields in OTHERS.values() for at in fields.values() for place in at)),
    resolves=True,
    nets=("suspect_uncovered",),
)
def other_references_resolve(case: Case) -> Iterator[Hit]:
    """What a field of an added layer refers to exists; in place of an entry it may be `author` or `unnamed`.

    The fast build knows no such field, and so has this rule look at each document that has one.
    """
    for layer, fields in OTHERS.items():
        for index, record in enumerate(case.document.layer(layer)):
            for name, places in fields.items():
                value = getattr(record, name)
                for id_ in value if isinstance(value, tuple) else () if value is None else (value,):
                    if not any(case.leads_to(place, id_) for place in places):
                        listed = " or ".join(places)
                        yield Hit(layer, index, f"{name}: there is no {id_!r} in {listed}; correct or add it")


@rule(
    "entity-unknown",
    "The registry has no such entity; add it or correct the reference.",
    ENTITIES.name,
    needs=(Part.REGISTRY,),
    nets=("entities",),
)
def entities_are_registered(case: Case) -> Iterator[Hit]:
    """Every mention's entity is in the registry."""
    for index, mention in enumerate(case.document.entities):
        if mention.entity not in case.registry:
            yield Hit(ENTITIES.name, index, f"the registry has no {mention.entity!r}; add it or correct it")


@rule(
    "entity-type",
    "The mention's type is not one that its registry entry may take; correct one of them.",
    ENTITIES.name,
    nets=("entities",),
)
def mention_types_agree(case: Case) -> Iterator[Hit]:
    """A mention has its entity's type, or one that such an entity may take (see `entry_types`)."""
    for index, mention in enumerate(case.document.entities):
        entry = case.registry.get(mention.entity)
        if entry is not None and entry.type not in entry_types(mention.type):
            message = (
                f"the mention is {mention.type} and {entry.id} is {entry.type} in the registry; correct one"
            )
            yield Hit(ENTITIES.name, index, message)


@rule(
    "entity-stands-for",
    "stands_for names the same or an unknown entity, or is not on a GPE; correct it.",
    ENTITIES.name,
    needs=(Part.REGISTRY,),
    nets=("entities",),
)
def stands_for_is_another_entity(case: Case) -> Iterator[Hit]:
    """`stands_for` is on a GPE and names an entity of the registry other than the mention's own."""
    for index, mention in enumerate(case.document.entities):
        if mention.stands_for is None:
            continue
        if mention.stands_for not in case.registry:
            yield Hit(ENTITIES.name, index, f"the registry has no {mention.stands_for!r}; add or correct it")
        elif mention.stands_for == mention.entity:
            yield Hit(ENTITIES.name, index, "stands_for names the mention's own entity; remove it")
        elif mention.type != EntityType.GPE:
            yield Hit(
                ENTITIES.name, index, f"stands_for is for a GPE, and this is a {mention.type}; remove it"
            )


@rule(
    "entity-stands-for-type",
    "stands_for does not name a state or bloc of states; correct or remove it.",
    ENTITIES.name,
    nets=("entities",),
)
def stands_for_names_a_state(case: Case) -> Iterator[Hit]:
    """What a capital stands for is a state, or a bloc of states (`Brussels` for the European Union)."""
    for index, mention in enumerate(case.document.entities):
        state = case.registry.get(mention.stands_for) if mention.stands_for else None
        if state is not None and state.type not in STATES:
            message = f"{state.id} is a {state.type}; name the state or bloc, or remove stands_for"
            yield Hit(ENTITIES.name, index, message)


@rule(
    "entity-stands-for-seat",
    "stands_for names a state or bloc with no seat there; correct it or seat_of.",
    ENTITIES.name,
    needs=(Part.REGISTRY,),
    nets=("entities",),
)
def stands_for_has_its_seat_there(case: Case) -> Iterator[Hit]:
    """What a place stands for has its seat of government there, as the registry says (`seat_of`)."""
    for index, mention in enumerate(case.document.entities):
        place, state = case.registry.get(mention.entity), case.registry.get(mention.stands_for or "")
        if place is None or state is None or place is state or state.type not in STATES:
            continue  # another rule says so
        if state.id not in place.seat_of:
            message = (
                f"{place.id} is not a seat of {state.id} in the registry; correct stands_for, or add the "
                "state or bloc to the entry's seat_of"
            )
            yield Hit(ENTITIES.name, index, message)


@rule(
    "figure-date",
    "A figure holds at a date that is not there; correct the reference.",
    FIGURES.name,
    needs=(DATES.name,),
    resolves=True,
    nets=("figures",),
)
def figure_dates_exist(case: Case) -> Iterator[Hit]:
    """The date at which a figure holds is a date of the text."""
    for index, figure in enumerate(case.document.figures):
        if figure.date is not None and figure.date not in case.dates_by_id:
            yield Hit(FIGURES.name, index, f"there is no date {figure.date}; correct the figure's date")


@rule(
    "figure-subject-segment",
    "A figure's subject lies in another segment; mark it in the figure's own.",
    FIGURES.name,
    needs=(SEGMENTS.name,),
    nets=("figures",),
)
def subjects_are_in_the_segment_of_their_figure(case: Case) -> Iterator[Hit]:
    """A figure's subject lies in the same segment as the figure."""
    for index, figure in enumerate(case.document.figures):
        if figure.subject is None:
            continue
        segment = case.segment_of(figure.start, figure.end)
        if segment is not None and not (
            segment.start <= figure.subject.start and figure.subject.end <= segment.end
        ):
            message = f"its subject lies outside {segment.id}; mark it in the figure's own segment, or null"
            yield Hit(FIGURES.name, index, message)


@rule(
    "figure-subject-overlap",
    "A figure and its subject overlap; leave the thing counted out of the figure.",
    FIGURES.name,
    nets=("check_places",),
)
def subjects_do_not_overlap_figures(case: Case) -> Iterator[Hit]:
    """The thing counted is not part of the figure."""
    for index, figure in enumerate(case.document.figures):
        subject = figure.subject
        if subject is not None and subject.start < figure.end and figure.start < subject.end:
            yield Hit(
                FIGURES.name, index, "its subject overlaps it; leave the thing counted out of the figure"
            )


@rule(
    "stance-sentence",
    "A stance does not cover the sentence that it names; mark the whole sentence.",
    STANCE.name,
    needs=(SENTENCES.name,),
    resolves=True,
    nets=("stance",),
)
def stance_covers_its_sentence(case: Case) -> Iterator[Hit]:
    """The unit of stance is a sentence: it exists, and the span is the whole of it."""
    for index, stance in enumerate(case.document.stance):
        sentence = case.sentences_by_id.get(stance.sentence)
        if sentence is None:
            yield Hit(STANCE.name, index, f"there is no sentence {stance.sentence}; name the one it is on")
        elif (stance.start, stance.end) != (sentence.start, sentence.end):
            yield Hit(STANCE.name, index, f"its span is not that of {sentence.id}; mark the whole sentence")


@rule(
    "stance-holder",
    "The holder is neither `author` nor in the registry; add or correct it.",
    STANCE.name,
    needs=(Part.REGISTRY,),
    nets=("stance",),
)
def holders_are_registered(case: Case) -> Iterator[Hit]:
    """A holder is `author` or in the registry."""
    for index, stance in enumerate(case.document.stance):
        if stance.holder != AUTHOR and stance.holder not in case.registry:
            yield Hit(STANCE.name, index, f"the registry has no holder {stance.holder!r}; add or correct it")


@rule(
    "stance-holder-type",
    "The holder is not a person or body; name the one that takes the side.",
    STANCE.name,
    nets=("stance",),
)
def holders_can_take_sides(case: Case) -> Iterator[Hit]:
    """A holder is a person or a body (or a people or place that stands for one)."""
    for index, stance in enumerate(case.document.stance):
        entry = case.registry.get(stance.holder)
        if stance.holder != AUTHOR and entry is not None and entry.type in NO_HOLDERS:
            message = f"the holder {entry.id} is a {entry.type}; name the person or body that takes the side"
            yield Hit(STANCE.name, index, message)


@rule(
    "target-unknown",
    "targets.jsonl has no such target; correct the reference.",
    STANCE.name,
    needs=(Part.TARGETS,),
    nets=("stance", "document_stance"),
)
def targets_exist(case: Case) -> Iterator[Hit]:
    """The targets of stance are those of targets.jsonl."""
    for layer in (STANCE.name, DOCUMENT_STANCE.name):
        for index, stance in enumerate(case.document.layer(layer)):
            if stance.target not in case.targets:
                yield Hit(layer, index, f"targets.jsonl has no {stance.target!r}; correct it or add it there")


@rule(
    "document-stance",
    "A target has no overall label in a document, or two; give it one.",
    DOCUMENT_STANCE.name,
    needs=(DOCUMENT_STANCE.name, Part.TARGETS),
    nets=("document_stance",),
)
def every_target_is_labelled_once(case: Case) -> Iterator[Hit]:
    """Every document has one overall label for every target."""
    labelled: set[str] = set()
    for index, stance in enumerate(case.document.document_stance):
        if stance.target in labelled:
            message = f"{stance.target} is labelled twice; keep one label"
            yield Hit(DOCUMENT_STANCE.name, index, message)
        labelled.add(stance.target)
    for target in case.targets:
        if target not in labelled:
            yield Hit(
                DOCUMENT_STANCE.name, None, f"{target} has no label; add one (none where no side is taken)"
            )
