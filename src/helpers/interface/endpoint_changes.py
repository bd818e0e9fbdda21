"""What changed in an endpoint: what it asks for, what it answers, what it promises."""

from helpers.interface.endpoint import Endpoint
from helpers.interface.fields import rate_of
from helpers.interface.type_changes import compare_fields, compare_types


class EndpointComparison:
    """The part of a comparison that looks at one endpoint before and after."""

    def _request(self, old: Endpoint, new: Endpoint) -> None:
        compare_fields(self, f"{new.name}", _sent(old), _sent(new), "request", "parameter")
        if old.body is None and new.body is not None:
            self.tell("body-added", "breaking", new.name, "it takes a body", "Clients send none.")
        elif old.body is not None and new.body is None:
            self.tell(
                "body-removed",
                "warning",
                new.name,
                "it takes no body any more",
                "What clients send has no effect; the document cannot say whether they rely on it.",
            )
        elif old.body is not None and old.method == "PATCH" and old.body.is_resource and new.body.is_resource:
            compare_fields(
                self,
                new.name,
                _parts(self.old.resources[old.body.base]),
                _parts(self.new.resources[new.body.base]),
                "request",
                "field",
            )
        elif old.body is not None:
            compare_types(self, new.name, old.body, new.body, "request")
        if new.idempotent and not old.idempotent:
            self.tell(
                "parameter-added-required",
                "breaking",
                new.name,
                "an Idempotency-Key must be sent",
                "Clients send none, and get a 400.",
            )
        if new.if_match and not old.if_match:
            self.tell(
                "parameter-added-required",
                "breaking",
                new.name,
                "If-Match must be sent",
                "Clients send none, and get a 428.",
            )
        for field, header in (("idempotent", "Idempotency-Key"), ("if_match", "If-Match")):
            if getattr(old, field) and not getattr(new, field):
                self.tell(
                    "parameter-removed",
                    "warning",
                    new.name,
                    f"{header} has no effect any more",
                    "Clients send it and rely on what it promised.",
                )

    def _answers(self, old: Endpoint, new: Endpoint) -> None:
        if old.status != new.status:
            self.tell(
                "success-status-changed",
                "breaking",
                new.name,
                f"all is well is {new.status}, not {old.status}",
                "Clients wait for the status that the contract named.",
            )
        for status in sorted(set(old.errors) - set(new.errors), key=str):
            self.tell(
                "error-status-removed",
                "compatible",
                new.name,
                f"{status} is not named any more",
                "Clients are ready for an answer that does not come.",
            )
        for status in sorted(set(new.errors) - set(old.errors), key=str):
            self.tell(
                "error-status-added",
                "compatible",
                new.name,
                f"{status} is named",
                "Clients take any 4xx or 5xx for a failure.",
            )
        if old.paginated != new.paginated:
            self.tell(
                "paging-changed",
                "breaking",
                new.name,
                f"pages come {f'by {new.paginated}' if new.paginated else 'no more'}, before: "
                f"{f'by {old.paginated}' if old.paginated else 'all at once'}",
                "The answer has another form, and clients take the first page for all (AIP-158).",
            )
        elif old.paginated and old.page_limit != new.page_limit:
            less = new.page_limit < old.page_limit
            self.tell(
                "page-limit-lowered" if less else "page-limit-raised",
                "breaking" if less else "compatible",
                new.name,
                f"a page has at most {new.page_limit} items, before {old.page_limit}",
                "Clients ask for more than is allowed now." if less else "Who asks for no more gets no more.",
            )
        if old.returns is None and new.returns is not None:
            self.tell("answer-added", "compatible", new.name, f"it returns {new.returns}", "Clients pass it by.")
        elif old.returns is not None and new.returns is None:
            self.tell("answer-removed", "breaking", new.name, "it returns nothing any more", "Clients read it.")
        elif old.returns is not None and new.returns is not None:
            compare_types(self, new.name, old.returns, new.returns, "response")

    def _promises(self, old: Endpoint, new: Endpoint) -> None:
        if new.deprecated and not old.deprecated:
            until = f", until {new.sunset}" if new.sunset else ""
            self.tell(
                "deprecated",
                "compatible",
                new.name,
                f"it is deprecated{until}",
                "It still works: that is the graceful way.",
            )
        if old.sunset and new.sunset and new.sunset < old.sunset:
            self.tell(
                "sunset-earlier",
                "breaking",
                new.name,
                f"it ends on {new.sunset}, not on {old.sunset}",
                "Clients planned with the day that was promised.",
            )
        elif old.sunset and not new.sunset and new.deprecated:
            self.tell(
                "sunset-removed",
                "breaking",
                new.name,
                "the day on which it ends is not named any more",
                "Clients planned with it.",
            )
        before, after = rate_of(old.rate_limit, "rate_limit"), rate_of(new.rate_limit, "rate_limit")
        if after and (before is None or after[0] / after[1] < before[0] / before[1]):
            self.tell(
                "limit-lowered",
                "warning",
                new.name,
                f"callers may call {new.rate_limit}{f', before {old.rate_limit}' if before else ''}",
                "Whether a client calls more often than that is not in the document.",
            )


def _sent(endpoint: Endpoint) -> dict:
    """Parameters of the path by their place, for their names are not on the wire; others by name."""
    places = {f"{{{at}}}": endpoint.parameters[name] for at, name in enumerate(endpoint.path_parameters)}
    return {**places, **endpoint.query, **{name.lower(): made for name, made in endpoint.headers.items()}}


def _parts(fields: dict) -> dict:
    """A PATCH may leave every field out."""
    return {name: made.replace(optional=True) for name, made in fields.items()}
