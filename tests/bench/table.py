"""Compares two CSV files with pandas: reads both, merges them by id, compares every column within 1e-6."""
import sys

import numpy
import pandas

a, b = pandas.read_csv(sys.argv[1]), pandas.read_csv(sys.argv[2])
both = a.merge(b, on="id", how="outer", suffixes=("_a", "_b"), indicator=True)
beyond = 0
for column in a.columns.drop("id"):
    x, y = both[column + "_a"], both[column + "_b"]
    if x.dtype.kind in "if":
        beyond += int((~numpy.isclose(y, x, rtol=1e-6, atol=0, equal_nan=True)).sum())
    else:
        beyond += int((x != y).sum())
print(beyond, int((both._merge != "both").sum()))
