/** `archive_diff`: ZIP archives, `.nodir` among them, by what they hold: members both ways, each by a method. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { z } from "zod";
import { withoutGzip } from "../archive/gzip.ts";
import { defaultMethod, MemberRule, MemberRules } from "../archive/member_rules.ts";
import { memberFault, type Members, withMembers } from "../archive/members.ts";
import { nodirFolder } from "../archive/nodir.ts";
import { withUnpackFolder, writeBlocks } from "../archive/unpacked.ts";
import { Findings } from "../findings.ts";
import { closedObject, paramsFault, unknownKeys } from "../params.ts";
import { bothSides, type Side } from "../text/content.ts";
import type { ZipMember } from "../../zip/contents.ts";
import { archiveView } from "../view/archive_view.ts";
import { viewFile } from "../view/view_file.ts";
import { type Comparator, type ComparatorInput, isAlwaysAsked, type Outcome } from "../types.ts";

/**
 * The method, with a way to those by which members are compared.
 *
 * @param methods all methods
 */
export function archiveDiff(methods: () => readonly Comparator[]): Comparator {
  const find = (method: string) => methods().find((one) => one.method === method);
  const Rule = MemberRule.superRefine(({ method, params = {} }, context) => {
    const comparator = find(method);
    const names = methods().map((one) => one.method);
    const fault = comparator === undefined
      ? `method: ${unknownKeys([method], names)}`
      : paramsFault(comparator.params, params);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  });
  const Params = closedObject({
    members: z.array(Rule).optional(),
    /** Members that do not count: paths and globs. */
    ignore: z.array(z.string().min(1, "must not be empty")).optional(),
  });
  return {
    method: "archive_diff",
    summary:
      "members of ZIP and `.nodir` archives both ways, each by its type or by the rule of `members`; `ignore`",
    keeps: "file",
    // What stands in its place may be a folder.
    raw: true,
    // A method that judges the produced file by itself does so for members of equal archives, too.
    always: (_file, params) =>
      (Params.parse(params).members ?? []).some(({ target, method, params = {} }) => {
        const comparator = find(method);
        return comparator !== undefined && isAlwaysAsked(comparator, target, params);
      }),
    params: Params,
    folderForm: nodirFolder,
    readsVolatile: (path) => path.endsWith(".zip") || path.endsWith(".nodir"),
    async view(input, clean) {
      const { members = [], ignore = [] } = Params.parse(input.params);
      const paths = bothSides(input);
      const rules = new MemberRules(members, ignore);
      const counts = (path: string) => !rules.ignores(path);
      return await withMembers(
        paths.baseline,
        "baseline",
        input.file,
        (before) =>
          withMembers(
            paths.produced,
            "produced",
            input.file,
            (after) => Promise.resolve([viewFile(archiveView(input.file, before, after, counts, clean))]),
          ),
      );
    },
    async compare(input) {
      const { members = [], ignore = [] } = Params.parse(input.params);
      const paths = bothSides(input);
      const { file } = input;
      return await withMembers(
        paths.baseline,
        "baseline",
        file,
        (before) =>
          withMembers(paths.produced, "produced", file, async (after) => {
            const rules = new MemberRules(members, ignore);
            return await new Comparing({ input, before, after, rules, find }).run();
          }),
      );
    },
  };
}

interface Work {
  input: ComparatorInput;
  before: Members;
  after: Members;
  rules: MemberRules;
  find: (method: string) => Comparator | undefined;
}

/** Errors of members that are told; further ones are counted. */
const TOLD = 3;

/** One comparison of two archives. */
class Comparing {
  readonly #work: Work;
  readonly #findings = new Findings();
  readonly #facts: NonNullable<Outcome["facts"]> = {};
  readonly #faults: string[] = [];
  readonly #notes: string[] = [];

  constructor(work: Work) {
    this.#work = work;
  }

