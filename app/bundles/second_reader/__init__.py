"""A second reader of a bundle: warns of what often goes wrong, and takes written reasons for an answer."""
