"""A first draft of a new text's coding, for a person to finish."""
