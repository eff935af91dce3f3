/** Bytes that this project's own recorders kept by hash. */
import { sha256File } from "../../files/hash.ts";
import { existing } from "../../files/supplied.ts";
import type { ByteSource } from "./types.ts";

export const ownBodies: ByteSource = {
  name: "recorded bytes",
  async find(need, { source }) {
    if (need.sha256 === undefined) return undefined;
    if (source.bodies === undefined) return "the folder with the recorded bytes is not there";
    const file = await existing(source.bodies, need.sha256);
    const hash = file === undefined ? undefined : await sha256File(file).catch(() => undefined);
    if (file === undefined || hash === undefined) {
      return `the recorded bytes ${need.sha256.slice(0, 8)} are not there`;
    }
    if (hash !== need.sha256) return { refused: `the recorded bytes ${need.sha256.slice(0, 8)} are damaged` };
    return {
      file,
      name: need.filename ?? need.field,
      from: "recorded bytes",
      certainty: "exact",
      why: "recorded with the request, hash checked",
    };
  },
};
