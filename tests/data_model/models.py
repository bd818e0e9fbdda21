"""Models that several tests share."""

from pathlib import Path

from helpers.data_model import AccessPattern, DataModel, Entity
from helpers.design import Design

FOLDER = Path(__file__).resolve().parent.parent / "reference_designs"
CASES = ("url_shortener", "pastebin", "microblog")


def reference(case: str) -> DataModel:
    return Design.load(FOLDER / f"{case}.yaml").data_model


def links(**changes) -> DataModel:
    link = Entity(
        "link",
        {"code": "string(7)", "url": "string(2048)", "owner": "integer?", "created": "timestamp"},
        key="code",
        **changes,
    )
    return DataModel("Links").add(link, AccessPattern("by_code", "link", by="code", limit=1, serves="open_link"))
