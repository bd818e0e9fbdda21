"""Step 4: what a system stores, as a value that runs on a real database."""

from helpers.data_model.check import rules_table
from helpers.data_model.collisions import collide, collisions_table
from helpers.data_model.data_flow import DataFlow, Store
from helpers.data_model.errors import DataModelError
from helpers.data_model.migration import Migration, migrate
from helpers.data_model.model import DataModel
from helpers.data_model.partition_tables import keys_table, schemes_table
from helpers.data_model.partitions import partition
from helpers.data_model.parts import AccessPattern, Entity, Relation
from helpers.data_model.races import Race, race
from helpers.data_model.rehearsal import Rehearsal, rehearsals_table, rehearse
from helpers.data_model.row_growth import RowGrowth, row_growth
from helpers.data_model.service_times import ServiceTimes
from helpers.data_model.storage import StorageChoice, storage_choice, units_table
from helpers.data_model.types import MARKS, TYPES, Field, types_table

__all__ = [
    "MARKS",
    "TYPES",
    "AccessPattern",
    "DataFlow",
    "DataModel",
    "DataModelError",
    "Entity",
    "Field",
    "Migration",
    "Race",
    "Rehearsal",
    "Relation",
    "RowGrowth",
    "ServiceTimes",
    "StorageChoice",
    "Store",
    "collide",
    "collisions_table",
    "keys_table",
    "migrate",
    "partition",
    "race",
    "rehearsals_table",
    "rehearse",
    "row_growth",
    "rules_table",
    "schemes_table",
    "storage_choice",
    "types_table",
    "units_table",
]
