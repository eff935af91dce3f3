"""Compares pairs of CSV files with pandas: the reference for table_diff.

usage: table_diff.py KEY ABS REL BASELINE PRODUCED [BASELINE PRODUCED ...]

Prints a JSON list: for each pair the keys of the rows that are gone and new, and for each column the keys of the cells
beyond abs + rel * |baseline| and the statistics of the baseline.
"""
import json
import sys

import numpy
import pandas


def read(path):
    return pandas.read_csv(path, float_precision="round_trip", keep_default_na=False, na_values=["nan"])


def compare(key, absolute, relative, before, after):
    a, b = read(before), read(after)
    both = a.merge(b, on=key, how="outer", suffixes=("_a", "_b"), indicator=True)
    found = {
        "missing": sorted(both.loc[both._merge == "left_only", key].tolist()),
        "extra": sorted(both.loc[both._merge == "right_only", key].tolist()),
        "columns": {},
    }
    pairs = both[both._merge == "both"]
    for column in a.columns.drop(key):
        x, y = pairs[column + "_a"], pairs[column + "_b"]
        if x.dtype.kind in "if" and y.dtype.kind in "if":
            x, y = x.to_numpy(float), y.to_numpy(float)
            with numpy.errstate(invalid="ignore"):
                near = numpy.abs(y - x) <= absolute + relative * numpy.abs(x)
            same = (x == y) | (numpy.isnan(x) & numpy.isnan(y)) | (near & numpy.isfinite(x) & numpy.isfinite(y))
            finite = a[column][numpy.isfinite(a[column].astype(float))].astype(float)
            stats = {name: getattr(finite, name)() for name in ("min", "max", "mean")} | {"std": finite.std(ddof=0)}
        else:
            same = (x == y).to_numpy()
            stats = {}
        found["columns"][column] = {"beyond": sorted(pairs.loc[~same, key].tolist()), "stats": stats}
    return found


key, absolute, relative, *paths = sys.argv[1:]
print(json.dumps([compare(key, float(absolute), float(relative), *pair) for pair in zip(paths[::2], paths[1::2])]))
