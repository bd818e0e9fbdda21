"""Mermaid as people write it: what stands around a flowchart, its ids, labels, looks, shapes, arrows and subgraphs."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from helpers.architecture import KINDS, Architecture, ArchitectureError, Component
from helpers.architecture.mermaid_words import KEYWORDS, names_of, read_id, written_id


def read(body: str, head: str = "flowchart LR"):
    return Architecture.read_mermaid(f"{head}\n{body}")


def arrows(made) -> set[str]:
    signs = {"sync": "->", "async": "~>", "replication": "=>"}
    return {f"{each.source} {signs[each.style]} {each.target}" for each in made.connections}


# --- what stands around a flowchart -----------------------------------------------------------------------------------

CHART = "flowchart LR\n    a[API] --> b[(DB)]\n    b ->> c"
AROUND = {
    "bare": (CHART, 3),
    "fence": (f"```mermaid\n{CHART}\n```", 4),
    "fence with spaces": (f"\n\n  ``` mermaid\n{CHART}\n  ```\n", 6),
    "fence of tildes": (f"~~~mermaid\n{CHART}\n~~~", 4),
    "fence of colons": (f"::: mermaid\n{CHART}\n:::", 4),
    "fence without a language": (f"```\n{CHART}\n```", 4),
    "fence that is not closed": (f"```mermaid\n{CHART}", 4),
    "a page": (f"# Title\n\nWords --> words\n\n```python\na = 1\n```\n\n```mermaid\n{CHART}\n```\n\nMore words.\n", 12),
    "a quotation": ("> ```mermaid\n> " + CHART.replace("\n", "\n> ") + "\n> ```", 4),
    "an element": (f'<pre class="mermaid">\n{CHART}\n</pre>', 4),
    "the source of a page": (CHART.replace(">", "&gt;"), 3),
    "front matter": (f"---\ntitle: Shop\nconfig:\n  theme: dark\n---\n{CHART}", 8),
    "fence and front matter": (f"```mermaid\n---\ntitle: Shop\n---\n{CHART}\n```", 7),
    "directive": (f"%%{{init: {{'theme': 'base'}}}}%%\n{CHART}", 4),
    "directive over lines": (f"%%{{init: {{\n 'theme': 'base'\n}}}}%%\n{CHART}", 6),
    "comments before": (f"%% a --> z\n\n%% more\n{CHART}", 6),
    "lines of Windows": (CHART.replace("\n", "\r\n"), 3),
    "byte order mark": ("\ufeff" + CHART, 3),
    "accessible words": (CHART.replace("LR\n", "LR\naccTitle: x --> y\naccDescr {\n p --> q\n}\n"), 7),
}


@pytest.mark.parametrize("case", AROUND)
def test_what_stands_around_is_passed_over_and_lines_are_those_that_were_pasted(case):
    text, line = AROUND[case]
    made, findings = Architecture.read_mermaid(text)
    assert [(each.name, each.kind) for each in made] == [("a", "service"), ("b", "sql")]
    assert arrows(made) == {"a -> b"}
    assert [(each.where, each.severity) for each in findings] == [(f"line {line}", "error")], str(findings)
    assert "b ->> c" in findings[0].message


HEADS = [
    "flowchart LR",
    "graph TD",
    "graph TB;",
    "flowchart BT",
    "graph RL",
    "flowchart",
    "graph",
    "graph;",
    "flowchart-elk TB",
    "flowchart-elk",
    "  graph   LR  ",
    "graph >",
    "graph LR %% note",
    "Flowchart lr",
]


@pytest.mark.parametrize("head", HEADS)
def test_every_beginning_is_read(head):
    made, findings = read("a --> b", head)
    assert not findings, str(findings)
    assert made.names == ("a", "b")


def test_statements_may_share_a_line_and_a_chain_may_run_over_lines():
    made, findings = Architecture.read_mermaid(
        "graph LR; a-->b;b-->c; style a fill:#333; c --> d\n d\n  --> e\n  -->\n  f %% end"
    )
    assert not findings, str(findings)
    assert arrows(made) == {"a -> b", "b -> c", "c -> d", "d -> e", "e -> f"}


def test_the_title_of_front_matter_names_the_design():
    assert Architecture.from_mermaid('---\ntitle: "My shop"\n---\ngraph LR\n a --> b').name == "My shop"
    broken, findings = Architecture.read_mermaid("---\ntitle: x\ngraph LR\n a --> b")
    assert not broken.names
    assert "not closed" in findings[0].message


OTHERS = {
    "sequenceDiagram\n  participant A\n  A->>B: hi": "sequence",
    "classDiagram\n  class A": "class",
    "stateDiagram-v2\n  [*] --> A": "state",
    "stateDiagram\n A --> B": "state",
    "erDiagram\n  A ||--o{ B : has": "entity",
    "gantt\n  title x": "Gantt",
    "pie title Pets\n": "pie",
    "pie\n": "pie",
    "mindmap\n  root": "mind map",
    "C4Context\n  title x": "C4",
    "C4Container\n": "C4",
    "architecture-beta\n  service a": "architecture",
    "block-beta\n  a --> b": "block",
    "block\n  a": "block",
    "journey\n  title x": "journey",
    "timeline\n  2001: a": "timeline",
    "gitGraph\n  commit": "Git",
    "gitGraph:\n  commit": "Git",
    "quadrantChart\n": "quadrant",
    "sankey-beta\na,b,1": "Sankey",
    "xychart-beta\n": "XY",
    "requirementDiagram\n": "requirement",
    "packet-beta\n": "packet",
    "kanban\n  a": "kanban",
    "radar-beta\n": "radar",
    "treemap-beta\n": "treemap",
    "zenuml\n": "sequence",
    "@startuml\nA -> B": "PlantUML",
    "digraph G {\n  a -> b\n}": "Graphviz",
    "graph G {\n  a -- b\n}": "Graphviz",
    "workspace {\n  model {": "Structurizr",
    "```mermaid\nsequenceDiagram\n  A->>B: hi\n```": "sequence",
    "---\ntitle: x\n---\nerDiagram\n": "entity",
    "%%{init: {}}%%\n%% a\ngantt\n": "Gantt",
}


@pytest.mark.parametrize("text", OTHERS)
def test_another_diagram_is_refused_in_one_sentence_and_nothing_is_read(text):
    made, findings = Architecture.read_mermaid(text)
    assert (len(made), len(findings)) == (0, 1)
    told = f"{findings[0].message} {findings[0].fix}".strip()
    assert OTHERS[text] in told
    assert "flowchart" in told
    assert ". " not in told
    with pytest.raises(ArchitectureError, match=OTHERS[text]):
        Architecture.from_mermaid(text)


@pytest.mark.parametrize(
    "text", ["", "  \n", "a --> b", "hello world\na --> b", "%% only a comment", "flowcharts\n a --> b"]
)
def test_what_is_no_flowchart_is_not_read(text):
    made, findings = Architecture.read_mermaid(text)
    assert (len(made), len(findings)) == (0, 1)


# --- ids and names ----------------------------------------------------------------------------------------------------

IDS = {
    "order-api": "order_api",
    "api.v1": "api_v1",
    "1": "box_1",
    "2nd": "box_2nd",
    "käufer": "kaufer",
    "用户": "box",
    "a/b": "a_b",
    "user:1": "user_1",
    "end-user": "end_user",
    "my-subgraph": "my_subgraph",
    "the_end": "the_end",
    "classA": "classA",
    "graphs": "graphs",
    "style-guide": "style_guide",
    "click.events": "click_events",
    "endpoint": "endpoint",
    "API-2.0": "API_2_0",
    "default": "default",
    "é": "e",
    "x": "x",
    "o": "o",
    "v": "v",
    "call-center": "call_center",
}


@pytest.mark.parametrize("identity", IDS)
def test_an_id_is_read_whole_and_keeps_its_label(identity):
    made, findings = read(f"  user --> {identity}[Some thing]\n  {identity}-->zz\n  yy -.->|t|{identity}")
    assert not findings, str(findings)
    name = IDS[identity]
    assert made.names == ("user", name, "zz", "yy")
    assert made[name].label == "Some thing"
    assert arrows(made) == {f"user -> {name}", f"{name} -> zz", f"yy ~> {name}"}


def test_an_id_without_a_label_is_shown_as_it_was_written():
    made, _ = read("order-api --> order_api --> order.api")
    assert [(each.name, each.title) for each in made] == [
        ("order_api_2", "order-api"),
        ("order_api", "order api"),
        ("order_api_3", "order.api"),
    ]


@given(some.lists(some.text(min_size=1, max_size=80), max_size=20))
def test_every_id_gets_a_name_of_its_own(identities):
    made = names_of(identities)
    assert list(made) == list(dict.fromkeys(identities))
    assert len(set(made.values())) == len(made)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,59}", each) for each in made.values())


WORDS = sorted(
    {
        *KEYWORDS,
        "classDef",
        "linkStyle",
        "END",
        "Graph",
        "LR",
        "TB",
        "o",
        "x",
        "v",
        "end_",
        "end__",
        "class_",
        "accTitle",
    }
)


@given(some.lists(some.sampled_from(WORDS), min_size=2, unique=True), some.data())
@settings(deadline=None)
def test_words_of_mermaid_are_names_like_others(names, data):
    made = Architecture("Words", [Component(each, data.draw(some.sampled_from(sorted(KINDS)))) for each in names])
    for source, target in pairwise(names):
        made = made.connect(source, target, data.draw(some.sampled_from(["sync", "async", "replication"])))
    assert Architecture.from_mermaid(made.mermaid()) == made
    plain = Architecture.from_mermaid(made.mermaid(details=False))
    assert {each.name: each.kind for each in plain} == {each.name: each.kind for each in made}
    assert {each.key for each in plain.connections} == {each.key for each in made.connections}
    words = set(re.findall(r"[\w]+(?=[\[({]{1,2}\"?)|(?<=> )\w+$", made.mermaid(details=False), re.MULTILINE))
    assert not {each.lower() for each in words} & KEYWORDS


@given(some.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,9}", fullmatch=True) | some.sampled_from(WORDS))
def test_what_is_written_for_a_name_is_no_word_of_mermaids_and_reads_back(name):
    assert written_id(name).lower() not in KEYWORDS
    assert read_id(written_id(name)) == name


# --- labels and shapes ------------------------------------------------------------------------------------------------

LABELS = {
    "[Order service]": "Order service",
    '["Orders (v1)"]': "Orders (v1)",
    '["a; b"]': "a; b",
    "[a; b]": "a; b",
    '["`**Order** _service_`"]': "Order service",
    "[Order<br/>service]": "Order service",
    '["Order<br>service"]': "Order service",
    '["Order\\nservice"]': "Order service",
    '["Order\nservice"]': "Order service",
    "[Order\n service]": "Order service",
    "[\"<b>Order</b> <i class='x'>service</i>\"]": "Order service",
    '["#quot;Orders#quot; #35;1"]': '"Orders" #1',
    '["A &amp; B &lt;C&gt;"]': "A & B <C>",
    '["R&nbsp;1"]': "R 1",
    '["🚀 Größe"]': "🚀 Größe",
    '["👨‍💻 Dev"]': "👨💻 Dev",
    '["fa:fa-user Person"]': "Person",
    '["x --> y"]': "x --> y",
    '["end"]': "end",
    "[subgraph of x]": "subgraph of x",
    '["#9829; love"]': "♥ love",
    "[API (v1)]": "API (v1)",
    " [Spaced]": "Spaced",
    '[ "Spaced" ]': "Spaced",
    '@{ shape: cyl, label: "In settings" }': "In settings",
    '@{ label: "Only a label" }': "Only a label",
    "@{\n  shape: cyl\n  label: Over lines\n}": "Over lines",
    '["Text"]@{ shape: rect }': "Text",
    ":::look@{ shape: hex, label: Behind }": "Behind",
    "(Round)": "Round",
    "[/Slanted/]": "Slanted",
    "[/Trap\\]": "Trap",
    "[\\Trap/]": "Trap",
    "[\\Back\\]": "Back",
    "(((Double)))": "Double",
    "(-Ellipse-)": "Ellipse",
    ">Flag]": "Flag",
    "[/api/v1/orders/]": "api/v1/orders",
}


@pytest.mark.parametrize("written", LABELS)
def test_labels_are_kept_as_mermaid_shows_them(written):
    made, findings = read(f"  q7{written} --> z\n  y --> q7")
    assert not findings, str(findings)
    assert made.names == ("q7", "z", "y")
    assert made["q7"].label == LABELS[written]
    assert {(each.source, each.target) for each in made.connections} == {("q7", "z"), ("y", "q7")}


SHAPES = {
    "[t]": "service",
    "(t)": "service",
    "([t])": "client",
    "[(t)]": "sql",
    "[[t]]": "worker",
    "((t))": "external",
    "(((t)))": "external",
    "{t}": "load_balancer",
    "{{t}}": "load_balancer",
    "[/t/]": "queue",
    "[\\t\\]": "queue",
    ">t]": "queue",
    "{t ok?}": "service",
    "@{ shape: cyl }": "sql",
    "@{shape: database, label: t}": "sql",
    "@{ shape: das }": "queue",
    "@{ shape: stadium }": "client",
    "@{ shape: hex }": "load_balancer",
    "@{ shape: subproc }": "worker",
    "@{ shape: cloud }": "external",
    "@{ shape: rounded }": "service",
    '@{ icon: "fa:user", label: "t" }': "service",
}


@pytest.mark.parametrize("written", SHAPES)
def test_a_shape_suggests_a_kind_where_no_word_does(written):
    made, findings = read(f"q7{written} --> z")
    assert findings.ok, str(findings)
    assert made["q7"].kind == SHAPES[written]


def test_a_long_label_or_title_loses_no_box():
    made, findings = read(f'a["{"long " * 60}"] -->|"{"word " * 60}"| b\nsubgraph s["{"Layer (x) & " * 20}!"]\n c\nend')
    assert findings.ok, str(findings)
    assert made.names == ("a", "b", "c")
    assert len(made["a"].label) == len(made.connection("a", "b").label) == 120
    assert made["c"].group.startswith("Layer x and Layer x")


# --- classes ----------------------------------------------------------------------------------------------------------


def test_a_class_that_is_defined_or_no_kind_is_a_look():
    made, findings = read(
        "user --> a[Orders]:::go --> b[(Orders)]\nclassDef go fill:#0ad\nc[Orders]:::frontend\nclass a,b my-look;"
    )
    assert not findings, str(findings)
    assert [each.kind for each in made] == ["client", "service", "sql", "service"]


def test_a_kind_as_class_counts_unless_the_drawing_makes_it_a_look():
    assert read("a[Orders]:::queue")[0]["a"].kind == "queue"
    assert read("a[Orders]\nclass a,b queue")[0]["a"].kind == "queue"
    assert read("a[Orders DB]:::queue\nclassDef queue fill:#fff")[0]["a"].kind == "sql"
    assert read("classDef x,queue fill:#fff\na[Orders DB]\nclass a queue")[0]["a"].kind == "sql"
    assert read("a[Orders]:::look:::queue")[0]["a"].kind == "queue"


def test_our_own_drawing_keeps_its_kinds_when_somebody_colours_it():
    ours = Architecture("Ours", [Component("a", "document_store"), Component("b", "stream")])
    assert Architecture.from_mermaid(f"{ours.mermaid()}\nclassDef document_store fill:#fff") == ours


def test_a_class_that_is_nearly_a_kind_is_a_note():
    made, findings = read("a:::casche")
    assert made["a"].kind == "service"
    assert [(each.severity, each.where) for each in findings] == [("note", "line 2")]
    assert "cache" in findings[0].fix


def test_looks_change_nothing():
    looks = [
        "style a fill:#f9f,stroke:#333;",
        "style a fill:#333;stroke:#fff;",
        "linkStyle 0,1 stroke:#ff3",
        "linkStyle default x",
        'click a "https://x.org/y;z" "tip"',
        "click b call f()",
        'click a href "x" _blank',
        "direction TB",
        "classDef default fill:#fff;",
        "class a,b x;",
    ]
    made, findings = read("\n".join(["a --> b", *looks, "b --> c"]))
    assert not findings, str(findings)
    assert made.names == ("a", "b", "c")


# --- arrows -----------------------------------------------------------------------------------------------------------

ARROWS = {
    "p --> q": "->",
    "p-->q": "->",
    "p ---> q": "->",
    "p ------> q": "->",
    "p -.-> q": "~>",
    "p -..-> q": "~>",
    "p==>q": "->",
    "p ====> q": "->",
    "p --- q": "->",
    "p -.- q": "~>",
    "p === q": "->",
    "p --o q": "->",
    "p --x q": "->",
    "p o--o q": "->",
    "p x--x q": "->",
    "p <--> q": "->",
    "p <==> q": "->",
    "p e1@--> q": "->",
    "p -->\n  q": "->",
    "p\n  --> q": "->",
    "q <-- p": "->",
    "q <--- p": "->",
}
TOLD = {
    "p -->|told| q": "->",
    "p-->|told|q": "->",
    "p -- told --> q": "->",
    "p--told-->q": "->",
    "p -- told --- q": "->",
    "p -.->|told| q": "~>",
    "p -. told .-> q": "~>",
    "p-.told.->q": "~>",
    "p ==>|told| q": "->",
    "p == told ==> q": "->",
    "p==told==>q": "->",
    'p -->|"told"| q': "->",
    'p -- "told" --> q': "->",
    "p --> |told| q": "->",
    "p <-- told --> q": "->",
    "p ---|told| q": "->",
    "p o--o|told| q": "->",
}


UNSAID = ("p --- q", "p -.- q", "p === q")  # two services, and no head: who calls?


@pytest.mark.parametrize("written", [*ARROWS, *TOLD])
def test_every_arrow_is_read(written):
    made, findings = read(written)
    unsaid = written.startswith(("p <", "p o-", "p x-", "p ---|", "p -- told --- ")) or written in UNSAID
    assert [each.severity for each in findings] == ["note"] * unsaid, str(findings)
    assert all("p is taken to call q" in each.message for each in findings)
    assert arrows(made) == {f"p {ARROWS.get(written) or TOLD[written]} q"}
    assert [each.label for each in made.connections] == ["told" if written in TOLD else ""]


@pytest.mark.parametrize("label", ["x", "o", "a-b", "HTTP/2", "v1.0", "1. get", "größe", "read"])
def test_labels_without_spaces_around_them(label):
    for written in (f"p--{label}-->q", f"p -- {label} --> q", f"p -->|{label}| q"):
        made, findings = read(written)
        assert not findings, str(findings)
        assert [(each.source, each.target, each.label) for each in made.connections] == [("p", "q", label)]


def test_groups_and_chains():
    made, findings = read("a & b --> c & d[(Orders)] -.-> e\nf1 -->|x| g & h --> i")
    assert not findings, str(findings)
    assert arrows(made) == {
        "a -> c",
        "a -> d",
        "b -> c",
        "b -> d",
        "c ~> e",
        "d ~> e",
        "f1 -> g",
        "f1 -> h",
        "g -> i",
        "h -> i",
    }


def test_an_invisible_arrow_is_none_but_its_boxes_are_there():
    made, findings = read("a ~~~ b --> c")
    assert not findings
    assert made.names == ("a", "b", "c")
    assert arrows(made) == {"b -> c"}


def test_labels_between_one_pair_are_joined():
    made, findings = read("a -->|read| b\na -->|write| b\na --> b\na -->|read| b\na -.->|later| b")
    assert not findings, str(findings)
    assert [(each.style, each.label) for each in made.connections] == [("sync", "read, write"), ("async", "later")]


def test_an_arrow_to_itself_is_a_note():
    made, findings = read("a[Retry] --> a --> b")
    assert made.names == ("a", "b")
    assert arrows(made) == {"a -> b"}
    assert [(each.severity, each.where) for each in findings] == [("note", "line 2")]
    assert "Retry" in findings[0].message


def test_thick_arrows_are_replication_only_between_boxes_that_keep_data():
    made, _ = read("user ==> api[API] ==> db[(Main DB)] ==> copy[(Copy)]\napi ==> other[Service]")
    assert arrows(made) == {"user -> api", "api -> db", "db => copy", "api -> other"}
    ours = Architecture("x", [Component("a", "service"), Component("b", "service")]).connect("a", "b", "replication")
    assert Architecture.from_mermaid(ours.mermaid()) == ours


def test_lines_without_a_direction_lead_from_who_can_call():
    made, findings = read(
        "db[(DB)] --- api[API]\nredis <--> api\nuser[User] <--> api\nsrv[Service] --- lb[Load Balancer]"
    )
    assert not findings, str(findings)
    assert arrows(made) == {"api -> db", "api -> redis", "user -> api", "lb -> srv"}


def test_messages_leave_a_queue_async_and_who_fetches_them_is_behind_it():
    made, findings = read("api[API] --> q[SQS] --> w[Worker]")
    assert not findings
    assert arrows(made) == {"api -> q", "q ~> w"}
    for label in ("|poll|", "|consumes|", ""):
        made, findings = read(f"user --> api[API] --> q[SQS]\nw[Worker] -->{label} q")
        assert arrows(made) == {"user -> api", "api -> q", "q ~> w"}
        assert [each.severity for each in findings] == ["note"]
        assert made.check().ok, str(made.check())


def test_a_head_that_mermaid_takes_from_a_name_is_told():
    for written in ("a---orders", "a--only-->b"):
        made, findings = read(written)
        assert "rders" in made.names or "nly" in made.names
        assert [each.severity for each in findings] == ["note"]
        assert "mermaid takes the o of" in findings[0].message


# --- subgraphs --------------------------------------------------------------------------------------------------------


def test_subgraphs_nested_titled_and_shared():
    made, findings = read(
        'subgraph one["First (1) & more"]\n direction TB\n subgraph two [Inner]\n  a\n end\n b --> a\nend\n'
        'subgraph Plain words\n c\n a\nend;\nsubgraph "Quoted"\n d\nend\nsubgraph x1\n e\nend\n'
        "subgraph z1[Availability Zone b]\n f\nend\nsubgraph g1[group: G]\n subgraph h1[zone: east]\n  g\n end\nend"
    )
    assert not findings, str(findings)
    assert {each.name: each.group for each in made} == {
        "a": "Inner",
        "b": "First 1 and more",
        "c": "Plain words",
        "d": "Quoted",
        "e": "x1",
        "f": None,
        "g": "G",
    }
    assert (made["f"].zone, made["g"].zone) == (("b",), ("east",))


def test_arrows_to_subgraphs_become_arrows_of_their_boxes():
    made, findings = read(
        "user[User] --> web\nsubgraph web[Web tier]\n w1[Web 1 service] & w2[Web 2 service]\nend\n"
        "subgraph data[Data tier]\n db[(DB)] --> x[(Backup)]\nend\nweb -->|SQL| data"
    )
    assert findings.ok
    assert made.names == ("user", "w1", "w2", "db", "x")
    assert arrows(made) == {"user -> w1", "user -> w2", "db -> x", "w1 -> db", "w2 -> db"}
    assert [each.severity for each in findings] == ["note", "note"]
    assert "Web tier" in findings[0].message


def test_an_arrow_to_a_group_of_a_service_and_its_database_leads_to_the_service():
    made, _ = read("user[User] --> s\nsubgraph s[Shop]\n api[API]\n db[(DB)]\nend")
    assert arrows(made) == {"user -> api"}
    assert made.check().ok


def test_an_empty_subgraph_is_a_box():
    made, findings = read("a --> s\nsubgraph s[Object storage]\nend")
    assert not findings
    assert (made["s"].kind, made["s"].title, arrows(made)) == ("blob", "Object storage", {"a -> s"})


# --- what cannot be read ----------------------------------------------------------------------------------------------

BROKEN = [
    "order-api -> b2",
    "b2 => c2",
    "b2 →  c2",
    "b2[Orders --> c2",
    "b2(Orders --> c2[x]",
    "b2 -->",
    "b2 --> --> c2",
    "b2 -.-> -.-> c2",
    "b2 ==> ==> c2",
    "b2 --> [x]",
    "b2 ->> c2",
    "b2 c2",
    "b2 --> c2 d2",
    "b2@{ shape: cyl",
    "b2@{ [x }",
    "b2 -- text",
    "b2 -->|open c2",
    "b2 & --> c2",
    "(x) --> b2",
    'b2["open] --> c2',
]


@pytest.mark.parametrize("line", BROKEN)
def test_what_cannot_be_read_is_one_finding_and_leaves_no_box(line):
    made, findings = read(f"  a --> z\n  {line}\n  subgraph s\n  z --> y\n  end")
    assert made.names == ("a", "z", "y"), made.names
    assert arrows(made) == {"a -> z", "z -> y"}
    assert [(each.severity, each.where) for each in findings] == [("error", "line 3")], str(findings)
    assert line.split()[0][:6] in findings[0].message


def test_a_plain_comment_is_no_setting():
    made, findings = read("box1 --> b\n%% box box1 is the entry\n%% link box1 b is slow\n%% box office")
    assert not findings, str(findings)
    assert made.names == ("box1", "b")
    named = Architecture("x", [Component("box", "service", replicas=3), Component("o", "sql", copies=2)]).connect(
        "box", "o", calls=2
    )
    assert Architecture.from_mermaid(named.mermaid()) == named


# --- what findings say ------------------------------------------------------------------------------------------------


def test_a_reply_to_a_client_is_a_note():
    made, findings = read(
        "A[Client] --> B[Load Balancer]; B --> A\nB --> C[Web service]; C --> D[(Orders DB)]; D --> C"
    )
    assert findings.ok
    said = made.check()
    assert said.ok, str(said)
    replies = [each for each in said if each.rule == "reply-arrow"]
    assert {(each.severity, each.where) for each in replies} == {
        ("note", "Load Balancer (B) -> Client (A)"),
        ("note", "Orders DB (D) -> Web service (C)"),
    }


def test_services_that_wait_for_each_other_are_still_an_error():
    made, _ = read("U[User] --> A[One service] --> B[Two service] --> A")
    cycle = made.check().errors
    assert cycle.rules() == {"sync-cycle"}
    assert cycle[0].message == "they wait for each other: One service -> Two service -> One service"
    through = read("U[User] --> A[One service] --> K[Kafka] --> B[Two service] --> K")[0]
    assert through.check().ok


def test_findings_speak_in_labels_and_keep_the_name():
    made, _ = read("A[Client] --> B[Load Balancer] --> C[Web service] --> D[(Orders DB)]\nC --> E[Mail service]")
    said = made.check()
    point = next(each for each in said if each.rule == "single-point" and each.where.startswith("Load Balancer"))
    assert point.where == "Load Balancer (B)"
    assert point in said.where("B")
    assert point.message == "this component alone takes down reach Mail service, reach Orders DB"
    assert not [each for each in said if re.search(r"\b[A-E]\b(?!\))", each.message + each.fix)], str(said)


def test_boxes_of_one_label_are_told_apart():
    made, _ = read("A[Client] --> B[Same service]; A --> C[Same service]; B --> C; C --> B")
    assert "Same service (B) -> Same service (C)" in made.check().errors[0].message


HOSTILE = {
    "spaces behind an arrow": "a -." + " " * 200_000 + "b",
    "spaces in a label": "a[" + " " * 200_000 + "x] --> b",
    "lines that open": "a>x\n" * 50_000,
    "directives that open": "%%{ x\n" * 50_000,
    "codes": "subgraph " + "#x;" * 100_000,
    "descriptions that open": "accDescr {\n" * 30_000,
    "elements that open": "<div class='mermaid " * 20_000,
    "quotation marks": 'a["' * 60_000,
    "brackets": "a[" * 100_000,
    "arrows": "a -- b " * 50_000,
    "subgraphs": "subgraph a\n" * 50_000,
    "groups": "a & " * 3_000 + "b --> " + "c & " * 3_000 + "d",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(case):
    made, findings = Architecture.read_mermaid(f"flowchart LR\n{HOSTILE[case]}")
    assert len(made) <= 2_000
    assert all(len(each.message) < 1_000 for each in findings)


def test_a_character_by_its_number_in_both_bases():
    made, findings = read('a["#65;#x41;#x3b1;#x1F600;"] --> b[(DB)]')
    assert not findings
    assert made["a"].title == "AAα😀"


def test_a_strange_direction_is_an_error_and_a_second_flowchart_a_note():
    assert [(each.where, each.severity) for each in read("a --> b", "flowchart sideways")[1]] == [("line 1", "error")]
    page = f"# Two\n\n```mermaid\n{CHART[:-11]}\n```\n\n```mermaid\nflowchart LR\n    c --> d\n```\n"
    made, findings = Architecture.read_mermaid(page)
    assert set(made.names) == {"a", "b"}
    assert [each.severity for each in findings] == ["note"]


@pytest.mark.parametrize(("text", "kind"), [
    ("app[Web app]", "service"), ("app[Web app]:::client", "client"), ("app[Mobile app]", "client")])
def test_a_front_end_that_calls_a_database_is_a_service_unless_it_is_said_to_be_a_client(text, kind):
    made, _ = read(f"{text} --> db[(Orders DB)]")
    assert made["app"].kind == kind


def test_the_last_bracket_of_a_text_closes_what_holds_a_code():
    """A `;` that belongs to a code ends no statement, on the last line too, after which no line follows."""
    for last in ("style a [#35;]", "click a [x#amp;y]"):
        made, findings = read(f"a --> b\n{last}")
        assert not findings, last
        assert made.names == ("a", "b")


def test_an_id_is_a_name_up_to_sixty_letters_and_a_longer_one_is_cut():
    made, findings = read(f"{'a' * 60} --> {'b' * 61}; {'b' * 61} --> {'b' * 62}")
    assert findings.ok, str(findings)
    assert made.names == ("a" * 60, "b" * 60, f"{'b' * 58}_2")


def test_a_subgraph_of_one_word_is_called_so_and_one_of_several_has_no_id():
    made, _ = read("user[User] --> web\nsubgraph web\n a[A service]\nend\nuser --> two\nsubgraph two words\n b\nend")
    assert arrows(made) == {"user -> a", "user -> two"}


def test_words_behind_a_quoted_text_belong_to_the_label():
    made, findings = read('a["x" y] --> b')
    assert findings.ok
    assert made["a"].label == '"x" y'
    assert "no closing quotation mark" in read('a["x y] --> b')[1][0].message
