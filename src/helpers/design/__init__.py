"""Step 8, the design: all pieces as one value that is checked, judged, scored, calibrated, written up and kept."""

from helpers.design.check import rules_table
from helpers.design.errors import DesignError
from helpers.design.model import Design
from helpers.design.notes import Calibration, Evidence, Notes
from helpers.design.pieces import PIECES
from helpers.design.saving import FOLDER
from helpers.design.transfer import pack, unpack

__all__ = ["FOLDER", "PIECES", "Calibration", "Design", "DesignError", "Evidence", "Notes", "pack", "rules_table",
           "unpack"]
