/** Every format that is read or written, with its schema: a new one is a line here. Each is loaded when it is asked for. */
import type { z } from "zod";

/** One format. */
export interface Format {
  /** Its file, or where it is printed; the title of the schema. */
  file: string;
  /** One sentence for editors and the help, no full stop. */
  about: string;
  /** One document a line (JSONL): the schema is that of a line. */
  lines?: true;
  load: () => Promise<z.ZodType>;
}

/** By the name that `profile schema` takes. */
export const FORMATS = {
  "profile": {
    file: "profile.yaml",
    about: "A profile: a recorded workflow with what it expects and what is compared",
    load: async () => (await import("../lib/model/profile.ts")).Profile,
  },
  "config": {
    file: "profile.config.yaml",
    about: "Settings of a data root",
    load: async () => (await import("../lib/settings/config.ts")).Config,
  },
  "manifest": {
    file: "baseline/manifest.json",
    about: "What a baseline keeps of each file, who accepted it and why",
    load: async () => (await import("../lib/model/manifest.ts")).BaselineManifest,
  },
  "summary": {
    file: "baseline/<path>.summary.json",
    about: "What a method says of a file that is not kept itself",
    load: async () => (await import("../lib/compare/summary.ts")).Summary,
  },
  "report": {
    file: "report.json",
    about: "What one play did; play --json of one profile prints the same",
    load: async () => (await import("../lib/model/report.ts")).Report,
  },
  "plays": {
    file: "play --json of several, report --merge --json",
    about: "The plays of one command, or of several machines, with one verdict",
    load: async () => (await import("../lib/report/document.ts")).PlaysFormat,
  },
  "latest": {
    file: "results/latest.json",
    about: "The last invocation, and the last result of every profile",
    load: async () => (await import("../lib/results/latest.ts")).Latest,
  },
  "pending": {
    file: "pending/pending.json",
    about: "Outputs of a play that wait to be accepted",
    load: async () => (await import("../lib/baseline/pending.ts")).Pending,
  },
  "noise": {
    file: "noise/proposal.json",
    about: "Rules for what varied between plays of the same code",
    load: async () => (await import("../lib/noise/proposal.ts")).NoiseProposal,
  },
  "play-journal": {
    file: "journal.jsonl",
    about: "One line of what a play has done so far, which --resume goes on from",
    lines: true,
    load: async () => (await import("../lib/play/resume/format.ts")).JournalLine,
  },
  "sandbox": {
    file: "results/.sandboxes/<id>.json",
    about: "A sandbox that a play of this data root made",
    load: async () => (await import("../lib/sandboxes/index.ts")).SandboxEntry,
  },
  "doctor": {
    file: "doctor --json",
    about: "What doctor found, and every setting in effect",
    load: async () => (await import("../lib/doctor/document.ts")).DoctorDocument,
  },
  "captures": {
    file: "_logs/profile.captures.json",
    about: "Captures of a run: windows of its audit log",
    load: async () => (await import("../lib/captures/format.ts")).Captures,
  },
  "events": {
    file: "_logs/profile.events.jsonl",
    about: "One line of an audit log, as WEPPcloud's recorder and those of this program write it",
    lines: true,
    load: async () => (await import("../lib/model/event.ts")).AuditEvent,
  },
  "candidates": {
    file: "baseline_candidates.json",
    about: "Files that the recorded workflow produced, each with a proposed comparison",
    load: async () => (await import("../lib/baseline/candidates.ts")).BaselineCandidates,
  },
  "status": {
    file: "_drafts/<name>/status.json",
    about: "Where a draft came from, and how ready it is",
    load: async () => (await import("../lib/drafts/status.ts")).DraftStatus,
  },
  "checkpoint": {
    file: "_drafts/<name>/checkpoint",
    about: "How far a draft has read its recording",
    load: async () => (await import("../lib/drafts/checkpoint.ts")).DraftCheckpoint,
  },
  "ledger": {
    file: "ledger.jsonl",
    about: "One line of what was decided, by whom and why",
    lines: true,
    load: async () => (await import("../lib/model/ledger.ts")).LedgerEntry,
  },
  "tail-checkpoint": {
    file: "checkpoint of record tail",
    about: "How far record tail has read a log",
    load: async () => (await import("../lib/record/tail/checkpoint.ts")).Checkpoint,
  },
  "spool": {
    file: "spool.json",
    about: "What a spool of record tail holds",
    load: async () => (await import("../lib/spool/format.ts")).SpoolInfo,
  },
  "spool-lines": {
    file: "segments of a spool",
    about: "One line of a spool: an event, a broken line, a gap or an upload",
    lines: true,
    load: async () => (await import("../lib/spool/format.ts")).SpoolRecord,
  },
  "change": {
    file: ".profile-journal-<name>.json",
    about: "A change of several files that is being made, or was cut off",
    load: async () => (await import("../lib/files/journal_record.ts")).Journal,
  },
  "catalogue": {
    file: "catalogue.json",
    about: "What the catalogue shows of a library",
    load: async () => (await import("../lib/catalogue/document.ts")).Catalogue,
  },
} as const satisfies Record<string, Format>;

/** Name of a format. */
export type FormatName = keyof typeof FORMATS;
