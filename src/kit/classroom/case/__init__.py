"""An instructor's own case, written and checked."""
