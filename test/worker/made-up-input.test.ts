/**
 * Input that nobody in their right mind sends, made of the contract's own rows and frames by fast-check, which makes a failure smaller
 * before it tells of it. PLACE_FUZZ_SECONDS=3600 does it for an hour, PLACE_SEED=N does the same once more.
 */
import { env, exports } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ChannelRequest, REFUSALS, WorkspaceRequest, type Refusal } from "../../protocol/index.ts";
import { allRoutes, type RouteName, type Row } from "../../protocol/routes/index.ts";
import { seedFrom } from "../support/seeded-random.ts";
import { CELLS } from "./support/cells.ts";
import { ORIGIN } from "./support/classroom.ts";
import { openChannel, openWorkspace, type LiveSocket } from "./support/live-socket.ts";
import { junk, madeUp } from "./support/made-up.ts";
import { ACTORS, openScene, PROGRAMS, type Actor, type Scene } from "./support/scene.ts";

const seconds = Number(env.TEST_FUZZ_SECONDS ?? 12);
const seed = seedFrom(env.TEST_SEED);
// What was wrong stands in what is told, since some of it comes once only.
const within = { seed, numRuns: 1_000_000, interruptAfterTimeLimit: (seconds * 1_000) / 2, includeErrorInReport: true };
/** So long an address or an account that is counted goes on; then there is a new class. */
const REQUESTS_OF_A_SCENE = 120;
const ROUTES = allRoutes();
/** Anybody may ask, with what anybody may know. */
const ALL: Actor[] = [...ACTORS, ...PROGRAMS];

interface Made {
  route: number;
  actor: number;
  /** A number from 0 up to 1 for each part of the address: which of those that are there, or `strange`. */
  parts: number;
  strange: string;
  /** Instead of what the cell of the access matrix asks, which is right. */
  query: unknown;
  body: unknown;
  raw: string | null;
}

type Right = { params?: Record<string, string>; body?: unknown };

let scene: Scene | null = null;
let asked = 0;
/** What the cell of a row asks for in this scene: made once, since it may need half a class. */
const right = new Map<RouteName, Right>();
async function sceneNow(): Promise<Scene> {
  if (!scene || asked % REQUESTS_OF_A_SCENE === 0) {
    scene = await openScene();
    right.clear();
  }
  asked += 1;
  return scene;
}

/** As the owner would; nothing where it is made for somebody else alone. */
async function rightOf(name: RouteName, now: Scene): Promise<Right> {
  const made = async () => CELLS[name].ask?.(now, "owner", now.people.owner);
  const known = right.get(name) ?? (await made().catch(() => undefined)) ?? {};
  right.set(name, known);
  return known;
}

const KNOWN = { seq: [1, 1, 2, 4_294_967_295], rev: [0, 1, 2], limit: [1, 50], type: [] };
const made = fc.integer({ min: 0, max: ROUTES.length - 1 }).chain((route) => {
  const row = ROUTES[route]?.[1] as Row;
  return fc.record<Made>({
    route: fc.constant(route),
    actor: fc.integer({ min: 0, max: ALL.length - 1 }),
    parts: fc.double({ min: 0, max: 0.999, noNaN: true }),
    strange: fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom("%00", "..", "%2e%2e", "-1", "1e3", "0"),
    ),
    query: row.query
      ? madeUp(row.query, KNOWN)
      : fc.oneof(fc.constant({}), fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 })),
    body: typeof row.body === "object" ? madeUp(row.body, KNOWN) : junk,
    raw: fc.oneof({ weight: 20, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.string({ maxLength: 40 }) }),
  });
});

async function ask({ route, actor: who, parts, strange, query, body, raw }: Made): Promise<void> {
  const [name, row] = ROUTES[route] as [RouteName, Row];
  const actor = ALL[who] ?? "nobody";
  const now = await sceneNow();
  const person = now.people[actor];
  const cell = await rightOf(name, now);
  const given: Record<string, string> = {
    ...{ workspace: now.classroom.id, channel: now.channel, member: now.target.id, seq: "1" },
    ...cell.params,
  };
  const path = row.path.replace(/:(\w+)/gu, (_, part: string) =>
    parts < 0.8 ? (given[part] ?? strange) : encoded(strange),
  );
  // Two dots lead out of the API, as in any browser: there stand pages, which may not be built.
  if (!new URL(`${ORIGIN}/api${path}`).pathname.startsWith("/api/")) return;
  // Every fourth body is the right one, so that what is strange elsewhere gets as far as it can.
  const content =
    raw ?? (parts < 0.25 && cell.body !== undefined ? JSON.stringify(cell.body) : (JSON.stringify(body) ?? ""));
  const headers: Record<string, string> = {
    "content-type": row.body === "bytes" ? "application/octet-stream" : "application/json",
    "cf-connecting-ip": `198.51.${asked % 256}.${(asked >> 8) % 256}`,
    ...(person && { authorization: `Bearer ${person.token}` }),
    ...(row.answer === "socket" && { upgrade: "websocket" }),
  };
  const init = { method: row.method, headers, ...(row.method !== "GET" && { body: content }) };
  const answer = await exports.default.fetch(`${ORIGIN}/api${path}${queryOf(query)}`, init);
  if (answer.webSocket) {
    answer.webSocket.accept();
    return answer.webSocket.close();
  }
  if (row.answer === "events") return void (await answer.body?.cancel());
  // Read as bytes: pictures come too.
  const said = new TextDecoder().decode(await answer.arrayBuffer());
  if (answer.status >= 400) expectRefusal(said, answer.status, `${row.method} ${path} by ${actor}`);
}

