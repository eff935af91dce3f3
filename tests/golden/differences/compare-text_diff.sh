# The table of cases of text_diff.
source "$REPO/tests/golden/setup.bash"
text='WEPP 2020\nsoil loss 12.5 t\nrunoff 3.0 mm\n'
pair equal.txt "$text" "$text"
pair within.txt "$text" 'WEPP 2020\nsoil loss 12.6 t\nrunoff 3.0 mm\n' '{ tolerance: { rel: 0.01 } }'
pair beyond.txt "$text" 'WEPP 2020\nsoil loss 12.9 t\nrunoff 3.0 mm\n' '{ tolerance: { rel: 0.01 } }'
put before missing.txt "$text"
put after extra.txt "$text"
pair reordered.txt "$text" 'soil loss 12.5 t\nWEPP 2020\nrunoff 3.0 mm\n'
pair type-changed.txt "$text" 'WEPP 2020\nsoil loss high t\nrunoff 3.0 mm\n' '{ tolerance: 99 }'
pair nan.txt 'mean NaN\nmax nan\n' 'mean NaN\nmax 3\n' '{ tolerance: 99 }'
pair nodata.txt 'cell -9999\n' 'cell 1\n' '{ tolerance: 0.1 }'
pair empty.txt "$text" ''
pair ignored.txt 'run 2026-01-01 10:00\nok\n' 'run 2026-02-03 11:12\nok\n' '{ ignore: ["run .*"] }'
pair line-gone.txt "$text" 'WEPP 2020\nrunoff 3.0 mm\n'
pair damaged.txt "$text" 'WEPP \xff\xfe 2020\n'
pair wrong-format.txt "$text" 'GIF89a\x00\x01\x00\x00'
compare_cases text_diff
