/**
 * A push service of our own, beside the tests of the worker: browsers subscribe with it, it takes what PLACE sends them, and opens it by another
 * implementation than the one that closed it (http_ece; jose for who sent it). It is no server: what the worker asks of `*.push.example` comes here
 * and not to the network.
 */
import { createECDH, randomBytes, type ECDH } from "node:crypto";
import ece from "http_ece";
import { importJWK, jwtVerify, type JWTPayload } from "jose";
import { Response, type Request } from "miniflare";
import { answerAsProvider } from "./identity-provider.ts";
import { outsideNetwork, UNREACHED_HEADER } from "../../tools/serve/outside-network.ts";

interface Browser {
  keys: ECDH;
  auth: Buffer;
  came: Came[];
  answers: Answers;
}
/** One push, opened. */
interface Came {
  at: number;
  headers: Record<string, string>;
  /** JSON that was encrypted. */
  payload: unknown;
  /** Of what came: its length tells nothing of the text's. */
  bytes: number;
  /** Who sent it, by a signature that holds. */
  vapid: JWTPayload & { key: string };
}
interface Answers {
  status?: number;
  retryAfter?: string;
  /** Ms that it takes. */
  waits?: number;
}

const browsers = new Map<string, Browser>();
const network = outsideNetwork(true);

/** The network as the worker under test has it. */
export async function outsideWithPushService(asked: Request): Promise<Response> {
  const url = new URL(asked.url);
  if (url.hostname.endsWith(".push.example")) return serve(url, asked);
  return (await answerAsProvider(asked)) ?? network(asked);
}

/** `/new/<name>`, `/answers/<name>` and `/came/<name>` are for tests; `/to/<name>` for PLACE; at `/away` nobody answers. */
async function serve(url: URL, asked: Request): Promise<Response> {
  const [, what = "", name = ""] = url.pathname.split("/");
  if (what === "away") return new Response(null, { status: 502, headers: { [UNREACHED_HEADER]: "1" } });
  if (what === "new") return Response.json(subscribe(url, name));
  const browser = browsers.get(name);
  if (!browser) return new Response(null, { status: 404 });
  if (what === "came") return Response.json(browser.came);
  if (what === "answers") {
    browser.answers = (await asked.json()) as Answers;
    return new Response(null, { status: 204 });
  }
  return take(browser, url, asked);
}

function subscribe(url: URL, name: string) {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  const auth = randomBytes(16);
  browsers.set(name, { keys, auth, came: [], answers: {} });
  return {
    endpoint: `${url.origin}/to/${name}`,
    keys: { p256dh: keys.getPublicKey("base64url"), auth: auth.toString("base64url") },
  };
}

async function take(browser: Browser, url: URL, asked: Request): Promise<Response> {
  const { status = 201, retryAfter, waits = 0 } = browser.answers;
  const body = Buffer.from(await asked.arrayBuffer());
  const vapid = await sender(asked.headers.get("authorization") ?? "", url.origin);
  const opened = ece.decrypt(body, {
    version: "aes128gcm",
    privateKey: browser.keys,
    authSecret: browser.auth.toString("base64url"),
  });
  browser.came.push({
    ...{ at: Date.now(), headers: Object.fromEntries(asked.headers), bytes: body.length, vapid },
    payload: JSON.parse(opened.toString("utf8")),
  });
  if (waits > 0) await new Promise((done) => setTimeout(done, waits));
  return new Response(null, { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } });
}

/** @throws where the signature does not hold, or is for another push service, or for too long (RFC 8292, section 2) */
async function sender(authorization: string, origin: string): Promise<JWTPayload & { key: string }> {
  const [, token = "", key = ""] = /^vapid t=([^,]+), k=(.+)$/u.exec(authorization) ?? [];
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  const publicKey = await importJWK({ kty: "EC", crv: "P-256", x, y }, "ES256");
  const { payload } = await jwtVerify(token, publicKey, {
    audience: origin,
    algorithms: ["ES256"],
    maxTokenAge: "1 minute",
    // Of a worker whose clock a test put forward.
    clockTolerance: "1 minute",
  });
  if ((payload.exp ?? Infinity) - Date.now() / 1_000 > 86_400) throw new Error("It holds for more than a day.");
  return { ...payload, key };
}
