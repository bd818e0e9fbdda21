"""The classroom: nbgrader made safe, fair and fast. TEACHING.md tells what instructors do with it."""
