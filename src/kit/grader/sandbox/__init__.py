"""A place with nothing in it to steal or to break: Linux namespaces, limits, a filter on system calls."""
