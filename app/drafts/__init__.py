"""What is written: one module a noun, the model of its input and the rows it becomes."""
