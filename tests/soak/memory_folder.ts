/** Where the long tests write: waiting for a disk shows nothing, as a killed process loses nothing that it has written. */
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/** A folder in memory where the system has one. */
export const MEMORY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
