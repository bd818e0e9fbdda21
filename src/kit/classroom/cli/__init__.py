"""The commands of a class: they read what was asked, call the room that can, and print what came of it."""
