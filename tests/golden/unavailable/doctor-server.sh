source "$REPO/tests/golden/setup.bash"
# What is wrong at a server is said once, and what rests on it is not asked.
start_server
the_server() { $PROFILE doctor "$@" | sed -n '/^Server/,$p' || true; }
the_server --base-url "$SERVER"
ADMIN_PASSWORD=wrong the_server --base-url "$SERVER" --ca "$CA"
the_server --base-url "$SERVER/elsewhere" --ca "$CA"
echo 'ca: nowhere.pem' > profiles/profile.config.yaml
the_server --base-url "$SERVER"
echo 'production_hosts: [127.0.0.1, localhost]' > profiles/profile.config.yaml
the_server --base-url "$LEADS" --ca "$CA"
$PROFILE doctor --base-url "$SERVER" --ca "$CA" --playback-run-root nowhere --allow-production > last.txt || code=$?
sed -n '/^Server/,$p' last.txt
exit "$code"
