# The table of cases of text_contains: it judges the produced file alone.
source "$REPO/tests/golden/setup.bash"
text='WEPP simulation\nsoil loss 12.5 t\ncompleted\n'
pair equal.txt "$text" "$text" '{ contains: [completed] }'
pair other-but-holds.txt "$text" 'another text\ncompleted\n' '{ contains: [completed], absent: [error] }'
pair phrase-gone.txt "$text" 'WEPP simulation\n' '{ contains: [completed] }'
pair same-but-phrase-never-there.txt "$text" "$text" '{ contains: [finished] }'
pair must-not-be-there.txt "$text" 'completed\nerror: no climate\n' '{ absent: [error] }'
pair pattern.txt "$text" "$text" '{ matches: ["^soil loss [0-9.]+ t$"] }'
pair pattern-beyond.txt "$text" 'soil loss high t\n' '{ matches: ["^soil loss [0-9.]+ t$"] }'
put before missing.txt "$text"
echo '{ contains: [completed] }' > params/missing.txt
put after extra.txt "$text"
echo '{ contains: [completed] }' > params/extra.txt
pair reordered.txt "$text" 'completed\nWEPP simulation\n' '{ contains: [completed, WEPP] }'
pair type-changed.txt 'v 1\n' 'v one\n' '{ contains: [v 1] }'
pair nan.txt 'mean 1\n' 'mean nan\n' '{ absent: [nan] }'
pair nodata.txt '1\n' '-9999\n' '{ absent: ["-9999"] }'
pair empty.txt "$text" '' '{ contains: [completed] }'
pair damaged.txt "$text" 'completed\377\n' '{ contains: [completed] }'
pair wrong-format.txt "$text" 'PK\3\4\0\0completed' '{ contains: [completed] }'
compare_cases text_contains
