"""Rules on the rows of a sheet and on what it lacks."""

import re

from helpers.requirements.rules.registry import INCOSE, ISO, MOSCOW, SCENARIO, SET, SRE, VOLERE, rule
from helpers.requirements.rules.sentences import plain
from helpers.requirements.rules.words import any_of, words_of

MOST_MUSTS = 0.6
FEWEST_TO_RANK = 4
LITTLE_WORDS = set(words_of("a an and at by for from in into its no not of on or own s the their to with"))
NOTICED_SECONDS = 0.1
NOTICED_AVAILABILITY = 0.99999
# What is done stands at the beginning of a part of the sentence; later it is a thing: "finds books", "reads a post".
WRITES = re.compile(
    r"(?:^|,|\b(?:and|or|then|to|can|may|also|is|are|be|been|being|gets?|[a-z]+ly|users?|people|anybody|somebody|they|we"
    r"|you|i)\b|^(?:a|an|the|each|every|any)\s\w+\s)\s*"
    r"\b(?:(?:creat|mak|writ|past|post|upload|stor|sav|add|chang|edit|updat|delet|remov|publish|send|submit|register|"
    r"sign|book|order|buy|pay|record|shorten|import|comment|follow|rat|vot|lik|reserv|request|keep|set)"
    r"(?:e|es|ing|s|d|ed|t|y|ies)?|sends?|sent|puts?|gives?|leaves?|makes?)\b"
)
PERSONAL = any_of(
    [*words_of("""
name names address addresses e-mail email e-mails emails mail phone telephone birthday birthdays age location
locations position positions photo photos picture pictures face faces password passwords passport card cards
payment payments account accounts profile profiles salary health diagnosis identity ip cookie cookies message
messages contact contacts gender religion fingerprint fingerprints biometric biometrics personal signature"""),
     "credit card", "date of birth", "bank account", "personal data", "ip address", "home address"]
)
NOT_PERSONAL = any_of(
    [
        "long address",
        "short address",
        "web address",
        "address of the link",
        "file name",
        "free name",
        "short name",
        "domain name",
        "product name",
        "long addresses",
        "web addresses",
        "address of a link",
        "error message",
        "error messages",
        "name of the link",
        "names of links",
        "link address",
    ]
)
MACHINES = any_of(
    [
        "system",
        "service",
        "server",
        "job",
        "program",
        "process",
        "partner",
        "api",
        "script",
        "crawler",
        "robot",
        "bot",
        "sensor",
        "device",
    ]
)
# Words by which one can tell that a characteristic of ISO/IEC 25010:2023 was thought of, beside the metrics.
SPOKEN_OF = {
    "functional suitability": r"\bcorrect|\bcomplete|\baccura|\bright\b|\bexact",
    "performance efficiency": r"\bsecond|\bms\b|\blatency|\bthroughput|\bload\b|\bcost|\bbudget",
    "compatibility": r"\bcompatib|\bimport|\bexport|\binterfac|\bintegrat|\bstandard|\bformat|\bapi\b|\bprotocol"
    r"|\bbrowser",
    "interaction capability": r"\baccessib|\bscreen reader|\bkeyboard|\blanguage|\btranslat|\bundo|\bhelp\b|\bcontrast"
    r"|\bwcag|\blearn|\bclicks?\b|\bmobile|\berror message",
    "reliability": r"\bavailab|\bbackup|\bdurab|\brecover|\blost|\bcop(?:y|ies)\b|\bfail|\bcrash",
    "security": r"\bsecur|\bpassword|\bencrypt|\bauthent|\bauthori|\bprivate|\bprivacy|\bpersonal|\bpermission|\baudit"
    r"|\bspam|\babuse|\bsign(?:s|ed)?[- ]in|\bsigns? in|\bgdpr|\bdelet\w+ \w* ?data|\baccess\b",
    "maintainability": r"\bmaintain|\btest|\bmodul|\bdeploy|\brelease|\bmonitor|\blog(?:s|ging)?\b|\bversion",
    "flexibility": r"\bscal|\bgrow|\btwice|\bdouble|\bport|\binstall|\bregion|\badapt|\breplace",
    "safety": r"\bsafe|\bharm|\bhazard|\binjur|\bdanger|\baccident|\bemergenc|\bminor|\bchild|\bself-harm|\brisk",
}


