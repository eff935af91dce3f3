# A login without the role: no run is made on the server. Mods are read over HTTP, from the run that was made.
source "$REPO/tests/golden/setup.bash"
serve
for needs in 'roles: [Root9]' 'mods: [rangeland9]'; do
  rm -rf profiles; mkdir profiles
  use_profile us-small
  sed -i "/^prerequisites:/d; /^steps:/i prerequisites: { $needs }" profiles/us-small/profile.yaml
  : > far/requests.jsonl
  $PROFILE play us-small --base-url "$URL" --sandbox create --no-compare > out.txt && exit 1 || code=$?
  sed -n '/^\(error\|note\|sandbox\)/,$p' out.txt | grep -v '^result\|^bundle' | sed -E 's/[a-z]+-[a-z]+-[0-9a-f]{6}/RUN/'
  grep -c '/create' far/requests.jsonl || true
  ls far/runs/* 2> /dev/null | grep -c '-' || true
done
exit "$code"
