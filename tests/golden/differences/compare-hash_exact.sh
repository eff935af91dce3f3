# The table of cases of hash_exact: any byte counts.
source "$REPO/tests/golden/setup.bash"
pair equal.bin 'abc\0\377' 'abc\0\377'
pair one-byte.bin 'abc\0\377' 'abc\0\376'
pair last-byte-gone.bin 'abc\0\377' 'abc\0'
put before missing.bin 'abc'
put after extra.bin 'abc'
pair reordered.txt 'a\nb\n' 'b\na\n'
pair type-changed.json '{"v": 1}' '{"v": "1"}'
pair line-ends.txt 'a\nb\n' 'a\r\nb\r\n'
pair nan.txt 'NaN\n' 'nan\n'
pair nodata.txt '9999' '-9999'
pair empty.bin 'abc' ''
pair empty-on-both.bin '' ''
pair damaged.tif 'II*\0\1\2\3' 'II*\0'
pair wrong-format.tif 'II*\0\1\2\3' '\211PNG'
compare_cases hash_exact
