/** What somebody chose in a browser, read and ready to be sent: an export of another chat, or PLACE's own archive. */
import { sha256 } from "@noble/hashes/sha2.js";
import type { Api } from "../client/api.ts";
import { checkArchive, demandWhole } from "./archive/check.ts";
import { openArchive } from "./archive/open.ts";
import { sendArchive, type SendEvents, type SentArchive } from "./archive/send.ts";
import { archiveSummaryOf } from "./archive/summary.ts";
import { openChosen, type ChosenFile } from "./blob-files.ts";
import type { ReadOptions } from "./history.ts";
import { planImport, type Plan } from "./plan.ts";
import { readHistory } from "./read-history.ts";
import { summaryOf, type PlanSummary } from "./summary.ts";
import { upload, type Uploaded } from "./upload.ts";

export interface Prepared {
  summary: PlanSummary;
  /**
   * Sends what is missing in the class. @param keepPrivate keys of channels that only those in them shall read
   * @throws RefusedError, UnreachableError where waiting does not help
   */
  send(
    api: Api,
    workspace: string,
    keepPrivate: readonly string[],
    events: SendEvents,
    signal: AbortSignal,
  ): Promise<Uploaded & Partial<SentArchive>>;
}

/** @throws CannotImport where nothing of it can be taken; MustSay where something has to be said first */
export async function prepareImport(chosen: readonly ChosenFile[], options: ReadOptions): Promise<Prepared> {
  const opened = await openArchive(chosen);
  if (opened) {
    const { entries, hasProof } = opened;
    const archive = await checkArchive(entries, hasProof ? sha256 : null);
    demandWhole(archive);
    return {
      summary: archiveSummaryOf(archive),
      // It says itself who reads what.
      send: (api, workspace, _, events, signal) => sendArchive(api, workspace, archive, entries, events, signal),
    };
  }
  const plan = await planOf(chosen, options);
  return {
    summary: summaryOf(plan),
    send: (api, workspace, keepPrivate, events, signal) =>
      upload(api, workspace, closing(plan, keepPrivate), events, signal),
  };
}

async function planOf(chosen: readonly ChosenFile[], options: ReadOptions): Promise<Plan> {
  const files = await openChosen(chosen);
  try {
    return planImport(await readHistory(files, options));
  } finally {
    files.close();
  }
}

function closing(plan: Plan, keepPrivate: readonly string[]): Plan {
  const closed = new Set(keepPrivate);
  return {
    ...plan,
    channels: plan.channels.map((channel) =>
      closed.has(channel.key) && channel.kind === "public" ? { ...channel, kind: "private" } : channel,
    ),
  };
}
