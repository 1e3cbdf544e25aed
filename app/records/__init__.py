"""The shapes answers are made of, one module a noun: the model, and how it is built from rows."""
