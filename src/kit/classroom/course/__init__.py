"""The class itself: its folder, its students, its settings, its gradebook."""
