/**
 * The way of the worker's requests out of this machine. What a name leads to is looked at in the moment of connecting, and that very address is
 * connected to: a name that pointed elsewhere when it was looked at before (DNS rebinding) leads nowhere. What stands in an address is looked at by
 * worker/outside-fetch.ts as well. Miniflare itself would let a worker into every network that this machine is in.
 */
import { lookup } from "node:dns";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Request, Response as Answer } from "miniflare";
import { whereaboutsOf, whereaboutsOfIp, type Whereabouts } from "../../protocol/outside-addresses.ts";
import { Response } from "./miniflare.ts";

/** More than any of PLACE's requests reads, and longer than any of them waits. Miniflare takes in an answer as fast as it comes. */
const MOST_BYTES = 8 * 2 ** 20;
const MOST_MS = 60_000;

const DECODERS: Record<string, () => NodeJS.ReadWriteStream> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** @param loopback to this machine too, for development @param resolve how names are resolved: as the system does */
export function outsideNetwork(loopback: boolean, resolve: typeof lookup = lookup) {
  const mayConnect = (to: Whereabouts | undefined) => to === "outside" || (loopback && to === "loopback");

  const guarded: LookupFunction = (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const [first, ...others] = error ? [] : found.filter(({ address }) => mayConnect(whereaboutsOfIp(address)));
      if (!first) return done(error ?? new Error("inside a private network"), "", 4);
      if (options.all) done(null, [first, ...others]);
      else done(null, first.address, first.family);
    });
  };

  /** What miniflare calls for each request. One that throws is answered 500 by it, so a connection that fails is told by this header. */
  return async (asked: Request): Promise<Answer> => {
    const url = new URL(asked.url);
    if (!mayConnect(whereaboutsOf(url.hostname))) return failed();
    try {
      return answerOf(await send(url, asked, guarded));
    } catch {
      return failed();
    }
  };
}

/** Of a runtime of our own: a worker is told so as its `fetch` would throw elsewhere. */
export const UNREACHED_HEADER = "x-place-unreached";
const failed = () => new Response(null, { status: 502, headers: { [UNREACHED_HEADER]: "1" } });

async function send(url: URL, asked: Request, guarded: LookupFunction): Promise<IncomingMessage> {
  const body = Buffer.from(await asked.arrayBuffer());
  const headers = Object.fromEntries(
    [...asked.headers].filter(([name]) => !/^(?:mf-|cf-|host$|connection$)/u.test(name)),
  );
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? requestHttps : requestHttp)(
      url,
      { method: asked.method, headers, lookup: guarded, signal: AbortSignal.timeout(MOST_MS) },
      resolve,
    );
    request.once("error", reject);
    request.end(body);
  });
}

function answerOf(message: IncomingMessage): Answer {
  const { "content-encoding": encoding = "", "content-length": _length, ...headers } = message.headers;
  const decoder = DECODERS[encoding]?.();
  const body = decoder ? message.pipe(decoder) : message;
  message.once("error", (error) => void (decoder as Readable | undefined)?.destroy(error));
  const told = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  const status = message.statusCode ?? 502;
  const isEmpty = status === 204 || status === 304 || status < 200;
  const filtered = told.filter(([name]) => name !== "transfer-encoding" && name !== "connection");
  // Node's own streams and headers, which miniflare's types do not know as such.
  const answer = { status, headers: filtered } as never;
  return new Response(isEmpty ? null : Readable.toWeb(Readable.from(atMost(body as Readable))), answer);
}

async function* atMost(body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += (chunk as Buffer).byteLength;
    yield chunk as Buffer;
    if (bytes >= MOST_BYTES) return;
  }
}
