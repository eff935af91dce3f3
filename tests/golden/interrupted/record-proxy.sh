# A session with one read, ended with Ctrl-C.
$PROFILE record proxy --target embedded --out rec > session.out &
session=$!
trap 'kill $session 2>/dev/null || true' EXIT
for _ in $(seq 200); do grep -q '^end' session.out && break; sleep 0.05; done
origin=$(grep -o 'http://localhost:[0-9]*' session.out | head -1)
curl -s -o /dev/null "$origin/weppcloud/login"
curl -s -o /dev/null "$origin/weppcloud/runs/ample-otter/cfg/query/outlet/"
kill -INT $session
code=0; wait $session || code=$?
cat session.out | sed -E 's/localhost:[0-9]+/localhost:PORT/g; s/key=[[:alnum:]_-]+/key=KEY/'
stat -c '%a %n' rec
exit $code
