/** One student of the crowd: the client that pages use, on a network that fails, doing what the plan says. */
import { createApi, type Api } from "../../client/api.ts";
import { ChannelSession } from "../../client/channel-session.ts";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { uploadFile } from "../../client/file-upload.ts";
import { systemClock } from "../../client/clock.ts";
import { mintMessageId } from "../../client/message-id.ts";
import { Outbox, type Sent } from "../../client/outbox.ts";
import type { SendBytes } from "../../client/send-bytes.ts";
import type { Message, PostContent, Refusal } from "../../protocol/index.ts";
import type { Diary } from "./diary.ts";
import { marksOf, type Changed, type Kept, type Said, type View } from "./evidence.ts";
import { Line } from "./line.ts";
import type { Deed } from "./plan.ts";
import type { Seat } from "./place.ts";

const EMOJI = ["👍", "🎉", "❤️", "🤔", "👀"];

export const keptOf = ({ seq, id, rev, body, deletedAt, meta }: Message): Kept => ({
  seq,
  id,
  rev,
  body,
  isDeleted: deletedAt !== undefined,
  marks: marksOf(meta),
  file: meta?.files?.[0]?.id,
});

export class Student {
  readonly name: string;
  readonly line = new Line();
  readonly said: Said[] = [];
  readonly changed: Changed[] = [];
  readonly files: { channel: string; seq: number; bytes: string; name: string }[] = [];
  readonly refusals: Record<string, number> = {};
  readonly #seat: Seat;
  readonly #api: Api;
  readonly #outbox: Outbox;
  readonly #diary: Diary;
  readonly #sessions = new Map<string, { session: ChannelSession; posted: number[] }>();
  /** What is not answered yet; grows and shrinks. */
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #over = new AbortController();
  /** What is no answer of the server's: told by `settle`. */
  #broke: Error | undefined;

  constructor(seat: Seat, url: string, diary: Diary) {
    this.name = seat.handle;
    this.#seat = seat;
    this.#diary = diary;
    this.#api = createApi({ baseUrl: url, token: seat.token, fetch: this.line.fetch });
    this.#outbox = new Outbox({ api: this.#api, locks: null });
  }

  /** Opens this channel, once. Resolves when its first messages are there. */
  async open(channel: string): Promise<void> {
    if (this.#sessions.has(channel)) return;
    await this.#outbox.start();
    const session = new ChannelSession({
      api: this.#api,
      channel,
      outbox: this.#outbox,
      member: this.#seat.member,
      openSocket: this.line.openSocket,
      schedule: (run) => setTimeout(run, 16),
    });
    const posted: number[] = [];
    session.onPosted(({ seq, id }) => {
      posted.push(seq);
      this.#diary.seen(id);
    });
    this.#sessions.set(channel, { session, posted });
    session.open();
    await untilSo(session, () => session.snapshot().ready);
  }

  /** Does it, or lets it be where there is nothing to do it to. Never rejects; what goes wrong is in the diary. */
  do(deed: Deed, channel: string, lot: number): void {
    const work = this.#doing(deed, channel, lot).catch((error: unknown) => this.#failed(deed.kind, error));
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  /** Resolves when all that was begun is answered, and every channel is live and as far as `heads` says. */
  async settle(heads: ReadonlyMap<string, number>): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    if (this.#broke) throw this.#broke;
    for (const [channel, { session }] of this.#sessions) {
      const isThere = () => {
        const { head, connection, hasHole, pending } = session.snapshot();
        return connection === "open" && !hasHole && pending.length === 0 && head.rev >= (heads.get(channel) ?? 0);
      };
      await untilSo(session, isThere);
    }
  }

  views(): View[] {
    return [...this.#sessions].map(([channel, { session, posted }]) => {
      const { pending } = session.snapshot();
      return {
        student: this.name,
        channel,
        posted,
        messages: session.snapshot().messages.map(keptOf),
        waiting: pending.length,
      };
    });
  }

  /** Back from wherever it was scrolled to. */
  async toTheEnd(): Promise<void> {
    for (const { session } of this.#sessions.values()) await session.jumpToLatest();
  }

  leave(): void {
    this.#over.abort();
    for (const { session } of this.#sessions.values()) session.close();
    this.#outbox.stop();
  }

  /** As this student may read it. */
  get api(): Api {
    return this.#api;
  }

  async #doing(deed: Deed, channel: string, lot: number): Promise<void> {
    if (deed.kind !== "wander" && !this.#sessions.has(channel)) await this.open(channel);
    const session = this.#sessions.get(channel)?.session;
    switch (deed.kind) {
      case "wander":
        return this.open(channel);
      case "say": {
        if (deed.typed) session?.typing();
        const answered = deed.answers ? pick(session?.snapshot().messages ?? [], lot) : undefined;
        return this.#say(channel, deed.word, { body: deed.body, ...(answered && { replyTo: answered.seq }) });
      }
      case "sayWithFile":
        return this.#sayWithFile(channel, deed);
      case "edit":
      case "remove":
        return this.#change(channel, deed.kind, lot);
      case "react": {
        const message = pick(
          session?.snapshot().messages.filter(({ deletedAt }) => deletedAt === undefined) ?? [],
          lot,
        );
        if (!message || !session) return;
        const emoji = EMOJI[message.seq % EMOJI.length] ?? "👍";
        await session.act(message.seq, { type: "react", emoji, on: lot < 0.8 }).settled;
        return this.#diary.count("reactions");
      }
      case "scroll":
        await session?.loadOlder();
        return this.#diary.count("pages");
      case "read": {
        const seq = session?.snapshot().messages.at(-1)?.seq;
        if (seq !== undefined) session?.markRead(seq);
        return;
      }
      case "search": {
        const q = pick(this.said, lot)?.word ?? "for";
        await this.#api.call("search.find", { workspace: this.#seat.workspace }, { q });
        return this.#diary.count("searches");
      }
    }
  }

  async #say(channel: string, word: string, content: PostContent): Promise<void> {
    const said = this.#begun(channel, word, (session) => session.send(content));
    if (said) await this.#answered(...said);
  }

  /** Its message stands at once, and goes out when the file is there, as on the page. */
  async #sayWithFile(channel: string, { body, word }: Deed & { kind: "sayWithFile" }): Promise<void> {
    const id = mintMessageId(Date.now());
    const begun = this.#begun(channel, word, (session) => session.send(body, id));
    if (!begun) return;
    const [said, sent] = begun;
    said.isLate = true;
    const name = `${word}.txt`;
    const bytes = `${body}\n`.repeat(20);
    const { ticket } = await uploadFile({
      ...{ api: this.#api, clock: systemClock, channel, message: id, signal: this.#over.signal },
      bytes: new Blob([bytes]),
      send: this.#sendBytes,
    });
    this.#outbox.release(id, [{ ticket, name }]);
    await this.#answered(said, sent);
    if (said.seq !== null) this.files.push({ channel, seq: said.seq, bytes, name });
    this.#diary.count("files");
  }

  #begun(channel: string, word: string, send: (session: ChannelSession) => Sent): [Said, Sent] | null {
    const session = this.#sessions.get(channel)?.session;
    if (!session) return null;
    const sent = send(session);
    const { id } = sent;
    const said: Said = { student: this.name, channel, id, word, seq: null };
    this.said.push(said);
    this.#diary.sent(id);
    this.#diary.add({ says: `${this.name} says ${word}`, channel, id, student: this.name });
    return [said, sent];
  }

  async #answered(said: Said, sent: Sent): Promise<void> {
    const outcome = await sent.settled;
    const about = { channel: said.channel, id: said.id, student: said.student };
    if (!outcome.ok) {
      said.refusal = outcome.refusal?.code ?? "taken back";
      this.#refused(said.refusal);
      return this.#diary.add({ ...about, says: `${said.student} is refused: ${said.refusal}` });
    }
    said.seq = outcome.seq;
    this.#diary.acknowledged(said.id);
    this.#diary.count("messages");
    this.#diary.add({ ...about, seq: outcome.seq, says: `${said.student} is told that it stands at ${outcome.seq}` });
  }

