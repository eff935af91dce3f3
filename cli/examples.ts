/** The examples of every help page: one table. Each line works as it stands, or does once its folders are there. */

/** One example. */
export interface Example {
  /** What it does, in a few words. */
  about: string;
  line: string;
  /** It can be tried in a copy of the data root that is shipped, behind those that stand before it. */
  shipped?: true;
}

const RUN = "/wc1/runs/am/ample-otter";

/** By the words of the command; none for the program itself. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  "": [
    {
      about: "a profile that is shipped, against the WEPPcloud inside the binary",
      line: "profile play us-small --embedded",
      shipped: true,
    },
    { about: "what a user did in a run, as a draft", line: `profile assemble ${RUN} --name mill` },
    { about: "how a command is used", line: "profile help record tail" },
  ],
  "init": [
    { about: "the current folder", line: "profile init", shipped: true },
    { about: "a new one", line: "profile init wepp-profiles" },
  ],
  "record": [
    { about: "what users do in a run, as it happens", line: `profile record tail ${RUN}` },
    {
      about: "all of a browser session",
      line: "profile record proxy --target https://wepp.example.org --out session",
    },
    { about: "the sub-command and its options", line: "profile record help proxy" },
  ],
  "record tail": [
    {
      about: "go on where the last tail of this log stopped",
      line: `profile record tail ${RUN} --from checkpoint`,
    },
    { about: "only what failed, then stop", line: `profile record tail ${RUN} --no-follow --status error` },
    {
      about: "counts of a log that somebody sent",
      line: "profile record tail events.jsonl --summary --no-follow",
    },
    {
      about: "keep it all, and make a draft of it at the end",
      line: `profile record tail ${RUN} --assemble mill`,
    },
  ],
  "record start": [
    { about: "from now on, as a draft that is called mill", line: `profile record start ${RUN} --slug mill` },
    {
      about: "with words for the reviewer",
      line: `profile record start ${RUN} --notes "soils fail"`,
    },
  ],
  "record stop": [
    { about: "the capture that is open", line: `profile record stop ${RUN}` },
    { about: "one of several", line: `profile record stop ${RUN} --capture mill` },
  ],
  "record status": [{
    about: "what is open, and how much each one holds",
    line: `profile record status ${RUN}`,
  }],
  "record proxy": [
    {
      about: "open the printed address, work, end with Ctrl-C",
      line: "profile record proxy --target https://wepp.example.org --out session",
    },
    { about: "to try it without a server", line: "profile record proxy --target embedded --out session" },
    {
      about: "a server with a certificate of its own authority",
      line: "profile record proxy --target https://wepp.lan --ca lan.pem --out session",
    },
  ],
  "record import": [
    { about: "a HAR that a user sent", line: "profile record import session.har --out session" },
    {
      about: "with the files that browsers leave out of it",
      line: "profile record import session.har --out session --uploads Downloads",
    },
  ],
  "record prune": [
    { about: "what would be done here", line: "profile record prune --dry-run", shipped: true },
    {
      about: "runs as well, logs that rested for two weeks",
      line: "profile record prune /wc1/runs --dormant 14d",
    },
    {
      about: "results of the last 90 days, all drafts",
      line: "profile record prune --results-age 90d --draft-age never",
    },
  ],
  "assemble": [
    { about: "all that a run's log holds", line: `profile assemble ${RUN} --name mill` },
    { about: "what was marked with record start and stop", line: `profile assemble ${RUN} --capture mill` },
    {
      about: "a recorded session, and what is new in it",
      line: "profile assemble session --against us-small",
    },
    { about: "keep what comes until Ctrl-C", line: `profile assemble ${RUN} --follow` },
  ],
  "review": [
    { about: "the table; on a terminal, then the questions", line: "profile review mill" },
    { about: "one step: sent, recorded, decided", line: "profile review mill set-outlet" },
    {
      about: "several edits at once",
      line: "profile review mill --accept-suggestions --drop report-outlet --tag nightly",
    },
    { about: "for a colleague, who says --import mill.zip", line: "profile review mill --export mill.zip" },
  ],
  "promote": [
    { about: "a draft that has no holes left", line: "profile promote mill mill" },
    {
      about: "anew, with comparisons of what the recorded steps wrote",
      line: "profile promote mill mill --replace --candidates telling",
    },
  ],
  "validate": [
    { about: "a profile of the data root", line: "profile validate us-small", shipped: true },
    { about: "a file", line: "profile validate profiles/us-small/profile.yaml", shipped: true },
  ],
  "list": [
    { about: "by tags", line: 'profile list --tag "nightly and not wildfire"', shipped: true },
    { about: "what may become a profile", line: "profile list --drafts", shipped: true },
    { about: "for other programs", line: "profile list --json | jq -r '.profiles[].slug'", shipped: true },
    {
      about: "for three jobs of a GitHub workflow",
      line: "profile list --format github-matrix --shard-count 3",
      shipped: true,
    },
  ],
  "show": [
    { about: "steps, baseline, last results", line: "profile show us-small", shipped: true },
    { about: "what is another than in the result before", line: "profile show us-small --since last" },
    {
      about: "the bundle of the last play that did not pass",
      line: "profile show us-small --bundle us-small.zip",
    },
  ],
  "play": [
    { about: "what would be sent", line: "profile play us-small --embedded --dry-run", shipped: true },
    {
      about: "without a server; the sandbox is kept",
      line: "profile play us-small --embedded --keep",
      shipped: true,
    },
    {
      about: "some steps, in the sandbox that was kept",
      line: "profile play us-small --from-step run-wepp",
      shipped: true,
    },
    {
      about: "every night, against a test server",
      line: "profile play --tag nightly --base-url https://wepp.example.org --jobs 2",
    },
  ],
  "compare": [
    {
      about: "a sandbox that was kept with the baseline",
      line: "profile compare us-small",
      shipped: true,
    },
    { about: "any run directory", line: `profile compare us-small --run-dir ${RUN}` },
  ],
  "update-baseline": [
    { about: "what would be written", line: "profile update-baseline us-small --dry-run" },
    {
      about: "some of it, with the reason",
      line: "profile update-baseline us-small --accept 'soils/*' --reason \"new tables\"",
    },
  ],
  "archive": [
    {
      about: "nobody needs it any more",
      line: 'profile archive sbs-reupload --reason "the page is gone"',
      shipped: true,
    },
    { about: "somebody does", line: "profile archive sbs-reupload --restore", shipped: true },
  ],
  "report": [
    {
      about: "one verdict of what two machines played",
      line: "profile report --merge shard-1 shard-2 --report-junit junit.xml",
    },
  ],
  "doctor": [
    { about: "what is not as it should be", line: "profile doctor", shipped: true },
    { about: "and mend what is ours beyond doubt", line: "profile doctor --fix", shipped: true },
  ],
  "schema": [
    { about: "for an editor", line: "profile schema profile > profile.schema.json", shipped: true },
    { about: "of a report, for another program", line: "profile schema report", shipped: true },
  ],
  "completions": [
    { about: "into the shell at hand", line: "source <(profile completions bash)", shipped: true },
    {
      about: "for every fish from now on",
      line: "profile completions fish > ~/.config/fish/completions/profile.fish",
    },
  ],
  "help": [{ about: "the page of a sub-command", line: "profile help record tail", shipped: true }],
};
