# The table of cases of exists: whether a file is there counts, on both sides, and its size where a rule says so.
source "$REPO/tests/golden/setup.bash"
pair equal.bin 'abc' 'abc'
pair other-content.bin 'abc' 'xyz'
pair other-size.dss 'abc' 'abcdef'
put before missing.bin 'abc'
put after extra.bin 'abc'
mkdir -p before/sub
put before sub/missing-below.bin abc
pair reordered.txt 'a\nb\n' 'b\na\n'
pair type-changed.json '{"v": 1}' '{"v": "1"}'
pair nan.txt 'NaN\n' '1\n'
pair nodata.txt '-9999' '1'
pair empty.bin 'abc' ''
pair empty-on-both.bin '' ''
pair damaged.tif 'II*\0\1\2\3' 'II*\0'
pair wrong-format.tif 'II*\0\1\2\3' '\211PNG'
# Rules for sizes, in bytes.
sizes() {
  head -c "$2" /dev/zero | tr '\0' a > "before/$1"
  head -c "$3" /dev/zero | tr '\0' b > "after/$1"
  echo "$4" > "params/$1"
}
sizes size-equal.dss 1000 1000 '{ size: 0, min_size: 1 }'
sizes size-within.dss 1000 1040 '{ size: { rel: 0.05 } }'
sizes size-beyond.dss 1000 1060 '{ size: { rel: 0.05 } }'
sizes bytes-within.dss 1000 990 '{ size: 10 }'
sizes bytes-beyond.dss 1000 989 '{ size: 10 }'
sizes emptied.dss 1000 0 '{ min_size: 1 }'
sizes empty-before.dss 0 500 '{ size: { rel: 9 } }'
sizes too-small.dss 1000 99 '{ min_size: 100 }'
sizes least.dss 1000 100 '{ min_size: 100 }'
sizes both-empty.dss 0 0 '{ min_size: 1 }'
compare_cases exists
