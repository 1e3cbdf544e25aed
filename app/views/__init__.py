"""Questions that go across nouns, or past the records to the texts."""
