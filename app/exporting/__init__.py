"""The whole database as files for analysts: plain tables of what is served, and nothing else."""
