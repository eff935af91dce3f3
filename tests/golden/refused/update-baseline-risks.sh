# A table of risks: the baseline is made so that a play of today differs from it in each of these ways.
source "$REPO/tests/golden/setup.bash"
use_profile us-small
# Puts other content into the baseline, as if it had been accepted once: what today's play produces is the change.
rekeep() {
  python3 - "$1" "${2--}" <<'PY'
import hashlib, json, os, sys
path, source = sys.argv[1:]
folder = "profiles/us-small/baseline/"
manifest = json.load(open(folder + "manifest.json"))
manifest["files"] = [file for file in manifest["files"] if file["path"] != path]
if source == "-":
    os.remove(folder + path)
else:
    data = open(source, "rb").read()
    os.makedirs(os.path.dirname(folder + path), exist_ok=True)
    open(folder + path, "wb").write(data)
    method = "json_exact" if path.endswith(".json") else "raster_stats" if path.endswith(".tif") else "text_exact"
    manifest["files"].append({"path": path, "size": len(data), "kept": "file", "sha256": hashlib.sha256(data).hexdigest(),
        "comparison": {"target": path, "method": method},
        "accepted": {"by": "tester", "at": "2026-01-01T00:00:00Z", "reason": "first"}})
manifest["statuses"] = {"set-outlet": 201}
json.dump(manifest, open(folder + "manifest.json", "w"))
PY
}
kept=profiles/us-small/baseline
printf 'gone\n' > gone.txt
rekeep wepp/output/vanished.txt gone.txt
printf '  - { target: wepp/output/vanished.txt, method: text_exact }\n' >> profiles/us-small/profile.yaml
sed '0,/{/s//{ "lost": 1,/' $kept/wepp/output/run/summary.json > lost.json
rekeep wepp/output/run/summary.json lost.json
# Another place, and another nodata value: both are texts of the same length in the file.
python3 - "$kept/wepp/output/run/soil_loss.tif" <<'PY'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
end = "<" if data[:2] == b"II" else ">"
at, = struct.unpack_from(end + "I", data, 4)
count, = struct.unpack_from(end + "H", data, at)
for index in range(count):
    tag, kind, number, value = struct.unpack_from(end + "HHII", data, at + 2 + 12 * index)
    if tag == 33922: struct.pack_into(end + "d", data, value + 24, 1.0)
    if tag == 42113: data[value:value + number] = b"-1".ljust(number, b"\0")
open("moved.tif", "wb").write(data)
PY
rekeep wepp/output/run/soil_loss.tif moved.tif
rekeep wepp/output/H1.ebe.dat
printf 'other\n' > other.txt
rekeep wepp/output/H2.ebe.dat other.txt
$PROFILE play us-small --embedded --quiet > /dev/null 2>&1 || echo "exit $?"
$PROFILE update-baseline us-small --all --prune --dry-run
# A person who says no to some and yes to others.
printf 'yes\nno\nyes\ny\n' | script -qec "$PROFILE update-baseline us-small --accept '**' --prune --reason 'known'" /dev/null |
  tr -d '\r' | sed 's/\x1b\[[0-9;]*m//g' | grep -aE '^(accept|remove|leave|Wrote)'
grep -o '"subject":"[^"]*".*"severe":"[^"]*"' profiles/us-small/ledger.jsonl | sed 's/,.*"severe"/ severe/'
# Where nobody can be asked it is refused.
$PROFILE update-baseline us-small --all --prune --reason "known"