def _people(sheet, of: str) -> bool:
    """Whether somebody, and not a machine, waits for the answer."""
    actors = [row.actor for row in sheet.functional if of in ("all", row.id)]
    return not actors or any(not MACHINES.search(plain(actor)) for actor in actors)


def writing(sheet) -> list:
    """The functional requirements that write something, as far as their words tell."""
    return [
        row for row in sheet.functional if row.priority != "won't" and WRITES.search(plain(row.does).split(" of ")[0])
    ]


@rule("no-fit", "warning", VOLERE.format("fit criterion"))
def no_fit(sheet):
    """Without a fit criterion nobody can show that a requirement is met."""
    for row in sheet.functional:
        measured = any(each.of == row.id and each.target is not None for each in sheet.qualities)
        if not row.fit and not measured and row.priority in ("must", "should"):
            yield (
                row.id,
                "nothing says how one sees that it is met",
                ("Add fit=, a test that somebody could run, or a Quality of it."),
            )


@rule("all-must", "warning", MOSCOW.format("Musts take at most 60% of the effort, Coulds about 20%"))
def all_must(sheet):
    """When everything is a must, nothing is first, and nothing can be given up when time runs out."""
    ranked = [row for row in sheet.functional if row.priority != "won't"]
    musts = sum(row.priority == "must" for row in ranked)
    if len(ranked) >= FEWEST_TO_RANK and musts > MOST_MUSTS * len(ranked):
        yield (
            "functional",
            f"{musts} of {len(ranked)} are musts ({musts / len(ranked):.0%}; at most 60% should be)",
            ("Ask of each: would we go live without it? Make those should or could."),
        )


@rule("nothing-out-of-scope", "warning", VOLERE.format("scope of the work"))
def nothing_out_of_scope(sheet):
    """What is not left out on purpose is expected by somebody."""
    if not sheet.out_of_scope and not any(row.priority == "won't" for row in sheet.functional):
        yield (
            "out of scope",
            "nothing is left out, so that anything can still be expected",
            ("Name two things that somebody could expect and that you will not build."),
        )


@rule("in-and-out-of-scope", "error", SET)
def in_and_out(sheet):
    """The same thing cannot be built and left out."""

    def stems(text: str) -> set[str]:
        """Of each word that means something the beginning: an e-book is no book."""
        return {word[:6] for word in re.findall(r"[a-z0-9]+", plain(text.replace("_", " ")))} - LITTLE_WORDS

    for out in sheet.out_of_scope:
        wanted = stems(out.id)
        for row in sheet.functional:
            if wanted and row.priority != "won't" and wanted <= stems(row.id.replace("_", " ") + " " + row.does):
                yield out.id, f"is out of scope, and {row.id} asks for it", "Keep one of the two."


@rule("nothing-functional", "error", VOLERE.format("functional requirements"))
def nothing_functional(sheet):
    """A sheet that lets nobody do anything describes no system."""
    if not sheet.functional:
        yield (
            "functional",
            "nothing says what the system lets anybody do",
            ('Add a Functional: who does what, such as Functional("open_link", "visitor", "opens a short link").'),
        )


@rule("nothing-measurable", "error", INCOSE.format("R34"), SCENARIO.format("response measure"))
def nothing_measurable(sheet):
    """Without a number nobody can tell a good design from a bad one."""
    if not any(row.target is not None for row in sheet.qualities):
        yield (
            "qualities",
            "no quality has a number, so that every design would do",
            ('Add a Quality with a target, such as latency at_most="100 ms" for percentile=99.'),
        )


@rule("no-target", "error", INCOSE.format("R34"))
def no_target(sheet):
    """A quality without a target cannot be missed."""
    for row in sheet.qualities:
        if row.target is None and sheet.qualities:
            yield row.id, f"names {row.metric}, and no number", f"Write {row.kind.sides[0]}={row.kind.example}."


