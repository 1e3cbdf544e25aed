"""Two codings of one text, held against each other."""
