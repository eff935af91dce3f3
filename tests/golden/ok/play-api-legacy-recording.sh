source "$REPO/tests/golden/setup.bash"
use_profile us-small
# The same workflow in the words of the old API, against a server that has the new one only: the same outputs.
sed -i -E '/path: \/rq-engine/{ s#/rq-engine/api/runs#/weppcloud/runs#; s#tasks/upload-cli/#tasks/upload_cli/#; t tasks
}; :tasks
/path: .weppcloud/{ s#(\{\{config\}\}/)(fetch-dem|set-outlet|build-|run-wepp)#\1rq/api/\2#; :hyphens s#(rq/api/[a-z_]*)-#\1_#; t hyphens
}; s/^  api: .*/  api: legacy/' profiles/us-small/profile.yaml
grep -o 'path: .*rq/api.*' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded --embedded-fault api-off=legacy
grep -o -h '"recorded": "POST[^"]*' profiles/results/us-small/*/report.json
grep -h -o '"url": "[^"]*run-wepp"' profiles/results/us-small/*/report.json
