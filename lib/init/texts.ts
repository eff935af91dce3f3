/** What `profile init` writes: patterns for git, and the configuration with every key explained. */

/** Lines for `.gitignore`: what is not committed. */
export const GITIGNORE = `# Drafts may hold what nobody has reviewed; results are made anew by every play.
/profiles/_drafts/
/profiles/results/
# Journals and locks of commands at work.
/profiles/.profile-*
# Sandboxes, and credentials.
/playback/
/docker/.env
/secrets.env
/users.env
`;

/** Lines for `.gitattributes`: what goes into Git LFS (git lfs install, once on each machine). */
export const GITATTRIBUTES =
  `# Seeds and baselines are compared byte for byte: git must not change their line ends.
profiles/**/seed/** -text
profiles/**/baseline/** -text
profiles/**/baseline@*/** -text
# Rasters, tables and archives.
profiles/**/*.tif filter=lfs diff=lfs merge=lfs -text
profiles/**/*.tiff filter=lfs diff=lfs merge=lfs -text
profiles/**/*.img filter=lfs diff=lfs merge=lfs -text
profiles/**/*.nc filter=lfs diff=lfs merge=lfs -text
profiles/**/*.parquet filter=lfs diff=lfs merge=lfs -text
profiles/**/*.zip filter=lfs diff=lfs merge=lfs -text
profiles/**/*.gz filter=lfs diff=lfs merge=lfs -text
# Snapshots of runs (profile promote --with-run), whole.
profiles/*/run/** filter=lfs diff=lfs merge=lfs -text
profiles/archived/*/run/** filter=lfs diff=lfs merge=lfs -text
`;

/**
 * `profiles/profile.config.yaml`. A setting is a line with `#` and no blank behind it (two blanks inside of a section);
 * without the `#` it counts. The test takes all of them away and reads the rest.
 */
export const CONFIG = `# yaml-language-server: $schema=profile.config.schema.json
# Settings of this data root. Options and environment variables win over what stands here.
# Every key is below, explained and switched off: take away its # to use it.
version: 1

# Where profile play goes without --base-url: the address of a test server, or embedded for the WEPPcloud stand-in
# inside the binary.
#base_url: https://wepp-test.example.org/weppcloud

# Hosts that profile play refuses without --allow-production.
#production_hosts: [wepp.example.org]

# Folder in which sandboxes lie. The server must see the same folder as its PROFILE_PLAYBACK_RUN_ROOT.
# Default: playback/runs of the data root.
#playback_run_root: /data/playback/runs

# Runs that plays work in: filesystem (a folder there), fork (--fork-from RUN) or create (the server makes one).
# Who owns the files of a sandbox on the disk, as root; which permission bits they do not get; how long kept ones stay.
#sandbox: { mode: create, owner: "wepp:wepp", umask: "002", keep: 14d }

# Scratch space: a folder of your own, not one that several users share. Default: /tmp/weppcloud_profiles
#scratch: /var/tmp/weppcloud_profiles

# How long a job may run when its step says nothing.
#job_timeout: 30m

# How long a queued job may wait for a worker before the first step.
#worker_timeout: 60s

# How long a change is sent again while another job holds the run.
#busy_timeout: 5m

# Polls of jobs a minute, all plays of an invocation together: WEPPcloud takes 400 of one caller. off is no limit.
#poll_limit: 390

# Program that runs a job directly, for profiles with rq_required: false. No shell sees it.
#job_command: docker compose exec -T weppcloud python -m wepp_jobs {{job}} {{run_id}} {{payload_file}}

# Lets comparisons of the method command run the programs that profiles name. Default: off.
#compare_commands: allow

# Program that gets a notice of how a play or a merged report ended, as text on its standard input: when something did
# not pass, always, or on a change of a verdict. No shell sees it. {summary}, {verdict}, {report} and {dir} are filled in.
#notify_command: mail -s "{summary}" qa@example.org
#notify_on: change
#notify_timeout: 60s

# Program that publishes the folder of the report. Its failure, as that of the notice, changes no verdict.
#publish_command: rsync -a --delete {dir}/ dashboard.example.org:/srv/dashboard/wepp/
#publish_timeout: 10m

# A private authority whose certificates are trusted beside the usual ones (PEM), relative to the data root.
#ca: certificates/ca.pem

# Where to log in, when base_url is an internal address of the same server.
#login_url: https://wepp.example.org/weppcloud

# How long a connection may take, and how long the server may be silent.
#connect_timeout: 10s
#request_timeout: 60s

# Credentials of each user of a recording, lines <NAME>_EMAIL=… and <NAME>_PASSWORD=…. Never commit it.
#users_file: users.env

# File with the values of {{secret.NAME}}, one NAME=value a line, relative to the data root. Never commit it.
#secrets_file: secrets.env

# Sets of values that profile play --overlay <name> lays over a profile. Credentials are names in the environment.
#overlays:
#  staging:
#    base_url: https://staging.example.org/weppcloud
#    variables: {outlet_lat: 46.2}

# Whether play draws pictures of rasters and tables that differ, into diff/ of the result. Default: true.
#pictures: false

# A bundle (what play collects when it does not pass) larger than this goes to results-bundles/ of the profile's
# metadata.data_repo, and the report names its place.
#bundle:
#  limit: 50MB

# What baselines keep of a file: file, summary or hash. The first rule that fits and is enough for its method; without
# rules, files above 10 MB are summed up where their method can.
#baseline:
#  keep:
#    - {methods: [raster_stats], above: 5MB, keep: summary}

# Rules of profile assemble: names of rules that shall not hold (profile assemble --help lists them), and further
# requests that need no step.
#assemble:
#  keep: [elevation-queries]
#  fold: ['GET report/*']

# Group that may see and change drafts; else they are for their owner alone.
#drafts:
#  group: weppqa

# What is secret here beside what the built-in rules know, and what is not.
#redaction:
# Names of keys whose values are secret.
#  keys: [badge_no]
# Patterns in text; name is the rule in the ledger.
#  patterns:
#    - { name: ticket, pattern: 'TCK-\\d{4,6}', flags: i }
# What is not secret, whatever the rules say: keys, and whole values.
#  allow: { keys: [cap_token], values: [support@example.org] }
# People who may be named in recordings, internal hosts, and internal domains with every host below them.
#  people: [Jonas Lindqvist]
#  hosts: [dbserver1]
#  domains: [streamlab.example.com]
`;
