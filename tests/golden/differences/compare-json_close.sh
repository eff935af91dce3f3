# The table of cases of json_close.
source "$REPO/tests/golden/setup.bash"
rows='{"rows": [{"id": 1, "v": 0.5}, {"id": 2, "v": -20}], "unit": "t/ha"}\n'
pair equal.json "$rows" "$rows"
pair within.json "$rows" '{"rows": [{"id": 1, "v": 0.52}, {"id": 2, "v": -19.9}], "unit": "t/ha"}\n' '{ tolerance: { abs: 0.02, rel: 0.01 } }'
pair beyond.json "$rows" '{"rows": [{"id": 1, "v": 0.53}, {"id": 2, "v": -19.7}], "unit": "t/ha"}\n' '{ tolerance: { abs: 0.02, rel: 0.01 } }'
pair by-place.json "$rows" '{"rows": [{"id": 1, "v": 0.6}, {"id": 2, "v": -21}], "unit": "t/ha"}\n' '{ tolerances: { "$.rows[*].v": 0.2, /rows/1/v: { rel: 0.1 } } }'
pair missing-member.json "$rows" '{"rows": [{"id": 1, "v": 0.5}], "unit": "t/ha"}\n' '{ tolerance: 99 }'
pair extra-member.json "$rows" '{"rows": [{"id": 1, "v": 0.5, "w": 1}, {"id": 2, "v": -20}], "unit": "t/ha"}\n'
put before missing.json "$rows"
put after extra.json "$rows"
pair reordered.json "$rows" '{"rows": [{"id": 2, "v": -20}, {"id": 1, "v": 0.5}], "unit": "t/ha"}\n'
pair reordered-by-key.json "$rows" '{"rows": [{"id": 2, "v": -20}, {"id": 1, "v": 0.7}], "unit": "t/ha"}\n' '{ unordered: { "$.rows": id } }'
pair twice-the-same-key.json "$rows" '{"rows": [{"id": 2, "v": -20}, {"id": 2, "v": 0.5}], "unit": "t/ha"}\n' '{ unordered: { "$.rows": id } }'
pair type-changed.json "$rows" '{"rows": [{"id": 1, "v": "0.5"}, {"id": 2, "v": -20}], "unit": "t/ha"}\n' '{ tolerance: 99 }'
pair nan.json '{"a": NaN, "b": NaN, "c": Infinity}' '{"a": NaN, "b": 1, "c": -Infinity}' '{ tolerance: 99 }'
pair nodata.json '{"v": null}' '{"v": 0}' '{ tolerance: 99 }'
pair empty.json "$rows" ''
pair damaged.json "$rows" '{"rows": [{"id": 1, "v": 0.5}, {"id"'
pair wrong-format.json "$rows" 'id,v\n1,0.5\n'
pair nothing-left.json "$rows" '{}' '{ ignore: ["$.rows", "$.unit"] }'
compare_cases json_close
