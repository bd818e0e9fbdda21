"""What runs inside the sandbox: one shell, one notebook, and those who watch it."""
