# Sourced by the cases: a data root with a shipped profile, and a way to change it.
use_profile() {
  cp -r "$REPO/profiles/$1" profiles/
  chmod -R u+w profiles
}
