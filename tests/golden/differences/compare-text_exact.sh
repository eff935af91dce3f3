# The table of cases of text_exact.
source "$REPO/tests/golden/setup.bash"
text='one\ntwo\nthree\n'
pair equal.txt "$text" "$text"
pair line-ends.txt "$text" 'one\r\ntwo\r\nthree\r\n'
pair last-line-end.txt "$text" 'one\ntwo\nthree'
pair changed.txt "$text" 'one\n2\nthree\n'
pair blank-at-the-end.txt "$text" 'one\ntwo \nthree\n'
pair missing-line.txt "$text" 'one\nthree\n'
pair extra-line.txt "$text" 'one\ntwo\ntwo and a half\nthree\n'
put before missing.txt "$text"
put after extra.txt "$text"
pair reordered.txt "$text" 'two\none\nthree\n'
pair type-changed.txt 'v 1\n' 'v one\n'
pair nan.txt 'NaN\n' 'nan\n'
pair nodata.txt '9999\n' '-9999\n'
pair empty.txt "$text" ''
pair damaged.txt "$text" 'one\ntw\377\376\nthree\n'
pair wrong-format.txt "$text" 'PK\3\4\0\0'
pair marked.txt "$text" '\357\273\277one\ntwo\nthree\n'
compare_cases text_exact
