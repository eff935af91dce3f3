/** The ways in which a play gets the run that it works in. */
import { z } from "zod";

/** `filesystem`: a folder that the server shares; `fork`: the server copies a run; `create`: the server makes one. */
export const SandboxMode = z.enum(["filesystem", "fork", "create"]);
export type SandboxMode = z.infer<typeof SandboxMode>;
