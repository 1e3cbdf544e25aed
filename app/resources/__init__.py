"""The six nouns over HTTP: what each can be asked, and its endpoints."""
