"""Rules on what tells of persons: wherever it lies or travels, somebody decided how it is protected."""

import re
from typing import TYPE_CHECKING

from helpers.architecture.kind_families import kinds_of
from helpers.design.rules.registry import GDPR, OWASP, Told, listed, rule, verb

if TYPE_CHECKING:
    from helpers.design.look import Look

ABOUT = re.compile(r"encrypt|cipher|\btls\b|hash|pseudonym|plain ?text|in the clear", re.IGNORECASE)
PASSED = ("cdn", "external", *kinds_of("broker"))
TRAVELS = (*PASSED, *kinds_of("index", "memory"))


def decided(look: "Look", name: str) -> bool:
    """Whether a decision speaks of the protection of a field or its entity, or of all personal data."""
    for each in look.decisions or ():
        text = f"{each.question} {each.because} {' '.join(each.options)}"
        entity, _, field = name.partition(".")
        named = rf"\b({re.escape(entity)}|{re.escape(field or entity)})s?\b|personal data"
        if each.choice is not None and ABOUT.search(text) and re.search(named, text, re.IGNORECASE):
            return True
    return False


def _open(look: "Look") -> dict[str, tuple[str, ...]]:
    """By entity, the personal and secret fields in the clear about which nothing is decided."""
    found = {}
    for entity in look.model.entities if look.model else ():
        names = tuple(name for name in look.personal(entity) if not decided(look, f"{entity.name}.{name}"))
        if names:
            found[entity.name] = names
    return found


@rule("personal-undecided", "error", 4, GDPR.format("Art. 32(1)(a), encryption"))
def personal_undecided(look: "Look") -> Told:
    """What tells of a person lies in the clear, and nobody decided that it may: a stolen backup gives it away."""
    for entity, names in _open(look).items():
        yield entity, f"{listed(names)} {verb(names, 'lie')} in the clear, and no decision says so", (
            'Mark them encrypted or hashed, or record the decision ("Which personal data are encrypted?").')


@rule("personal-travels-open", "warning", 5, GDPR.format("Art. 25, data protection by design"))
def personal_travels_open(look: "Look") -> Told:
    """Copies of personal data in caches, queues and search indexes are forgotten when a person asks to be deleted."""
    if look.drawing is None:
        return
    open_ = _open(look)
    for box in look.drawing:
        if box.kind not in TRAVELS:
            continue
        kept = set(box.stores) & set(open_)
        passed = {path.entity for ways in look.paths.values() for path in ways if box.name in path.components}
        here = sorted(kept | (passed & set(open_) if box.kind in PASSED else set()))
        if here:
            names = [f"{entity}.{name}" for entity in here for name in open_[entity]]
            yield box.name, f"{listed(names)} {verb(names, 'come')} here in the clear", (
                "Leave them out, encrypt them, or decide it.")


@rule("personal-on-open-wire", "error", 3, OWASP.format("V9.1, client communication security"))
def personal_on_open_wire(look: "Look") -> Told:
    """Without TLS everybody between the caller and the service reads along."""
    if look.api is None or not look.api.server.startswith("http://"):
        return
    from helpers.data_model.rules.privacy import is_secret, tells_of_person

    named = [f"{entity.name}.{each.name}" for entity in (look.model.entities if look.model else ())
             for each in entity.fields if tells_of_person(each) or is_secret(each)]
    keys = look.api.auth != "public" or any(each.auth not in (None, "public") for each in look.api.endpoints)
    if named or keys:
        yield "server", f"{listed(named) or 'credentials'} travel to {look.api.server} in the clear", (
            "Serve https:// only.")


@rule("personal-in-address", "error", 3, OWASP.format("V8.3.1, sensitive data in URLs"))
def personal_in_address(look: "Look") -> Told:
    """Addresses stand in logs, histories and referrers: what is in them is copied to all of these."""
    from helpers.data_model.rules.privacy import PERSONAL, SECRET

    for each in look.api.endpoints if look.api else ():
        for name in each.parameters:
            if PERSONAL.search(name) or SECRET.search(name):
                yield each.name, f"its address holds {name}", "Send it in the body, or name the thing by an id."
