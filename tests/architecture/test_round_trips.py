"""What is written is read back equal: data, YAML, JSON, mermaid and code, whatever the design."""

import json
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

import helpers.architecture as room
from helpers.architecture import KINDS, Architecture, ArchitectureError, Component, Connection
from tests.architecture.random_designs import design

LINE = some.text(some.characters(exclude_categories=("C", "Zl", "Zp")), max_size=40).filter(
    lambda text: text.isprintable() and text == text.strip()
)
WORD = some.from_regex(r"[a-z][a-z0-9 _.:/+-]{0,12}[a-z0-9]", fullmatch=True)
TIME = some.just(0.0) | some.floats(1e-9, 100)
NAMES = [f"box_{letter}" for letter in "abcdef"]


@some.composite
def counts(draw, kind: str) -> dict:
    """How many machines, said in one of the ways that its kind knows."""
    many, few = some.none() | some.integers(1, 500), some.none() | some.integers(1, 9)
    if not KINDS[kind].stores or draw(some.booleans()):
        return {"replicas": draw(many)}
    return {"shards": draw(many)} | ({} if KINDS[kind].managed else {"copies": draw(few)})


@some.composite
def designs(draw) -> Architecture:
    names = draw(some.lists(some.sampled_from(NAMES), min_size=1, unique=True))
    maybe = some.none()
    components = [
        Component(
            name,
            kind,
            **draw(counts(kind)),
            stored_gb=draw(maybe | some.floats(0, 1e12)),
            servers=draw(maybe | some.integers(1, 500)),
            service_time=draw(maybe | TIME),
            capacity=draw(maybe | some.floats(1e-3, 1e9)),
            hit_rate=draw(maybe | some.floats(0, 1)),
            zone=draw(some.lists(WORD, max_size=3)),
            cost=draw(maybe | some.floats(0, 1e6)),
            stores=draw(some.lists(WORD, max_size=2)),
            group=draw(maybe | WORD),
            label=draw(maybe | LINE),
            durable=draw(maybe | some.booleans()),
            stateful=draw(maybe | some.booleans()),
        )
        for name, kind in [(name, draw(some.sampled_from(sorted(KINDS)))) for name in names]
    ]
    made = {}
    for _ in range(draw(some.integers(0, 6)) if len(names) > 1 else 0):
        source, target = draw(some.permutations(names))[:2]
        style = draw(some.sampled_from(["sync", "async", "replication"]))
        made[source, target, style] = Connection(
            source,
            target,
            style,
            draw(some.lists(WORD, max_size=2)),
            draw(maybe | TIME),
            draw(LINE),
            draw(some.just(1.0) | some.floats(0.1, 1e6)),
        )
    return Architecture(
        draw(LINE) or "Design",
        components,
        made.values(),
        draw(some.lists(WORD, max_size=3)),
        draw(some.lists(WORD, max_size=2)),
    )


@given(designs())
@settings(max_examples=150, deadline=None)
def test_all_ways_back(made):
    data = made.to_dict()
    assert Architecture.from_dict(data) == made
    assert Architecture.from_dict(made.to_dict(full=True)) == made
    assert Architecture.from_dict(json.loads(json.dumps(data))) == made
    assert Architecture.from_dict(yaml.safe_load(yaml.safe_dump(data, allow_unicode=True))) == made
    assert Architecture.from_mermaid(made.mermaid()) == made
    names: dict = {}
    exec(made.to_code(), vars(room).copy(), names)
    assert names["design"] == made
    again, findings = Architecture.read(data)
    assert again == made
    assert not findings


@pytest.mark.parametrize("seed", range(50))
def test_random_designs_and_the_plain_picture(seed):
    made, _ = design(seed)
    assert Architecture.from_mermaid(made.mermaid()) == made
    plain = Architecture.from_mermaid(made.mermaid(details=False))
    assert {each.name: each.kind for each in plain} == {each.name: each.kind for each in made}
    assert {each.key for each in plain.connections} == {each.key for each in made.connections}


def test_places_are_kept_and_do_not_matter():
    one = Component("api", "service", at=(10, 20))
    assert one == Component("api", "service")
    made = Architecture("Placed", [one])
    assert made.to_dict()["components"][0]["at"] == [10, 20]
    assert Architecture.from_dict(made.to_dict())["api"].at == (10, 20)
    assert Architecture.from_mermaid(made.mermaid())["api"].at == (10, 20)


def test_defaults_of_the_kind_are_left_out():
    made = Architecture("Plain", [Component("api", "service", replicas=1, service_time="5 ms")])
    assert made.to_dict()["components"] == [{"name": "api", "kind": "service"}]
    full = made.to_dict(full=True)["components"][0]
    assert (full["service_time"], full["capacity"], full["cost"]) == ("5 ms", "3200/s", "$76/month")


MERMAID = """
%% a note
graph TD;
    u[User] --> lb{Balancer}; lb -->|HTTP| web1[Web server] & web2[Web server]
    web1 & web2 -- reads and writes --> main_db[(Main)]
    main_db ==> copy_db[(Copy)]
    subgraph zone_east [zone: east]
        subgraph Jobs
            jobs[/Jobs/] -.-> mail_worker[[Sends mail]]
        end
    end
    web1 -. later .-> jobs
    mail_worker --> sendgrid((Mail service)):::external
    classDef cache fill:#fff
    class web1 cache
    style u fill:#f9f
    redis(Redis)
    web2 ----> redis
"""