@rule("of-nothing", "error", INCOSE.format("R36 (consistent terms)"))
def of_nothing(sheet):
    """A quality of something that the sheet does not have is a quality of nothing."""
    from helpers.errors import nearest

    known = [row.id for row in sheet.functional]
    for row in (*sheet.qualities, *sheet.constraints):
        if row.of != "all" and row.of not in known:
            yield (
                row.id,
                f"is of {row.of!r}, and no functional requirement is called so",
                (f"Correct the name, or write of='all'.{nearest(row.of, known)}"),
            )


@rule(
    "latency-without-percentile",
    "warning",
    SCENARIO.format("response measure"),
    SRE.format("ch. 4, averages hide the tail"),
)
def latency_without_percentile(sheet):
    """Some answer is always slow; without a share the target means the slowest of all."""
    for row in sheet.qualities_of("latency"):
        if row.percentile is None and row.target is not None:
            yield row.id, f"{row.show(row.target)} for which share of the requests?", "Write percentile=99."


@rule("percentile-without-load", "warning", SCENARIO.format("environment"))
def percentile_without_load(sheet):
    """Every system is quick at night. A percentile holds under a load, and one has to say which."""
    for row in sheet.qualities_of("latency"):
        if row.percentile is not None and not row.environment:
            yield row.id, f"p{row.percentile:g} under which load?", 'Write environment="peak", or "normal".'


@rule("no-measuring-place", "note", SCENARIO.format("artifact"))
def no_measuring_place(sheet):
    """The same answer takes 20 ms at the service and 200 ms at a telephone far away."""
    for row in sheet.qualities_of("latency"):
        if not row.measured_at and row.target is not None:
            yield row.id, "does not say where it is measured", 'Write measured_at="client", "edge" or "service".'


@rule("availability-without-window", "warning", SRE.format("ch. 4, an objective has a period"))
def availability_without_window(sheet):
    """99.9% of a day is 86 seconds in one piece; of a year it is almost nine hours."""
    for row in sheet.qualities_of("availability"):
        if row.window is None and row.target is not None:
            yield row.id, f"{row.show(row.target)} of which time?", 'Write window="30 days".'


@rule("absolute-target", "error", INCOSE.format("R26"), SRE.format("ch. 1, 100% is the wrong target"))
def absolute_target(sheet):
    """100% leaves no room for a single failure, for a deploy, or for the network between."""
    for row in sheet.qualities:
        if row.metric in ("availability", "durability") and row.at_least == 1:
            yield (
                row.id,
                f"asks for 100% {row.metric}, and nothing is built so",
                "Write the share that is enough, such as 99.9%.",
            )
        elif row.metric == "latency" and row.percentile == 100:
            yield row.id, "asks it of every single request, even the slowest of a year", "Write percentile=99 or 99.9."
        elif row.metric == "latency" and row.at_most == 0:
            yield (
                row.id,
                "asks for an answer in no time at all",
                "Write the time that people do not notice, such as 100 ms.",
            )


@rule("written-without-durability", "warning", SRE.format("ch. 26, data integrity is what users see"))
def written_without_durability(sheet):
    """What is written may be lost, until somebody says how much of it."""
    wrote = writing(sheet)
    if wrote and not any(
        row.metric in ("durability", "copies", "lost_copies", "recovery_point") for row in sheet.qualities
    ):
        yield (
            wrote[0].id,
            "writes data, and nothing says how safe it must be",
            ('Add a Quality: durability at_least="99.999999999%", or copies at_least=3.'),
        )


@rule("written-without-consistency", "warning", SCENARIO.format("response measure"))
def written_without_consistency(sheet):
    """Until one says how old a read may be, one half of the team builds for 0 seconds and the other for a minute."""
    wrote = writing(sheet)
    if wrote and not sheet.qualities_of("staleness"):
        yield (
            wrote[0].id,
            "writes data, and nothing says how soon others must see it",
            ('Add a Quality: staleness at_most="5 s" (0 s: every read sees the last write).'),
        )


