"""The classroom around the grader: a class folder, what is handed out, and a round with simulated students."""
