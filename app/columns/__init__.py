"""What lists are asked about, in memory: for each value the records that have it, and for each order their places.

A question is answered from these columns, and the database only gives the records that are shown: so a page takes as
long in a million records as in ten thousand, whatever narrows it and wherever it lies. Each column is read when it is
first asked for. After a write it is brought up to date from the keys that the write touched; what a column holds is
never changed in place, so that a reading goes on with what was true when it began.
"""

from app.columns.kept import held

__all__ = ["held"]