RECOVERY = {
    "recovery_point": ("how much of the newest data a disaster may cost", 'recovery_point at_most="5 min"'),
    "recovery_time": ("how soon it works again after one", 'recovery_time at_most="1 h"'),
}


@rule("recovery-unsaid", "note", ISO.format("recoverability (reliability)"))
def recovery_unsaid(sheet):
    """After a disaster one must know how much is lost, and when it works again."""
    wrote = writing(sheet)
    said = {row.metric for row in sheet.qualities}
    lacks = [name for name in ("recovery_point", "recovery_time") if name not in said]
    if wrote and lacks:
        yield (
            "qualities",
            f"data is written, and nothing says {' or '.join(RECOVERY[name][0] for name in lacks)}",
            f"Add: {', '.join(RECOVERY[name][1] for name in lacks)}.",
        )


@rule("personal-data-without-retention", "warning", "Regulation (EU) 2016/679 (GDPR), Art. 5(1)(e): storage limitation")
def personal_data(sheet):
    """Data on people may be kept only as long as it is needed; somebody has to say how long that is."""
    gone = any(row.metric == "retention" and row.at_most is not None for row in sheet.qualities)
    if gone:
        return
    for row in (*sheet.functional, *sheet.constraints):
        text = plain(row.sentence if hasattr(row, "sentence") else row.says)
        found = PERSONAL.search(NOT_PERSONAL.sub(" ", text))
        if found and getattr(row, "priority", "must") != "won't":
            yield (
                row.id,
                f"{found[0]!r} may be data on people, and nothing says when it is deleted",
                ('Add a Quality: retention at_most="30 days" after it is needed.'),
            )
            return


@rule(
    "stricter-than-noticed",
    "note",
    "Nielsen, Usability Engineering (1993), after Miller (1968) and Card et al. (1991): 0.1 s feels instant",
    SRE.format("ch. 3, users cannot tell 99.99% from 99.999% behind a phone that is 99% reliable"),
)
def stricter_than_noticed(sheet):
    """What nobody notices is paid for all the same."""
    for row in sheet.qualities_of("latency"):
        if (
            row.at_most
            and row.at_most < NOTICED_SECONDS
            and row.measured_at in ("", "client")
            and _people(sheet, row.of)
        ):
            yield (
                row.id,
                f"{row.show(row.at_most)} is stricter than people notice: below 100 ms all feels at once",
                ('Ask who needs it, or say measured_at="service" if it is a part of a longer way.'),
            )
    for row in sheet.qualities_of("availability"):
        if row.at_least and NOTICED_AVAILABILITY <= row.at_least < 1 and _people(sheet, row.of):
            yield (
                row.id,
                f"{row.show(row.at_least)} is stricter than people notice: their own network fails more often",
                ("Ask what an hour without it costs, and pay for no more nines than that."),
            )


@rule("assumed-without-reason", "note", VOLERE.format("rationale"))
def assumed_without_reason(sheet):
    """What is believed without a reason is forgotten, and becomes a fact."""
    for row in sheet.assumed:
        if not row.why:
            yield row.id, "is believed, and nothing says why", "Write why=, or ask."


@rule("untouched-characteristics", "note", ISO.format("the nine characteristics of product quality"))
def untouched(sheet):
    """The standard names nine sides of quality. Not every system needs a word on each; each is worth a thought."""
    silent = untouched_characteristics(sheet)
    if silent:
        yield (
            "qualities",
            f"nobody has said a word about {', '.join(silent)}",
            ("Think of each for a moment; leave out what does not matter here."),
        )


def untouched_characteristics(sheet) -> list[str]:
    """The characteristics of ISO/IEC 25010:2023 that no row of the sheet speaks of."""
    measured = {row.kind.characteristic for row in sheet.qualities}
    if sheet.functional:
        measured.add("functional suitability")
    said = plain(" . ".join(f"{row.id.replace('_', ' ')} {row}" for row in sheet.rows if not hasattr(row, "metric")))
    return [name for name, words in SPOKEN_OF.items() if name not in measured and not re.search(words, said)]
