"""Uses the course's helpers once, so that every kernel starts with what they load and remember."""

import contextlib
import io


def warm(sources: list[str], shell) -> None:
    """Run what a class hands out anyway (no answers), and a little of each room; failures are of no account."""
    for source in sources:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            shell.run_cell(source, store_history=False, silent=True)
    rooms = [_estimation, _architecture, _simulation, _tradeoffs, _tables]
    if any(word in source for source in sources for word in ("plot", "figure", "Figure", "Studio", "widget")):
        rooms.append(_figures)  # a second of imports
    if any(word in source for source in sources for word in ("simulate", "LoadStudio", "fan_out")):
        rooms.append(_compiled)
    for room in rooms:
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            room()
    shell.reset(new_session=True)
    shell.sink.begin()
    shell.execution_count = 1


def _estimation() -> None:
    from helpers import Checks, Estimate, Q, human, load_case, same_size

    case = load_case("microblog")
    case.table()._repr_html_()
    estimate = Estimate("warm").assume("users", "100 million", low="50 million", high="200 million")
    estimate = estimate.assume("size", "20 KB").derive("storage", "users * size * 3", "TB")
    estimate = estimate.derive("servers", "ceil(users / 1000)")
    estimate.table()._repr_html_()
    estimate.interval("storage"), human(Q("1 TB/day").to("MB/s")), repr(estimate), estimate._repr_html_()
    checks = Checks(2)
    checks.check("size", lambda: same_size("5 TB", "15 TB", mistakes={"One copy.": 1 / 3}))
    checks.check("unit", lambda: same_size(estimate["storage"], "15 GB/s"))
    checks.score()


def _design():
    from helpers import Architecture, Component

    design = Architecture("warm").add(
        Component("app", "client"), Component("api", "service", replicas=3, service_time="20 ms"),
        Component("store", "sql", replicas=2, stores="link"))
    return design.connect("app", "api").connect("api", "store")


def _architecture() -> None:
    design = _design()
    findings = design.check("url_shortener")
    repr(findings), findings._repr_html_(), design.mermaid(), design.single_points_of_failure(), repr(design)


def _simulation() -> None:
    from helpers import Workload, simulate

    run = simulate(_design(), Workload(100), n=2_000)
    run.table()._repr_html_(), run.latency(99), run.bottleneck, repr(run)


def _compiled() -> None:
    """Where numba is installed, compile the loops here once, and they are there for every kernel."""
    from helpers import Workload, simulate
    from helpers.simulation.fast import use_compiled

    use_compiled(True)
    try:
        simulate(_design(), Workload(100), n=2_000)
    finally:
        use_compiled(None)


def _tradeoffs() -> None:
    from helpers import cache_policies, fan_out, identifiers

    cache_policies(requests=500, keys=100, sizes=[10]).table()._repr_html_()
    ids = identifiers(count=1e9, machines=4, ids_per_second=100)
    ids.table()._repr_html_()
    fan_out(threshold=1_000)


def _figures() -> None:
    import ipywidgets
    import plotly.graph_objects as graph

    ipywidgets.IntSlider()
    graph.FigureWidget(graph.Figure([graph.Scatter(y=[1, 2])])).to_dict()


def _tables() -> None:
    import numpy
    import pandas

    pandas.DataFrame({"a": numpy.arange(3)})._repr_html_()
    from IPython.display import HTML, Markdown

    HTML("a"), Markdown("a")
