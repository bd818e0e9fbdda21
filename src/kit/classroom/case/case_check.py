"""A case file of an instructor's own: begun from a template, and checked with the line and the field of each fault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from helpers.cases import STAGES, Case, CaseError, list_cases, load_case
from helpers.errors import CourseError, shorten
from helpers.units import human
from kit.classroom.case.case_lines import Lines

TEMPLATE = files("kit.classroom.case") / "case_template.yaml"
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
LOAD = ("requests_per_second", "peak_requests_per_second")
FEW_WORDINGS, SHARES_WITHIN, LARGEST_FILE = 3, 0.06, 1_000_000
LEFT = "TODO"


@dataclass(frozen=True)
class Told:
    """One thing about a case file: where, what, and whether it must be mended (error) or is advice."""

    line: int
    field: str
    message: str
    error: bool = True

    def __str__(self) -> str:
        said = self.message.removesuffix(".")  # whoever shows it ends the sentence
        return f"line {self.line}: {self.field}: {said}" if self.field else f"line {self.line}: {said}"


def new_case(name: str, folder: Path) -> Path:
    """Write the template of a case into a folder as NAME.yaml. Raises `CaseError`."""
    if not NAME.fullmatch(name):
        raise CaseError(f"name: {shorten(name)} is not a case's name. Use small letters, digits and underscores, "
                        "a letter first, as in library.")
    if name in list_cases():
        raise CaseError(f"name: the course has a case {name} already. Choose another name, such as our_{name}.")
    target = folder / f"{name}.yaml"
    text = TEMPLATE.read_text(encoding="utf-8").replace("NAME.yaml", f"{name}.yaml")
    text = text.replace("name: NAME", f"name: {name}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CaseError(f"{target}: is there already. Choose another name, or delete it first.") from None
    except OSError as error:
        raise CaseError(f"{target}: cannot be written ({error.strerror}). Choose another folder.") from None
    return target


def check_case(path: Path) -> tuple[Told, ...]:
    """Everything that is wrong with a case file, or missing, with its line; errors first. Raises `CaseError`."""
    try:
        if path.exists() and not path.is_file():
            raise CaseError(f"{shorten(str(path), 200)} is no file. Name a text file: kit case check library.yaml.")
        if path.stat().st_size > LARGEST_FILE:
            raise CaseError(f"{path.name} is larger than {LARGEST_FILE:,} bytes; a case file is a page of text.")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CaseError(f"there is no case file {shorten(str(path), 200)}. Begin one: kit case new NAME.") from None
    except UnicodeDecodeError:
        raise CaseError(f"{path.name}: is not text (UTF-8). Save it again as UTF-8.") from None
    except OSError as error:
        raise CaseError(f"{path.name}: cannot be read ({error.strerror}).") from None
    lines = Lines(text)
    found = [*_left(text)]
    try:
        case = load_case(path, variant=False)
    except CaseError as error:
        return (*_of_loading(error, path, lines), *found)
    found += [*_rows(case, lines), *_figures(case, lines)]
    if not any(each.error for each in found if each.message != _left_message()):
        found += [*_sheet(case, lines), *_interview(case, lines), *_joints(case, lines)]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (not each.error, each.line)))


def _left_message() -> str:
    return f"still says {LEFT}; write your own words"


def _left(text: str) -> Iterator[Told]:
    for place, line in enumerate(text.splitlines(), 1):
        said = line.split(" #")[0]
        if LEFT in said and not line.lstrip().startswith("#"):
            field = re.search(rf"(\w+):\s*[\"']?{LEFT}", said)
            yield Told(place, field[1] if field else "", _left_message())


def _of_loading(error: CaseError, path: Path, lines: Lines) -> Iterator[Told]:
    """What loading said, each sentence with its line."""
    for sentence in str(error).splitlines():
        said = sentence.removeprefix(path.name).lstrip(": ")
        marked = re.match(r", line (\d+): (.*)", said)
        if marked:
            yield Told(int(marked[1]), "", marked[2])
            continue
        field, colon, message = said.partition(": ")
        known = colon and re.fullmatch(r"[\w.\[\]]+", field)
        more = re.match(r"([a-z_]+): ", message) if known else None
        where = f"{field}.{more[1]}" if more and field in ("failures", "facts") else field
        where = re.sub(r"^(facts|failures)\.", r"\1.", where)
        yield Told(lines.of(where) if known else 1, field if known else "", message if known else said)


def _rows(case: Case, lines: Lines) -> Iterator[Told]:
    from helpers.requirements.fact_rows import rows_of_facts

    try:
        rows_of_facts(case)
    except CourseError as error:
        name = str(error).partition("facts: ")[2].partition(":")[0]
        yield Told(lines.of(f"facts.{name}.gives"), f"facts: {name}: gives", str(error).partition(f"{name}: ")[2])


def _figures(case: Case, lines: Lines) -> Iterator[Told]:
    from helpers.requirements.interview.worth import estimate_of

    try:
        estimate = estimate_of(case)
    except CourseError as error:
        said = str(error).removeprefix(f"{case.name}.yaml: ").removeprefix("results: ")
        yield Told(lines.of("results"), "results", said)
        return
    for name in LOAD:
        if name not in estimate:
            yield Told(lines.of("results"), "results", f"{name} is missing: an interview with a clock needs the load. "
                       "Add it, with unit 1/s")
    for place, each in enumerate(case.results, 1):
        if not float(estimate[each.name].to_base_units().magnitude) > 0:
            yield Told(lines.of(f"results[{place}]"), f"results[{place}]",
                       f"{each.name} comes out as {human(estimate[each.name])}. Mend the sign of its numbers, or its "
                       "formula")
    if not any(str(estimate[each.name].units) and estimate[each.name].check("[data]") for each in case.results):
        yield Told(lines.of("results"), "results", "no figure is an amount of data, such as disk_space; learners are "
                   "asked for one", error=False)
    rates = {}
    for place, flow in enumerate(case.flows, 1):
        if not flow.rate:
            yield Told(lines.of(f"flows[{place}]"), f"flows[{place}].rate", "is missing: without it the shares stay "
                       "when an interviewer changes a number", error=False)
            continue
        try:
            rates[flow.name] = float(estimate.derive("x_rate", flow.rate, "1/s")["x_rate"].to("1/s").magnitude)
        except (CourseError, ValueError) as error:
            yield Told(lines.of(f"flows[{place}].rate"), f"flows[{place}].rate", str(error))
    whole = sum(rates.values())
    if len(rates) == len(case.flows) and whole > 0:
        for place, flow in enumerate(case.flows, 1):
            share = rates[flow.name] / whole
            if abs(share - flow.share) > SHARES_WITHIN * flow.share:
                yield Told(lines.of(f"flows[{place}].share"), f"flows[{place}].share",
                           f"is {flow.share:g}, and its rate makes {share:.3g} of all requests")
        if LOAD[0] in estimate:
            said = float(estimate[LOAD[0]].to("1/s").magnitude)
            if abs(whole - said) > SHARES_WITHIN * said:
                yield Told(lines.of("flows"), "flows",
                           f"their rates add up to {whole:.4g}/s, and {LOAD[0]} is {said:.4g}/s")


def _sheet(case: Case, lines: Lines) -> Iterator[Told]:
    """Errors of the sheet that somebody gets who asks for everything."""
    from helpers.requirements import Requirements

    for each in Requirements.from_case(case).check().errors:
        line = next((lines.of(f"facts.{fact.name}.gives") for fact in case.facts for row in fact.gives
                     for fields in row.values() if fields.get("id") == each.where), lines.of("facts"))
        yield Told(line, each.where, f"{each.statement} {each.fix}")


def _interview(case: Case, lines: Lines) -> Iterator[Told]:
    from helpers.requirements.interview.matcher import Matcher
    from helpers.requirements.interview.question_features import plain

    held = {each.about for each in case.facts}
    for stage in STAGES[:4]:
        if stage not in held:
            yield Told(lines.of("facts"), "facts", f"none is about {stage}: an interview has nothing to learn there. "
                       f"Add one with about: {stage}")
    matcher = Matcher(case.facts, synonyms=case.synonyms)
    for place, fact in enumerate(case.facts, 1):
        if not fact.topic and len(fact.wordings) < FEW_WORDINGS:
            yield Told(lines.of(f"facts[{place}]"), f"facts[{place}].wordings",
                       f"{fact.name} has no topic and {len(fact.wordings)} wordings: write {FEW_WORDINGS} or more, or "
                       "it is seldom found", error=False)
        for number, question in enumerate(fact.wordings, 1):
            best = matcher.match(plain(question)).best
            if best != fact.name:
                told = f"is answered with {best}" if best else "is not understood, as another fact is as near"
                yield Told(lines.of(f"facts[{place}].wordings[{number}]"), f"facts[{place}].wordings[{number}]",
                           f"{shorten(question)} {told}. Put it otherwise", error=False)
    if not any(each.trial for each in case.failures):
        yield Told(lines.of("failures"), "failures", "none has a trial: no design can be tried by them", error=False)
    for place, each in enumerate(case.assumptions, 1):
        if not each.source:
            yield Told(lines.of(f"assumptions[{place}]"), f"assumptions[{place}].source",
                       f"is missing: say where {each.name} comes from", error=False)


def _joints(case: Case, lines: Lines) -> Iterator[Told]:
    """Names that join the steps: what people do is a flow, and a number that is told is an assumption's."""
    does = {fields.get("id"): fact.name for fact in case.facts for row in fact.gives
            for kind, fields in row.items() if kind == "functional" and fields.get("priority", "must") == "must"}
    flows = {each.name for each in case.flows}
    for name in sorted(set(does) - flows):
        yield Told(lines.of(f"facts.{does[name]}.gives"), f"facts: {does[name]}: gives",
                   f"{name} is a must and no flow is called so: steps are joined by names. Add the flow, or give both "
                   "one name")
    for name in sorted(flows - set(does)):
        yield Told(lines.of(f"flows.{name}"), f"flows: {name}", "no functional row of a fact is called so: nobody can "
                   "learn that it is needed", error=False)
    if not does:
        yield Told(lines.of("facts"), "facts", "none gives a functional row: nobody can learn what the system does")
