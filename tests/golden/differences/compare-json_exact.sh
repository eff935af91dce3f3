# The table of cases of json_exact.
source "$REPO/tests/golden/setup.bash"
rows='{"rows": [{"id": 1, "v": 0.5}, {"id": 2, "v": null}], "unit": "t/ha"}\n'
pair equal.json "$rows" "$rows"
pair spelled-otherwise.json "$rows" '{"unit":"t\\u002fha","rows":[{"v":5e-1,"id":1.0},{"v":null,"id":2}]}'
pair changed.json "$rows" '{"rows": [{"id": 1, "v": 0.51}, {"id": 2, "v": null}], "unit": "t/ha"}\n'
pair last-digit.json '{"v": 0.1}' '{"v": 0.10000000000000002}'
pair missing-member.json "$rows" '{"rows": [{"id": 1}, {"id": 2, "v": null}]}\n'
pair extra-member.json "$rows" '{"rows": [{"id": 1, "v": 0.5, "w": 1}, {"id": 2, "v": null}], "unit": "t/ha"}\n'
put before missing.json "$rows"
put after extra.json "$rows"
pair reordered.json "$rows" '{"rows": [{"id": 2, "v": null}, {"id": 1, "v": 0.5}], "unit": "t/ha"}\n'
pair type-changed.json "$rows" '{"rows": [{"id": "1", "v": 0.5}, {"id": 2, "v": null}], "unit": ["t/ha"]}\n'
pair nan.json '{"a": NaN, "b": NaN, "c": Infinity}' '{"a": NaN, "b": 1, "c": -Infinity}'
pair nodata.json '{"v": null}' '{"v": 0}'
pair empty.json "$rows" ''
pair empty-object.json "$rows" '{}'
pair damaged.json "$rows" '{"rows": [{"id": 1, "v": 0.5}, {"id"'
pair damaged-baseline.json '{"rows": [' "$rows"
pair wrong-format.json "$rows" 'id,v\n1,0.5\n'
pair ignored.json "$rows" '{"rows": [{"id": 1, "v": 9}, {"id": 2, "v": 9}], "unit": "t/ha"}\n' '{ ignore: ["$.rows[*].v", /gone] }'
compare_cases json_exact
