# The table of cases of table_diff.
source "$REPO/tests/golden/setup.bash"
mkdir before after params
put() { printf "$3" > "$1/$2"; }
pair() { put before "$1" "$2"; put after "$1" "$3"; if [ $# -gt 3 ]; then echo "$4" > "params/$1"; fi; }
table='hillslope,soil_loss,cover\n1,0.41,forest\n2,0.52,shrub\n3,nan,grass\n4,-9999,grass\n'
# The table with one text in place of another.
with() { echo "${table/"$1"/"$2"}"; }
pair equal.csv "$table" "$table"
pair same-numbers.csv "$table" "$(with 0.41 4.10e-1)"
pair within.csv "$table" "$(with 0.52 0.525)" '{ key: hillslope, tolerances: { soil_loss: { rel: 0.01 } } }'
pair beyond.csv "$table" "$(with 0.52 0.53)" '{ key: hillslope, tolerances: { soil_loss: { rel: 0.01 } } }'
put before missing.csv "$table"
put after extra.csv "$table"
pair reordered.csv "$table" 'hillslope,soil_loss,cover\n4,-9999,grass\n3,nan,grass\n2,0.52,shrub\n1,0.41,forest\n' '{ key: hillslope }'
pair reordered-fixed.csv "$table" 'hillslope,soil_loss,cover\n2,0.52,shrub\n1,0.41,forest\n3,nan,grass\n4,-9999,grass\n' '{ key: hillslope, order: fixed }'
pair type-changed.csv "$table" "$(with 0.52 high)" '{ key: hillslope, tolerance: 99 }'
pair nan.csv "$table" "$(with nan 0.6)" '{ tolerance: 99 }'
pair nodata.csv "$table" "$(with -9999 0.6)" '{ tolerance: 1 }'
pair rows.csv "$table" "$(with '2,0.52,shrub' '5,0.7,new')" '{ key: hillslope }'
pair row-gone.csv "$table" "$(with '2,0.52,shrub\n' '')"
pair columns.csv "$table" "$(with cover landuse)"
pair several.csv "$table" 'hillslope,soil_loss,cover\n1,0.5,forest\n2,0.6,grass\n3,nan,grass\n4,-9999,grass\n' '{ key: hillslope }'
# As in profiles/README.md.
pair losses.csv 'hillslope,soil_loss,cover\n1,0.41,forest\n2,0.6,shrub\n3,1.5,shrub\n4,1.5,shrub\n' 'hillslope,soil_loss,cover\n1,0.52,forest\n2,0.63,shrub\n3,1.51,shrub\n4,1.5,shrub\n5,0.7,forest\n' '{ key: hillslope, tolerance: { rel: 0.01 } }'
pair key-unknown.csv "$table" "$(with 0.52 0.53)" '{ key: hilslope }'
pair unused.csv "$table" "$(with 0.52 0.520)" '{ ignore: [runoff] }'
pair empty.csv "$table" ''
pair header-only.csv "$table" 'hillslope,soil_loss,cover\n'
pair damaged.csv "$table" "$(with ',shrub' '')"
pair open-quote.csv "$table" "$(with shrub '"shrub')"
pair wrong-format.csv "$table" 'GIF89a\x00\x01\x00\x00'
pair table.tsv 'id\tx\n1\t2.5\n' 'id\tx\n1\t2.75\n' '{ tolerance: 0.25 }'
pair table.psv 'id|x\n1|2.5\n' 'id|x\n1|2.75\n'
events='EVENT OUTPUT\n day  mo  year   Precp  Runoff\n                  (mm)    (mm)\n  20   3     1     9.9    2.32\n  27   9     2    25.3    0.55\n'
pair H1.ebe.dat "$events" "${events/2.32/2.35}" '{ key: [day, mo, year], tolerances: { "Runoff*": 0.01 } }'
loss='   WEPP VERSION 2025.09 built 2026-11-22 11:06\n\nHillslopes  Runoff  Loss\n   (ID)     (m^3)   (kg)\n     1       67.1   5.7\n     2       79.3   6.4\n\n  Total contributing area =   24.33 ha\n'
other=${loss/11:06/12:00}; other=${other/24.33/24.35}
pair loss_pw0.txt "$loss" "${other/79.3/79.4}" '{ tolerances: { "Runoff*": 0.2 } }'
# Made by DuckDB: id (1 to 4) and x (id / 8); with id as int64, x of id 3 another, and a row more.
base64 -d > before/table.parquet <<'END'
UEFSMRUAFSwVPiwVCBUAFQYVBgAAKLUv/SAWsQAAAgAAAAgBAQAAAAIAAAADAAAABAAAABUAFUwVRCwVCBUAFQYVBgAAKLUv/SAm
zQAAcAIAAAAIAQDAPwDQ2OA/BAAgy0pe0IYAjBUCGTw1ABgNZHVja2RiX3NjaGVtYRUEABUCJQIYAmlkJSIAFQolAhgBeAAWCBkc
GSwmABwVAhkVABkYAmlkFQwWCBZOFmAmCDwYBAQAAAAYBAEAAAAWACgEBAAAABgEAQAAABERAAAAJgAcFQoZFQAZGAF4FQwWCBZu
FmYmaDwYCAAAAAAAAOA/GAgAAAAAAADAPxYAKAgAAAAAAADgPxgIAAAAAAAAwD8REQAAABa8ARYIJggWxgEAKChEdWNrREIgdmVy
c2lvbiB2MS41LjYgKGJ1aWxkIDA2OWNjOWY5YjUpGSwcAAAcAAAA7AAAAFBBUjE=
END
base64 -d > after/table.parquet <<'END'
UEFSMRUAFVwVTiwVChUAFQYVBgAAKLUv/SAu9QAAsAIAAAAKAQEAAgADAAQABQAAAAAAAAAEFAADGGMuFQAVXBVELBUKFQAVBhUG
AAAotS/9IC7NAABwAgAAAAoBAMA/ANDg5D8EAKDLSl7QhgCMFQIZPDUAGA1kdWNrZGJfc2NoZW1hFQQAFQQlAhgCaWQlJAAVCiUC
GAF4ABYKGRwZLCYAHBUEGRUAGRgCaWQVDBYKFn4WcCYIPBgIBQAAAAAAAAAYCAEAAAAAAAAAFgAoCAUAAAAAAAAAGAgBAAAAAAAA
ABERAAAAJgAcFQoZFQAZGAF4FQwWChZ+FmYmeDwYCAAAAAAAAOQ/GAgAAAAAAADAPxYAKAgAAAAAAADkPxgIAAAAAAAAwD8REQAA
ABb8ARYKJggW1gEAKChEdWNrREIgdmVyc2lvbiB2MS41LjYgKGJ1aWxkIDA2OWNjOWY5YjUpGSwcAAAcAAAA/AAAAFBBUjE=
END
echo '{ key: id, tolerance: { rel: 0.01 } }' > params/table.parquet
for case in equal cut-off damaged no-parquet; do cp before/table.parquet "before/$case.parquet"; done
cp before/table.parquet after/equal.parquet
head -c 300 before/table.parquet > after/cut-off.parquet
{ head -c 30 before/table.parquet; printf 'damaged'; tail -c +38 before/table.parquet; } > after/damaged.parquet
echo '<html>not found</html>' > after/no-parquet.parquet
compare_cases table_diff
