/** A channel, and its history checked as a client does it. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { checkHistory } from "../../../client/transcript/check-history.ts";
import type { CheckedBefore } from "../../../client/transcript/proof-walk.ts";
import type { Message } from "../../../protocol/index.ts";
import type { Proof } from "../../../protocol/transcript/proof.ts";
import { sha256 } from "../../../worker/sha256.ts";
import { channelOf, fill } from "./channel.ts";
import { openClassroom, type Somebody } from "./classroom.ts";

export const proofOf = async (who: Somebody, channel: string, query = "from=1") =>
  (await who.get<Proof>(`/channels/${channel}/proof?${query}`)).body;

interface Checks {
  before?: CheckedBefore | null;
  /** What a server that lies tells in place of a page. */
  forged?: (proof: Proof) => Proof;
  /** Happens once the first page is here. */
  meanwhile?: () => Promise<unknown>;
}
/** As a client does it, over HTTP. */
export async function checked(who: Somebody, channel: string, { before = null, forged, meanwhile }: Checks = {}) {
  let asked = 0;
  const call = async (_: string, __: object, query: Record<string, number>) => {
    const [[name, value]] = Object.entries(query) as [[string, number]];
    const proof = await proofOf(who, channel, `${name}=${value}`);
    if ((asked += 1) === 1) await meanwhile?.();
    return forged ? forged(proof) : proof;
  };
  const clock = { now: () => Date.now(), after: () => () => undefined };
  return checkHistory(
    {
      ...{ api: { call } as never, clock, sha256, channel, before },
      ...{ giveWay: () => Promise.resolve(), onProgress: () => undefined },
    },
    new AbortController().signal,
  );
}
export async function aChannel(count = 0) {
  const classroom = await openClassroom();
  const [owner, ada] = [await classroom.person("owner"), await classroom.person("student")];
  const channel = await channelOf([owner, ada], { kind: "public" });
  if (count > 0) await fill(channel.id, ada, count);
  const say = async (body: string) =>
    (await ada.post<{ message: Message }>(`/channels/${channel.id}/messages`, { body })).body.message.seq;
  const at = (seq: number) => channel.no * 2 ** 32 + seq;
  const inHistory = (statement: string, ...values: (string | number)[]) =>
    env.DB.prepare(statement)
      .bind(...values)
      .run();
  const inRoom = <T extends Record<string, SqlStorageValue>>(statement: string) =>
    runInDurableObject(env.ROOMS.getByName(channel.id), (_, { storage }) => storage.sql.exec<T>(statement).toArray());
  return { classroom, owner, ada, channel, say, at, inHistory, inRoom };
}
