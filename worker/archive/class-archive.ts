/**
 * The archive of a class that one of its owners asked for: made by the alarm, a few seconds at a time, so that it goes on wherever the
 * object, the isolate or the machine ended; kept in R2 for a week, and then taken away.
 */
import { DurableObject } from "cloudflare:workers";
import { ARCHIVE_KEPT_MS, type Archive } from "../../protocol/archives.ts";
import { bucketOf } from "../files/bucket.ts";
import { log } from "../log.ts";
import { backOff } from "../room/followers/back-off.ts";
import { record } from "../store/audit.ts";
import { formerIn } from "../store/archive.ts";
import { openDb } from "../store/db.ts";
import { publicId } from "../store/public-id.ts";
import type { ArchiveJob, ArchiveOrder } from "./contract.ts";
import { FROM_THE_BEGINNING, Ledger, type Job } from "./ledger.ts";
import { Pieces } from "./pieces.ts";
import { NotTheirs, writeRest } from "./rest.ts";
import { Steps, Stopped } from "./steps.ts";

/** The alarm works for so long, and rings again at once. */
const SLICE_MS = 5_000;
/** Failures in a row, the pauses between which are some hours together. */
const TRIES_MAX = 40;

export class ClassArchive extends DurableObject<Env> implements ArchiveJob {
  readonly #ledger = new Ledger(this.ctx.storage);
  /** Of the job that is under way: what it knows of keys lives as long as the object does. */
  #steps: { of: string; steps: Steps } | null = null;

  async state(): Promise<Archive | null> {
    const job = await this.#upToDate();
    return job && this.#told(job);
  }

