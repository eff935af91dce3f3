# The table of cases of vector_diff: GeoJSON, text sequences, GeoPackages, shapefiles.
source "$REPO/tests/golden/setup.bash"
mkdir -p before after params
square='[[[0,0],[10,0],[10,10],[0,10],[0,0]]]'
# A hill: its key, its loss, its ring.
hill() { echo "{\"type\":\"Feature\",\"properties\":{\"TopazID\":$1,\"loss\":$2},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":${3:-$square}}}"; }
layer() { local IFS=,; echo "{\"type\":\"FeatureCollection\",\"features\":[$*]}"; }
a=$(hill 22 1.5)
b=$(hill 31 0.25 '[[[20,0],[30,0],[30,10],[20,10],[20,0]]]')
pair() { layer "$a" "$b" > "before/$1"; echo "$3" > "after/$1"; echo "${2:-{\}}" > "params/$1"; }
key='{ key: TopazID, tolerance: { rel: 0.01 }, geometry: { distance: 0.5, area: { rel: 0.05 } } }'
pair equal.geojson '' "$(layer "$a" "$b" | sed 's/,/, /g')"
pair within.geojson "$key" "$(layer "$(hill 22 1.51 '[[[0,0],[10,0],[10.3,10.3],[0,10],[0,0]]]')" "$b")"
pair beyond.geojson "$key" "$(layer "$(hill 22 1.52)" "$b")"
pair moved.geojson "$key" "$(layer "$(hill 22 1.5 '[[[0,0],[10,0],[11,11],[0,10],[0,0]]]')" "$b")"
pair reordered.geojson "$key" "$(layer "$b" "$a")"
pair ring-turned.geojson '' "$(layer "$(hill 22 1.5 '[[[10,10],[10,0],[0,0],[0,10],[10,10]]]')" "$b")"
pair feature-gone.geojson "$key" "$(layer "$b")"
pair feature-more.geojson "$key" "$(layer "$a" "$b" "$(hill 42 1)")"
pair column-gone.geojson "$key" "$(layer "$a" "$b" | sed 's/"loss"/"lost"/g')"
pair type-changed.geojson "$key" "$(layer "$(hill 22 '"1.5"')" "$b")"
pair nan.geojson "$key" "$(layer "$(hill 22 NaN)" "$b")"
pair nodata.geojson "$key" "$(layer "$(hill 22 null)" "$b")"
pair empty-layer.geojson "$key" "$(layer)"
pair empty.geojson '' ''
pair crs.geojson "$key" "$(layer "$a" "$b" | sed 's/,"features"/,"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::26911"}}&/')"
pair damaged.geojson '' "$(layer "$a" "$b" | head -c 200)"
pair wrong-format.geojson '' 'id,loss'
pair sequence.geojsonl '' "$(echo "$a"; echo "$b")"
pair no-key.geojson '{ key: hill }' "$(layer "$b" "$a")"
layer "$a" > before/missing.geojson
layer "$a" > after/extra.geojson
# GeoPackages of points, and shapefiles of one line, by other means than ours.
python3 - <<'PY'
import sqlite3, struct
def gpkg(path, layers):
    with sqlite3.connect(path) as base:
        base.executescript("""
            CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
            CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER);
            INSERT INTO gpkg_spatial_ref_sys VALUES (26911, 'EPSG', 26911);""")
        for name, rows in layers.items():
            base.execute("INSERT INTO gpkg_contents VALUES (?, 'features')", [name])
            base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 26911)", [name])
            base.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY, geom POINT, loss REAL)")
            for loss, x, y in rows:
                shape = b"GP\0\1" + struct.pack("<iBIdd", 26911, 1, 1, x, y)
                base.execute(f"INSERT INTO {name} (geom, loss) VALUES (?, ?)", [shape, loss])
hills = [(1.5, 0, 0), (0.25, 20, 0)]
for case, after in {
    "equal": {"hills": hills},
    "moved": {"hills": [(1.5, 0, 0), (0.25, 20, 3)]},
    "layers": {"channels": hills},
}.items():
    gpkg(f"before/{case}.gpkg", {"hills": hills})
    gpkg(f"after/{case}.gpkg", after)
def shp(path, points):
    content = struct.pack("<i4d3i", 3, 0, 0, 0, 0, 1, len(points), 0) + b"".join(struct.pack("<dd", *p) for p in points)
    record = struct.pack(">ii", 1, len(content) // 2) + content
    open(path, "wb").write(struct.pack(">i5ii", 9994, 0, 0, 0, 0, 0, (100 + len(record)) // 2)
        + struct.pack("<ii8d", 1000, 3, *[0] * 8) + record)
def dbf(path, day, loss):
    open(path, "wb").write(struct.pack("<4BIHH20x", 3, 126, 1, day, 1, 65, 9) + b"loss".ljust(11, b"\0")
        + b"N" + bytes(4) + bytes([8, 2]) + bytes(14) + b"\r" + b" " + loss.rjust(8).encode() + b"\x1a")
for case, points, loss in ("same", [(0, 0), (5, 0), (9, 0)], "1.50"), ("line-moved", [(0, 0), (9, 2)], "1.70"):
    shp(f"before/{case}.shp", [(0, 0), (9, 0)])
    shp(f"after/{case}.shp", points)
    dbf(f"before/{case}.dbf", 1, "1.50")
    dbf(f"after/{case}.dbf", 2, loss)
PY
head -c 130 before/same.shp > after/damaged.shp
cp before/same.shp before/damaged.shp
compare_cases vector_diff