  async run(): Promise<Outcome> {
    const { before, after, rules, find, input: { file } } = this.#work;
    let compared = 0;
    let differing = 0;
    for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      if (rules.ignores(path)) continue;
      compared++;
      const [old, now] = [before.get(path), after.get(path)];
      const rule = rules.find(path);
      if (now === undefined) this.#findings.missing(path, "a member", "Not in the produced archive");
      else if (old === undefined) {
        if (rule !== undefined && find(rule.method)?.allowsExtra?.(rule.params ?? {}) === true) continue;
        this.#findings.extra(path, "a member", "Not in the archive of the baseline");
      } else if (!await this.#member(path, old, now, rule)) continue;
      differing++;
    }
    if (compared === 0 && before.size + after.size > 0) {
      throw new Error(`There is nothing left to compare in "${file}": the ignores match every member`);
    }
    const [first] = this.#faults;
    if (first !== undefined) {
      const more = this.#faults.length > TOLD ? [`and ${this.#faults.length - TOLD} more`] : [];
      throw new Error([...this.#faults.slice(0, TOLD), ...more].join("; "));
    }
    const note = [`${differing} of ${compared} members differ`, ...this.#notes].join("; ");
    return this.#findings.outcome({
      unused: rules.unused,
      ...(differing === 0 ? {} : { note }),
      ...(Object.keys(this.#facts).length === 0 ? {} : { facts: this.#facts }),
    });
  }

  /** Compares one member; true when it differs or cannot be compared. */
  async #member(
    path: string,
    old: ZipMember,
    now: ZipMember,
    rule: MemberRule | undefined,
  ): Promise<boolean> {
    const { input: archive, find } = this.#work;
    try {
      const sha256 = await this.#hash(old, "baseline");
      const same = sha256 === await this.#hash(now, "produced");
      const comparator = find(rule?.method ?? defaultMethod(path));
      const params = rule?.params ?? {};
      if (comparator === undefined || (same && !isAlwaysAsked(comparator, path, params))) return false;
      const outcome = await withUnpackFolder(async (folder) => {
        const baseline = { path: await this.#extract(old, "baseline", folder), sha256, size: old.size };
        const produced = await this.#extract(now, "produced", folder);
        const input = {
          ...archive,
          file: `${archive.file}/${path}`,
          baseline,
          produced,
          params,
        };
        try {
          return await (comparator.raw === true
            ? comparator.compare(input)
            : withoutGzip(input, (plain) => comparator.compare(plain)));
        } catch (error) {
          // Nobody said that this ending means what it usually does.
          const hash = find("hash_exact");
          if (rule !== undefined || hash === undefined) throw error;
          return await hash.compare({ ...input, params: {} });
        }
      });
      this.#add(path, outcome);
      return outcome.differences.length > 0;
    } catch (error) {
      this.#faults.push(error instanceof Error ? error.message : String(error));
      return true;
    }
  }

  async #hash(member: ZipMember, side: Side): Promise<string> {
    const hash = createHash("sha256");
    try {
      for await (const block of member.blocks()) hash.update(block);
    } catch (error) {
      throw memberFault(side, this.#work.input.file, member.path, error);
    }
    return hash.digest("hex");
  }

  async #extract(member: ZipMember, side: Side, folder: string): Promise<string> {
    // The path of a member is data: only its last name is taken, as its ending may say what the content is.
    const name = posix.basename(member.path).replace(/[^\w.-]/g, "_").slice(-100);
    const target = join(folder, side, name === "" || /^\.+$/.test(name) ? "member" : name);
    await mkdir(join(folder, side));
    await writeBlocks(target, member.blocks());
    return target;
  }

  #add(path: string, { differences, counts, note, facts }: Outcome): void {
    for (const found of differences) {
      this.#findings.add({ ...found, where: found.where === "file" ? path : `${path}: ${found.where}` });
    }
    for (const kind of ["missing", "extra", "changed"] as const) {
      const listed = differences.filter((found) => found.kind === kind).length;
      this.#findings.count(kind, counts[kind] - listed);
    }
    if (note !== undefined) this.#notes.push(`${path}: ${note}`);
    if (facts !== undefined) this.#facts[path] = facts;
  }
}
