/** Every key of `profiles/profile.config.yaml`: its names in the environment, its default, and what it is for. */

/** One key. */
export interface SettingKey {
  /** As in the file, with dots: `sandbox.mode`. */
  key: string;
  /** Long option of `play` or another command, without dashes. */
  option?: string;
  /** Names in the environment, the first one that is set counts. */
  env?: readonly string[];
  /** What holds when nothing is said, in words. */
  usual: string;
  /** One line, for the guide. */
  about: string;
  /** Its values say something of people or places: only how many there are is shown. */
  private?: true;
}

const named = (option: string, ...others: string[]): Pick<SettingKey, "option" | "env"> => ({
  option,
  env: [`PROFILE_${option.replaceAll("-", "_").toUpperCase()}`, ...others],
});

/** All keys but `version`, in the order of the guide. */
export const SETTING_KEYS: readonly SettingKey[] = [
  {
    key: "base_url",
    ...named("base-url", "PROFILE_PLAYBACK_BASE_URL"),
    usual: "none",
    about: "where `play` goes: the address of a WEPPcloud, or `embedded`",
  },
  { key: "production_hosts", usual: "none", about: "hosts that `play` refuses without `--allow-production`" },
  {
    key: "login_url",
    ...named("login-url"),
    usual: "base_url",
    about: "where to log in, when `base_url` is an internal address of the same server",
  },
  {
    key: "ca",
    ...named("ca"),
    usual: "none",
    about: "a private authority to trust beside the usual ones, PEM",
  },
  {
    key: "users_file",
    ...named("users-file"),
    usual: "none",
    about: "credentials of each user of a recording",
  },
  {
    key: "secrets_file",
    ...named("secrets-file"),
    usual: "none",
    about: "values of `{{secret.NAME}}`, one `NAME=value` a line",
  },
  {
    key: "playback_run_root",
    ...named("playback-run-root"),
    usual: "playback/runs",
    about: "folder of sandboxes, which the server sees as its PROFILE_PLAYBACK_RUN_ROOT",
  },
  {
    key: "scratch",
    ...named("scratch"),
    usual: "weppcloud_profiles in the temporary folder",
    about: "scratch space; a folder of your own",
  },
  {
    key: "sandbox.mode",
    ...named("sandbox"),
    usual: "filesystem where the playback root is, else create",
    about: "how plays make their runs: `filesystem`, `fork`, `create`",
  },
  { key: "sandbox.umask", usual: "as the playback root", about: "permission bits that new files do not get" },
  {
    key: "sandbox.owner",
    usual: "the playback root's",
    about: "whom a sandbox on the disk is given to, as root",
  },
  {
    key: "sandbox.keep",
    usual: "30d",
    about: "how old a kept sandbox may become before `record prune` removes it",
  },
  {
    key: "connect_timeout",
    ...named("connect-timeout"),
    usual: "10s",
    about: "how long a connection may take",
  },
  {
    key: "request_timeout",
    ...named("request-timeout"),
    usual: "60s",
    about: "how long the server may be silent",
  },
  {
    key: "job_timeout",
    ...named("job-timeout"),
    usual: "15m",
    about: "how long a job may run when its step says nothing",
  },
  {
    key: "worker_timeout",
    ...named("worker-timeout"),
    usual: "30s",
    about: "how long a queued job may wait for a worker before the first step",
  },
  {
    key: "busy_timeout",
    ...named("busy-timeout"),
    usual: "2m",
    about: "how long a change is sent again while another job holds the run",
  },
  {
    key: "poll_limit",
    ...named("poll-limit"),
    usual: "390",
    about: "polls of jobs a minute, all plays of an invocation together; `off` is no limit",
  },
  {
    key: "job_command",
    ...named("job-command"),
    usual: "none",
    about: "program that runs a job directly, for profiles with `rq_required: false`",
  },
  {
    key: "compare_commands",
    usual: "off",
    about: "`allow` lets comparisons of the method `command` run programs",
  },
  {
    key: "notify_command",
    ...named("notify-command"),
    usual: "none",
    about: "program that is told how plays ended",
  },
  {
    key: "notify_on",
    ...named("notify-on"),
    usual: "failure",
    about: "when: `failure`, `always`, `change`",
  },
  { key: "notify_timeout", ...named("notify-timeout"), usual: "60s", about: "how long it may take" },
  {
    key: "publish_command",
    ...named("publish-command"),
    usual: "none",
    about: "program that gets the folder of the report",
  },
  { key: "publish_timeout", ...named("publish-timeout"), usual: "10m", about: "how long it may take" },
  { key: "pictures", ...named("pictures"), usual: "true", about: "whether `play` draws what differs" },
  {
    key: "overlays",
    usual: "none",
    about: "sets of values that `play --overlay` lays over a profile, by name",
  },
  { key: "bundle.limit", usual: "50MB", about: "larger bundles go to the profile's `data_repo`" },
  { key: "baseline.keep", usual: "files above 10 MB are summed up", about: "what baselines keep of a file" },
  { key: "assemble.keep", usual: "none", about: "rules of `assemble` that shall not hold" },
  { key: "assemble.fold", usual: "none", about: "further requests that need no step" },
  { key: "drafts.group", usual: "none", about: "group that may see and change drafts" },
  { key: "redaction.keys", usual: "none", about: "names of keys whose values are secret", private: true },
  { key: "redaction.patterns", usual: "none", about: "patterns of text that is secret", private: true },
  { key: "redaction.allow.keys", usual: "none", about: "keys that are not secret", private: true },
  { key: "redaction.allow.values", usual: "none", about: "whole values that are not secret", private: true },
  { key: "redaction.people", usual: "none", about: "people who may be named in recordings", private: true },
  { key: "redaction.hosts", usual: "none", about: "internal hosts", private: true },
  {
    key: "redaction.domains",
    usual: "none",
    about: "internal domains, with every host below them",
    private: true,
  },
];