def test_mermaid_as_people_write_it():
    made, findings = Architecture.read_mermaid(MERMAID)
    assert not findings, str(findings)
    assert {each.name: each.kind for each in made} == {
        "u": "client",
        "lb": "load_balancer",
        "web1": "service",
        "web2": "service",
        "main_db": "sql",
        "copy_db": "sql",
        "jobs": "queue",
        "mail_worker": "worker",
        "sendgrid": "external",
        "redis": "cache",
    }
    assert (made["jobs"].group, made["jobs"].zone) == ("Jobs", ("east",))
    assert made.connection("main_db", "copy_db").style == "replication"
    assert made.connection("web1", "jobs").label == "later"
    assert made.connection("lb", "web2").label == "HTTP"
    assert made.connection("web2", "main_db").label == "reads and writes"
    assert len(made.connections) == 10


def test_structurizr_names_every_box_and_arrow():
    for seed in range(30):
        made, _ = design(seed)
        text = made.structurizr()
        assert text.count("{") == text.count("}")
        for each in made:
            assert re.search(rf"^\s+{each.name} = (person|softwareSystem|container) ", text, re.MULTILINE)
        for each in made.connections:
            assert f"{each.source} -> {each.target} " in text
    hostile = Architecture('A "quoted" { name', [Component("api", "service", label='x" } !script "')])
    assert "!script '" in hostile.structurizr()


@pytest.mark.parametrize(
    "text",
    [
        "flowchart LR\n a -> b",
        "flowchart LR\n a[open --> b",
        "flowchart LR\n subgraph x\n a",
        "flowchart LR\n end",
        "sequenceDiagram\n a->>b: hi",
        "",
        "flowchart LR\n a --> ",
        "flowchart LR\n %% box a replicas=-1\n a",
        "flowchart LR\n a\n %% box a replcas=3",
    ],
)
def test_broken_mermaid_names_the_line(text):
    _, findings = Architecture.read_mermaid(text)
    assert not findings.ok
    assert all(re.fullmatch(r"line \d+", each.where) for each in findings)
    with pytest.raises(ArchitectureError, match=r"mermaid, line \d+: "):
        Architecture.from_mermaid(text)


@given(
    some.text(max_size=200)
    | some.lists(
        some.sampled_from(
            [
                "flowchart LR\n",
                "a",
                "b",
                "-->",
                "-.->",
                "==>",
                "[",
                "]",
                "(",
                ")",
                "{",
                "}",
                "|",
                '"',
                ":::",
                "cache",
                "&",
                ";",
                "\n",
                "subgraph",
                "end",
                "%%",
                " box a ",
                "zone=",
                "#34;",
                " ",
            ]
        ),
        max_size=40,
    ).map("".join)
)
@settings(max_examples=300)
def test_no_text_breaks_the_reader(text):
    made, findings = Architecture.read_mermaid("flowchart LR\n" + text)
    assert isinstance(made, Architecture)
    assert all(each.message for each in findings)
    Architecture.read_mermaid(text)


def test_structurizr_is_told_apart_what_is_alike():
    parts = [
        Component("Api", "service", label="Orders"),
        Component("api", "service", label="Orders"),
        Component("the_system", "sql", label="Shop"),
        Component("this", "cache"),
    ]
    made = Architecture("Shop", parts).connect("Api", "api", label="asks").connect("Api", "api", "async", label="asks")
    text = made.structurizr()
    identifiers = [each.lower() for each in re.findall(r"^ +(\w+) = ", text, re.MULTILINE)]
    assert len(identifiers) == len(set(identifiers)) == 5
    assert "this" not in identifiers
    titles = re.findall(r'= (?:container|softwareSystem) "([^"]*)"', text)
    assert sorted(titles) == ["Orders (Api)", "Orders (api)", "Shop", "Shop (the_system)", "this"]
    arrows = re.findall(r'(\w+ -> \w+ "[^"]*")', text)
    assert len(arrows) == len(set(arrows)) == 2
    system = re.search(r'(\w+) = softwareSystem "Shop" \{', text)[1]
    assert f"container {system} {{" in text


def test_a_name_that_yaml_reads_as_yes_or_no_is_explained():
    with pytest.raises(ArchitectureError, match="YAML reads on, off, yes and no so"):
        Architecture.from_dict(yaml.safe_load("components: [{name: on, kind: service}]"))
    quoted = Architecture("x", [Component("on", "service"), Component("no", "sql")])
    assert Architecture.from_dict(yaml.safe_load(yaml.safe_dump(quoted.to_dict()))) == quoted


@given(designs())
def test_the_picture_says_what_it_shows_and_is_otherwise_the_same(made):
    picture = made._repr_mimebundle_()["text/vnd.mermaid"]
    first, title, *others = picture.splitlines()
    assert "\n".join([first, *others]) == made.mermaid(details=False)
    assert title.startswith("    accTitle: Drawing of ")
    assert not set(title) & set("#;%{}[]<>\"'`\\")
    read, findings = Architecture.read_mermaid(picture)
    assert read.names == Architecture.read_mermaid(made.mermaid(details=False))[0].names
    assert findings.ok
