"""What dishonest, broken and honest submissions do to the grader; `harness` runs them, the other files hold them."""
