source "$REPO/tests/golden/setup.bash"
use_profile us-small
use_copy old gone
mkdir -p profiles/archived profiles/_drafts
mv profiles/old profiles/archived/
# Names that can be mistyped, mistyped; those of steps, tags and overlays are in cases of their own.
try() {
  echo "$ profile $*" >&2
  $PROFILE "$@" 2>&1 > out.txt | sed 's#^  --> .*/#  --> #' >&2 || true
}
try list --jsn
try schema profil
try completions zhs
try play us-small --sandbox filesytem
try show odl
try archive odl --restore
try play us-small --embedded --then frok
try play us-small --embedded --embedded-fault no-woker
try play us-small --embedded --embedded-drift soil_los=2
try record proxy --target embedded --out x --keep-reason 'job pols'
# Fields and words of profile.yaml, the file that people write by hand.
wrong() {
  sed "$1" "$REPO/profiles/us-small/profile.yaml" > mill.yaml
  try validate mill.yaml
}
wrong 's/^comparisons:/comparison:/; s/  slug:/  slgu:/; s/api: rq-engine/api: rq-engin/; 0,/http_post/s//http_pst/
  0,/    expect:/s//    expct:/'
wrong '0,/action: http_post/s//acton: http_post/'
wrong '0,/    json:/s//    jsn:/; 0,/method: json_exact/s//metod: json_exact/'
wrong '0,/text_exact/s//text_exct/; 0,/tolerance:/s//tolerence:/; 0,/type: job,/s//type: jop,/; 0,/type: job, timeout/s//type: job, tmeout/'
exit 2
