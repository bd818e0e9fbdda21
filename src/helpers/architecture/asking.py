"""What an architecture can be asked: each question is answered by its own module, imported when it is first asked."""


class Asking:
    """The questions; `flows` is a Case, its name, or a list of flows (see `as_flows`)."""

    def paths(self, endpoint, flows=None):
        """The ways that an endpoint (a `Flow`, or its name) takes to the stores of its entities: a tuple of `Path`."""
        from helpers.architecture.routing import paths

        return paths(self, endpoint, flows)

    def load(self, flows, rate):
        """Arrivals, utilisation and replicas needed, by component: `Loads`. `rate`: an Estimate, or "20 K/s"."""
        from helpers.architecture.load import load

        return load(self, flows, rate)

    def single_points_of_failure(self, flows=None, of=("component", "zone")):
        """What alone takes an endpoint down: a tuple of `SinglePoint`, those that take down most first."""
        from helpers.architecture.failures import single_points_of_failure

        return single_points_of_failure(self, flows, of)

    def survives(self, flows, lost=()):
        """The endpoints that still work without these components, zones (`zone:a`) and connections: a frozenset."""
        from helpers.architecture.failures import survives

        return survives(self, flows, lost)

    def lint(self, flows=None, estimate=None, requirements=None):
        """What could be better, as `Findings`: an estimate adds load and capacity, requirements add targets."""
        from helpers.architecture.lint import lint

        return lint(self, flows, estimate, requirements)

    def layout(self, **sizes):
        """Where to draw each box: a `Layout`, the same every time."""
        from helpers.architecture.layout import layout

        return layout(self, **sizes)

    def monthly_cost(self, loads=None):
        """What the design costs, in $ a month, as a quantity; with `loads`, paid requests too."""
        from helpers.architecture.cost import monthly_cost

        return monthly_cost(self, loads)

    def cost_table(self, loads=None):
        """What each component costs a month, as a DataFrame."""
        from helpers.architecture.cost import cost_table

        return cost_table(self, loads)

    def table(self):
        """The components as a DataFrame: kind, replicas, capacity, zones, what each keeps."""
        from helpers.architecture.text import table

        return table(self)

    def mermaid(self, details: bool = True) -> str:
        """The diagram in mermaid; with `details`, comments keep what a picture cannot, and it reads back equal."""
        from helpers.architecture.mermaid import to_mermaid

        return to_mermaid(self, details)

    def structurizr(self) -> str:
        """The diagram in the Structurizr DSL, a C4 container view."""
        from helpers.architecture.text import structurizr

        return structurizr(self)

    def to_code(self, variable: str = "design") -> str:
        """Python code that makes this architecture, to copy into a cell."""
        from helpers.architecture.text import to_code

        return to_code(self, variable)

    def to_dict(self, full: bool = False) -> dict:
        """Plain data for YAML or JSON; `from_dict` reads it back. With `full`, defaults of the kinds too."""
        from helpers.architecture.saving import to_dict

        return to_dict(self, full)

    @classmethod
    def from_dict(cls, data):
        """The architecture that `to_dict` wrote. Raises `ArchitectureError` naming the part and the mend."""
        from helpers.architecture.saving import from_dict

        return from_dict(data)

    @classmethod
    def read(cls, data):
        """The sound part of untrusted data, with findings on the rest: (architecture, Findings); never raises."""
        from helpers.architecture.saving import read_dict

        return read_dict(data)

    @classmethod
    def from_mermaid(cls, text: str):
        """The architecture that a mermaid flowchart draws. Raises `ArchitectureError` naming the line."""
        from helpers.architecture.mermaid_reading import from_mermaid

        return from_mermaid(text)

    @classmethod
    def read_mermaid(cls, text: str):
        """What can be read of a mermaid flowchart, with findings by line: (architecture, Findings); never raises."""
        from helpers.architecture.mermaid_reading import read_mermaid

        return read_mermaid(text)
