"""The classroom around the grader: nbgrader made safe, fair and fast. TEACHING.md tells what instructors do with it."""