  /** Of one's own words, one that stands. */
  async #change(channel: string, kind: "edit" | "remove", lot: number): Promise<void> {
    const session = this.#sessions.get(channel)?.session;
    const gone = new Set(this.changed.filter(({ body }) => body === null).map(({ seq }) => seq));
    const said = pick(
      this.said.filter((each) => each.channel === channel && each.seq !== null && !each.isLate && !gone.has(each.seq)),
      lot,
    );
    if (!session || !said || said.seq === null) return;
    const { seq, id } = said;
    const body = kind === "edit" ? `changed ${this.changed.length} ${said.word}` : null;
    const sent = body === null ? session.remove(seq) : session.edit(seq, body);
    const { ok } = await sent.settled;
    if (!ok) return;
    this.changed.push({ student: this.name, channel, seq, body });
    this.#diary.count(kind === "edit" ? "edits" : "removals");
    this.#diary.add({ says: `${this.name} ${kind}s ${seq}`, channel, seq, id, student: this.name });
  }

  readonly #sendBytes: SendBytes = async ({ method, url, body, signal }) => {
    const headers = { authorization: `Bearer ${this.#seat.token}`, "content-type": "application/octet-stream" };
    const answer = await this.line.fetch(url, { method, headers, body, signal }).catch((cause: unknown) => {
      throw new UnreachableError(cause);
    });
    if (answer.ok) return answer.json();
    const refused = (await answer.json().catch(() => null)) as Refusal | null;
    throw refused ? new RefusedError(refused, answer.status) : new UnreachableError(`status ${answer.status}`);
  };

  #failed(what: string, error: unknown): void {
    if (error instanceof RefusedError) this.#refused(error.refusal.code);
    else if (error instanceof UnreachableError) this.#diary.count("unanswered");
    else this.#broke ??= new Error(`${this.name} could not ${what}`, { cause: error });
  }

  #refused(code: string): void {
    this.refusals[code] = (this.refusals[code] ?? 0) + 1;
  }
}

/** Nothing where there is nothing. @param lot 0 up to 1 */
const pick = <T>(items: readonly T[], lot: number): T | undefined => items[Math.floor(lot * items.length)];

const PATIENCE_MS = 60_000;

/** Resolves when that holds, asked after every change. @throws Error when it does not within a minute */
function untilSo(session: ChannelSession, holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => {
      const { connection, head, hasHole, pending, messages } = session.snapshot();
      const as = `${connection}, at change ${head.rev}, ${messages.length} shown, ${pending.length} waiting${hasHole ? ", with a hole" : ""}`;
      end(new Error(`a channel did not come to rest within ${PATIENCE_MS / 1_000} s: ${as}`));
    }, PATIENCE_MS);
    const stop = session.subscribe(() => holds() && end());
    if (holds()) end();
  });
}
