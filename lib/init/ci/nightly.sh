#!/usr/bin/env bash
# Plays the profiles of a data root every night, for cron. Written by profile init --ci nightly; from here on it is
# yours. profiles/CI.md of profile explains it. A line for crontab:
#
#   17 3 * * * SITE=/srv/dashboard/wepp /data/library/profiles/ci/nightly.sh
#
# Settings, all of the environment:
#   ROOT        the data root (default: the one that this file lies in)
#   TAGS        which profiles: "nightly and not slow" (default: nightly)
#   OVERLAYS    overlays to play, one after another: "staging testing"; - is none (default: -)
#   JOBS        so many profiles at a time (default: 2)
#   SITE        folder for the catalogue (default: none is made)
#   KEEP_DAYS   age at which results and logs are removed (default: 30)
# The server, the notice and what is published stand in profiles/profile.config.yaml (base_url, notify_command,
# publish_command); the account in docker/.env of the data root, or ADMIN_EMAIL and ADMIN_PASSWORD.
set -euo pipefail

ROOT=${ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
TAGS=${TAGS:-nightly}
OVERLAYS=${OVERLAYS:--}
JOBS=${JOBS:-2}
SITE=${SITE:-}
KEEP_DAYS=${KEEP_DAYS:-30}
# cron knows few folders, and a systemd unit no home.
PATH=$PATH:/usr/local/bin${HOME:+:$HOME/bin}

export PROFILE_DATA_ROOT=$ROOT
nights=$ROOT/profiles/results/.nightly
mkdir -p "$nights"

# Two nights at once would share the server's workers, and the lists of results.
exec 9> "$nights/lock"
if ! flock --nonblock 9; then
  echo "nightly: another one is at work in $ROOT (lock $nights/lock)" >&2
  exit 75
fi

night=$nights/$(date -u +%Y%m%dT%H%M%SZ)
mkdir "$night"
log=$night/nightly.log
# Mail of cron is for nights that did not pass: words go to the log.
exec 3>&1 > "$log" 2>&1
echo "began $(date -u +%Y-%m-%dT%H:%M:%SZ), $(profile --version)"

# What it finds stands above the plays; what keeps them from working makes them end 3, and that is told.
echo "--- doctor"
profile doctor || true

reports=()
for overlay in $OVERLAYS; do
  echo "--- play $overlay"
  words=(--tag "$TAGS" --jobs "$JOBS" --report-json "$night/$overlay.json")
  if [ "$overlay" != - ]; then words+=(--overlay "$overlay"); fi
  # One notice for the night, below: an empty name switches that of the configuration off.
  PROFILE_NOTIFY_COMMAND='' PROFILE_PUBLISH_COMMAND='' profile play "${words[@]}" 9>&- || true
  if [ -s "$night/$overlay.json" ]; then reports+=("$night/$overlay.json"); fi
done

if [ -n "$SITE" ]; then
  echo "--- catalogue"
  PROFILE_NOTIFY_COMMAND='' PROFILE_PUBLISH_COMMAND='' profile report --out "$SITE" || true
fi

# The verdict of the night; publishes and tells as the configuration says.
echo "--- report"
code=0
profile report --merge "${reports[@]:-$night}" --out "$night/merged" --report-junit "$night/junit.xml" 9>&- || code=$?

echo "--- old results"
profile record prune --results-age "${KEEP_DAYS}d" || true
find "$nights" -mindepth 1 -maxdepth 1 -type d -mtime "+$KEEP_DAYS" -exec rm -rf {} +

echo "ended $(date -u +%Y-%m-%dT%H:%M:%SZ), exit code $code"
if [ "$code" -ne 0 ]; then
  {
    echo "nightly: exit code $code, log $log"
    sed -n '/^--- report$/,/^--- old results$/p' "$log" | grep -v '^---'
  } >&3
fi
exit "$code"
