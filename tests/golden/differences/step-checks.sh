source "$REPO/tests/golden/setup.bash"
use_profile us-small
# All that is wrong with the answer of a step is told at once.
sed -i '/^    urlencoded: { name: Small/,/^    expect/ s|^    expect.*|    expect:\
      status: 201\
      headers: { content-type: { matches: "^text/" }, x-gone: { exists: true } }\
      json: { $.Success: { number: { value: 3, abs: 1 } }, $.gone: { type: string } }\
      body: { contains: [Success, nothing], equals: "{}" }|' profiles/us-small/profile.yaml
$PROFILE play us-small --embedded | sed -n '/FAIL/,$p'
exit "${PIPESTATUS[0]}"