const encoded = (part: string) => {
  try {
    return encodeURIComponent(part) || "-";
  } catch {
    // Half of a pair cannot be said in an address.
    return "-";
  }
};
function queryOf(query: unknown): string {
  if (typeof query !== "object" || query === null) return "";
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === null
      ? []
      : [[key, typeof value === "string" ? value : (JSON.stringify(value) ?? "")]],
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}

/** One of the closed list, in a sentence, and never that we are at fault. */
function expectRefusal(said: string, status: number, about: string): void {
  const refusal = JSON.parse(said) as Partial<Refusal>;
  expect(Object.keys(REFUSALS), about).toContain(refusal.code);
  expect(refusal.sentence, about).toMatch(/\S/u);
  expect(said, about).not.toMatch(/\bat \S+ \(|\.ts:\d|SQLITE|D1_ERROR/u);
  expect([refusal.code, status], about).not.toEqual(["internal", 500]);
  expect(refusal.code, about).not.toBe("unavailable");
}

test(
  `I9: no request that can be made up is a fault of ours, or answered without a code and a sentence (seed ${seed})`,
  { timeout: (seconds + 60) * 1_000 },
  async () => {
    // A class takes longer to open than all that is asked there.
    await sceneNow();
    await fc.assert(fc.asyncProperty(made, ask), within);
    expect(asked).toBeGreaterThan(1);
  },
);

/** Goes on as if nothing had been: a message of one's own is stored. */
async function expectAlive(socket: LiveSocket, words: string): Promise<void> {
  expect(socket.closed, words).toBeNull();
  const ref = crypto.randomUUID().slice(0, 20);
  socket.send({ type: "page", ref, limit: 1 });
  for (;;) {
    const answer = await Promise.race([
      socket.next("page", (page) => page.ref === ref),
      socket.next("refused", (refused) => refused.ref === ref),
    ]);
    if (answer.type === "page" || answer.refusal.code === "too_fast") return;
    throw new Error(`${words}: ${JSON.stringify(answer)}`);
  }
}

const frame = fc.oneof(
  { weight: 10, arbitrary: madeUp(ChannelRequest, KNOWN).map((each) => JSON.stringify(each) ?? "") },
  { weight: 2, arbitrary: madeUp(WorkspaceRequest, KNOWN).map((each) => JSON.stringify(each) ?? "") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 80 }) },
);

test(
  `I9: no frame that can be made up ends a socket, wedges a room, or is answered by a fault of ours (seed ${seed})`,
  { timeout: (seconds + 60) * 1_000 },
  async () => {
    let [frames, socket, hub, words]: [number, LiveSocket | null, LiveSocket | null, string] = [0, null, null, ""];
    const begin = async () => {
      socket?.close();
      hub?.close();
      const now = await openScene();
      const student = now.people.student!;
      [socket, hub] = [await openChannel(now.channel, student), await openWorkspace(now.classroom.id, student)];
    };
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 8 }), async (some) => {
        if (frames % 400 < 8) await begin();
        frames += some.length;
        words = JSON.stringify(some);
        if (!socket || !hub) throw new Error("There is no socket.");
        for (const each of some) {
          // Too long a frame ends its socket, with a code of its own (sockets.test.ts).
          if (new TextEncoder().encode(each).length > 60_000) continue;
          socket.sendRaw(each);
          hub.sendRaw(each);
        }
        await expectAlive(socket, words);
        expect(hub.closed, words).toBeNull();
        for (const answer of socket.frames.splice(0))
          if (answer.type === "refused") expectRefusal(JSON.stringify(answer.refusal), 400, words);
      }),
      within,
    );
    expect(frames).toBeGreaterThan(0);
  },
);
