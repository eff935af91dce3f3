/** What waiting for a server's work needs. */
import type { Session } from "../auth/session.ts";
import type { HttpClient } from "../http/client.ts";
import type { ServerUrls } from "../http/server_urls.ts";
import type { OnProgress } from "../model/progress.ts";
import type { PollBudget } from "./pacing.ts";

/** What waiting for jobs needs. */
export interface JobWatch {
  client: HttpClient;
  urls: ServerUrls;
  session: Session;
  /** One for all plays of the process. */
  budget: PollBudget;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Called for each poll: `limited` is a 429, `lost` brought no answer (network, 5xx). */
  onPoll?: (how: "answered" | "limited" | "lost") => void;
  /** Called when the state changes, with ms waited. */
  onState?: (jobId: string, status: string, waited: number) => void;
  /**
   * Called once a wait when polls bring no answer, and at each renewal of the session; the wait goes on.
   * Waits for a path give the path in place of the job id.
   */
  onTrouble?: (jobId: string, message: string) => void;
  /** Told what is waited for, for how long at most, and how it stands. */
  onProgress?: OnProgress;
}
