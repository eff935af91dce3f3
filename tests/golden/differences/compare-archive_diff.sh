# The table of cases of archive_diff.
source "$REPO/tests/golden/setup.bash"
mkdir -p before after params
# Writes an archive: its path, then name and content of each member.
pack() {
  python3 - "$@" <<'PY'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in zip(sys.argv[2::2], sys.argv[3::2]):
        archive.writestr(name, content.encode().decode("unicode_escape").encode("latin-1"))
PY
}
base=(summary.json '{"loss": 1.5, "hills": [1, 2]}' table.txt 'hill loss\n1 12.5\n' map.bin '\x00\x01')
# A case: its name, its parameters, the members of the produced archive.
pair() { pack "before/$1" "${base[@]}"; echo "$2" > "params/$1"; pack "after/$1" "${@:3}"; }
close='{ members: [{ target: "*.json", method: json_close, params: { tolerance: { rel: 0.01 } } }] }'
pair equal.zip '{}' "${base[@]}"
pair reordered.zip '{}' map.bin '\x00\x01' table.txt 'hill loss\n1 12.5\n' summary.json '{"hills": [1, 2], "loss": 1.50}'
pair within.zip "$close" summary.json '{"loss": 1.51, "hills": [1, 2]}' "${base[@]:2}"
pair beyond.zip "$close" summary.json '{"loss": 1.56, "hills": [1, 2]}' "${base[@]:2}"
pair type-changed.zip "$close" summary.json '{"loss": "1.5", "hills": [1, 2]}' "${base[@]:2}"
pair nan.zip "$close" summary.json '{"loss": NaN, "hills": [1, 2]}' "${base[@]:2}"
pair nodata.zip "$close" summary.json '{"loss": -9999, "hills": [1, 2]}' "${base[@]:2}"
pair member-gone.zip '{}' "${base[@]:2}"
pair member-more.zip '{}' "${base[@]}" new/deep.txt x
pair ignored.zip '{ ignore: ["new/**", table.txt] }' "${base[@]:0:2}" table.txt 'other\n' map.bin '\x00\x01' new/deep.txt x
pair binary.zip '{}' "${base[@]:0:4}" map.bin '\x00\x02'
pair text.zip '{}' "${base[@]:0:2}" table.txt 'hill loss\n1 12.6\n' map.bin '\x00\x01'
pair empty.zip '{}'
pair landuse.nodir '{}' "${base[@]:0:2}" table.txt 'hill loss\n1 13\n' map.bin '\x00\x01'
pack before/missing.zip "${base[@]}"
pack after/extra.zip "${base[@]}"
pair damaged.zip '{}' "${base[@]}"
head -c 300 before/equal.zip > after/damaged.zip
pair wrong-format.zip '{}' "${base[@]}"
echo 'no archive' > after/wrong-format.zip
compare_cases archive_diff