  async make(order: ArchiveOrder): Promise<Archive> {
    const before = this.#ledger.job;
    if (before?.state === "making") return this.#told(before);
    if (before) await this.#piecesOf(before).dropAll();
    const job: Job = {
      ...order,
      ...{ id: publicId(), state: "making", startedAt: Date.now(), ...FROM_THE_BEGINNING },
    };
    // For whom there is no bucket, it is refused before anything is begun.
    this.#piecesOf(job);
    // Before it is begun: what cannot be written down is not done.
    await record(openDb(this.env.DB), doerOf(job), { act: "archiveAsked" }, job.startedAt);
    if (this.#ledger.job?.state === "making") return this.#told(this.#ledger.job);
    this.#ledger.inOne(() => {
      this.#ledger.clear();
      this.#ledger.job = job;
    });
    await this.ctx.storage.setAlarm(Date.now());
    return this.#told(job);
  }

  async remove(): Promise<Archive | null> {
    const { job } = this.#ledger;
    if (!job || (job.state !== "making" && job.state !== "ready")) return job && this.#told(job);
    await record(openDb(this.env.DB), doerOf(job), { act: "archiveRemoved" });
    await this.#end(job, "stopped");
    return this.#told(job);
  }

  async parts(): Promise<{ name: string; size: number; keys: string[] } | null> {
    const job = await this.#upToDate();
    if (job?.state !== "ready") return null;
    const pieces = this.#piecesOf(job);
    const keys = this.#ledger.pieces().map((place) => pieces.keyOf(place));
    const day = new Date(job.startedAt).toISOString().slice(0, 10);
    return { name: `${job.workspaceName} ${day}.place.tar`, size: this.#ledger.bytes, keys };
  }

  override async alarm(): Promise<void> {
    const { job } = this.#ledger;
    if (!job) return;
    if (job.state !== "making") return this.#takeAway(job);
    const until = Date.now() + SLICE_MS;
    try {
      while ((await this.step()) && Date.now() < until);
      await this.#ring(0);
    } catch (error) {
      await this.#failed(job, error);
    }
  }

  /** One step of it. @returns whether there is more to do @throws as D1 and R2 do: it is to be made again */
  async step(): Promise<boolean> {
    const { job } = this.#ledger;
    if (job?.state !== "making") return false;
    if (job.phase === "rest") await this.#finish(job);
    else await this.#stepsOf(job)[job.phase](job);
    return true;
  }

  async #finish(job: Job): Promise<void> {
    const pieces = this.#piecesOf(job);
    const { root, written } = await writeRest(this.env, this.#ledger, pieces, job);
    const former = await formerIn(this.env.DB, job.workspaceNo);
    const now = Date.now();
    if (this.#ledger.job?.id !== job.id || this.#ledger.job.state !== "making") throw new Stopped();
    const details = { name: root, messages: this.#ledger.countMessages() };
    await record(openDb(this.env.DB), doerOf(job), { act: "archiveMade", details }, now);
    this.#ledger.inOne(() => {
      for (const [place, bytes] of written) this.#ledger.setPiece(place, bytes);
      this.#ledger.job = { ...job, root, former, state: "ready", readyAt: now, endsAt: now + ARCHIVE_KEPT_MS };
    });
  }

  /** The words of who erased their account since then are in no archive that can still be fetched, nor is the name of who closed it. */
  async #upToDate(): Promise<Job | null> {
    const { job } = this.#ledger;
    if (job?.state === "ready" && (await formerIn(this.env.DB, job.workspaceNo)) > (job.former ?? 0))
      await this.#end(job, "outdated");
    return job;
  }

  async #failed(job: Job, error: unknown): Promise<void> {
    // Whatever the step wrote goes with the rest.
    if (error instanceof Stopped) return this.#piecesOf(job).dropAll();
    if (error instanceof NotTheirs) return this.#end(job, "failed");
    const tries = job.tries + 1;
    log.fault("archive", error, { workspace: job.workspaceId, tries });
    if (tries >= TRIES_MAX) return this.#end(job, "failed");
    if (this.#ledger.job?.state === "making") this.#ledger.job = { ...this.#ledger.job, tries };
    await this.#ring(backOff(tries));
  }

  /** It stays to be seen for its week, without a byte. */
  async #end(job: Job, state: "stopped" | "failed" | "outdated"): Promise<void> {
    Object.assign(job, { state, endsAt: Date.now() + ARCHIVE_KEPT_MS });
    this.#ledger.inOne(() => {
      this.#ledger.clear();
      this.#ledger.job = job;
    });
    await this.#piecesOf(job).dropAll();
    await this.ctx.storage.setAlarm(Date.now() + ARCHIVE_KEPT_MS);
  }

  async #takeAway(job: Job): Promise<void> {
    if ((job.endsAt ?? 0) > Date.now()) return this.#ring((job.endsAt ?? 0) - Date.now());
    await this.#piecesOf(job).dropAll();
    this.#ledger.clear();
  }

  async #ring(inMs: number): Promise<void> {
    const { job } = this.#ledger;
    const at = job?.state === "making" ? Date.now() + inMs : job?.endsAt;
    if (at !== undefined) await this.ctx.storage.setAlarm(at);
  }

  #stepsOf(job: Job): Steps {
    if (this.#steps?.of !== job.id)
      this.#steps = { of: job.id, steps: new Steps(this.env, this.#ledger, this.#piecesOf(job)) };
    return this.#steps.steps;
  }

  /** @throws Refused where there is no R2 */
  #piecesOf({ workspaceId, memberId, id }: Job): Pieces {
    return new Pieces(bucketOf(this.env), `archives/${workspaceId}/${memberId}/${id}/`);
  }

  #told({ id, state, startedAt, done, total, readyAt, endsAt, root }: Job): Archive {
    return {
      ...{ id, state, startedAt, done, total: Math.max(total, done), files: this.#ledger.countFiles() },
      bytes: this.#ledger.bytes,
      ...(readyAt !== undefined && { readyAt }),
      ...(endsAt !== undefined && { endsAt }),
      ...(root !== undefined && { root }),
    };
  }
}

/** The rows by which the audit knows class and person. */
const doerOf = ({ workspaceNo, memberNo }: Job) => ({ workspace: { no: workspaceNo }, member: { no: memberNo } });
