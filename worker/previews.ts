/** What links to messages show of their targets, to those who may read them now. Asked of the history, and of a room where that is behind. */
import type { Message } from "../protocol/index.ts";
import { cutBehind } from "../protocol/characters.ts";
import { previewTarget, type Preview, type PreviewTarget } from "../protocol/previews.ts";
import { PICTURE } from "../protocol/search/indexed.ts";
import { approachChannel, permitInChannel } from "./access.ts";
import type { Caller } from "./identity/caller.ts";
import { log } from "./log.ts";
import { Refused } from "./refused.ts";
import { factsOf } from "./room/channel-facts.ts";
import { roomOf } from "./room/stubs.ts";
import { openDb } from "./store/db.ts";
import { namesOfMembers, previewedPlaces, type PreviewedPlace } from "./store/previews.ts";

/** Several times what is shown: of words that are hidden, the end has to be there too. */
const BODY_CHARS = 800;
/** So many are asked of their rooms at once: each is a call. What is behind beyond that is shown with the next look. */
const ROOMS_MAX = 8;

/** Whoever moves a message back and forth leaves a way of any length. */
const MOVES_MAX = 4;

/**
 * Of a message that was moved, what it is where it stands now, to those who may read it there.
 * @param asked `<channel>.<seq>` or `<channel>.<seq>.<rev>`
 * @returns one for each, in their order; null where there is nothing that this account may read, whatever the reason
 */
export async function previewsOf(env: Env, caller: Caller, asked: readonly string[]): Promise<(Preview | null)[]> {
  const targets = asked.flatMap((text) => previewTarget(text) ?? []);
  const places = await lookUp(env, caller, targets);
  for (let moves = 0; moves < MOVES_MAX; moves++) if (!(await followMoves(env, caller, targets, places))) break;
  const names = await namesOfMembers(env.DB, [...new Set([...places.values()].flatMap(authorOf))]);
  return targets.map((target, at) => {
    const { message, place } = places.get(at) ?? {};
    if (!message || !place || message.deletedAt !== undefined) return null;
    return { channel: target.channel, place, ...saidBy(message, names.get(message.author) ?? "") };
  });
}

async function lookUp(
  env: Env,
  caller: Caller,
  targets: readonly PreviewTarget[],
): Promise<Map<number, PreviewedPlace>> {
  const places = await previewedPlaces(env.DB, caller.user.no, targets);
  await askRooms(env, caller, targets, places);
  return places;
}

/** Goes on from each message that is a stone to where that leads, in `targets` and `places`. @returns whether there was one */
async function followMoves(
  env: Env,
  caller: Caller,
  targets: PreviewTarget[],
  places: Map<number, PreviewedPlace>,
): Promise<boolean> {
  const stones = [...places].flatMap(([at, { message }]) =>
    message?.meta?.movedTo ? { at, ...message.meta.movedTo } : [],
  );
  if (stones.length === 0) return false;
  // What changed there is told by its own place, which who asks may not know: the room knows it best.
  const ends = stones.map(({ channel, seq }) => ({ channel, seq, rev: Number.MAX_SAFE_INTEGER }));
  const found = await lookUp(env, caller, ends);
  for (const [i, { at }] of stones.entries()) {
    const [end, place] = [ends[i], found.get(i)];
    if (end && place) {
      targets[at] = end;
      places.set(at, place);
    } else places.delete(at);
  }
  return true;
}

const authorOf = ({ message }: PreviewedPlace) => (message ? [message.author] : []);

/** What D1 does not have yet, or only as it was before the state that the asker knows of. */
async function askRooms(
  env: Env,
  caller: Caller,
  targets: readonly PreviewTarget[],
  places: Map<number, PreviewedPlace>,
): Promise<void> {
  const behind = [...places].filter(([at, { message }]) => (message?.rev ?? 0) < Math.max(1, targets[at]?.rev ?? 0));
  await Promise.all(
    behind.slice(0, ROOMS_MAX).map(async ([at, { place }]) => {
      const { channel, seq } = targets[at] as PreviewTarget;
      try {
        const context = permitInChannel("readChannel", await approachChannel(openDb(env.DB), caller, channel));
        const message = await roomOf(env, channel).messageAt(factsOf(context), seq);
        places.set(at, { place, message });
      } catch (error) {
        // They may not read it any more; or the room is away, and what D1 has may be what was taken back.
        places.delete(at);
        if (!(error instanceof Refused)) log.fault("preview", error, { channel });
      }
    }),
  );
}

function saidBy({ seq, rev, at, author, body, meta }: Message, name: string): Omit<Preview, "channel" | "place"> {
  const files = meta?.files ?? [];
  const isImage = (file: { name: string }) => PICTURE.test(file.name);
  const has: Preview["has"] = [];
  if (meta?.poll) has.push("poll");
  if (files.some(isImage)) has.push("image");
  if (!files.every(isImage)) has.push("file");
  return { seq, rev, at, author: { id: author, name }, body: cutBehind(body, BODY_CHARS), has };
}
