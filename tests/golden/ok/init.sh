mkdir root
cd root
printf 'node_modules\n/playback/' > .gitignore
$PROFILE init
cat .gitignore
$PROFILE init --json | jq -c '[.items[].outcome] | unique'
$PROFILE list
