"""Step 8, the design: all pieces as one value that is checked, judged, scored, calibrated, written up and kept."""

from helpers.design.check import rules_table
from helpers.design.design_files import FOLDER
from helpers.design.errors import DesignError
from helpers.design.kept import thrown_away
from helpers.design.model import Design
from helpers.design.notes import Calibration, Evidence, Notes
from helpers.design.pieces import PIECES
from helpers.design.transfer import pack, unpack
from helpers.design.worked import completed, whose_table, worked_design

__all__ = ["FOLDER", "PIECES", "Calibration", "Design", "DesignError", "Evidence", "Notes", "completed", "pack",
           "rules_table", "thrown_away", "unpack", "whose_table", "worked_design"]
