"""Reading what people give: numbers, shares, times, rates, money, choices and flags, as values or as text.

Every room reads its fields through one `Reader`, so that what one room takes all rooms take, and one sentence that
names the field, the value and the mend answers what cannot be read.
"""

from helpers.inputs.blanks import given_or
from helpers.inputs.changes import changed
from helpers.inputs.entries import entries_of
from helpers.inputs.fractions import fraction
from helpers.inputs.numbers import LARGEST
from helpers.inputs.reader import Reader
from helpers.inputs.words import key_of, match, offer

__all__ = ["LARGEST", "Reader", "changed", "entries_of", "fraction", "given_or", "key_of", "match", "offer"]
