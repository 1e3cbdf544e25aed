"""The files that people write: read, checked, loaded and written out again."""
