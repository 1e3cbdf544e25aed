"""Sentences, spans and words: pure functions on strings."""
