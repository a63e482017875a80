/**
 * Providers of identities, beside the tests of the worker. `id.example` is a real one (npm `oidc-provider`): it checks client, PKCE, nonce and
 * redirect itself, and has its own pages, which a test walks through. `liar.example`, Microsoft's and GitHub's hosts stand in for those that
 * nobody can have here: what the worker is told by them is what the test put into the code.
 */
import { createServer, request as requestHttp } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Response, type Request } from "miniflare";

const SITE = "https://place.test";
/** With what a form has to encode, so that whoever leaves that out is not let in. */
const CLIENT = { id: "place:here", secret: "se+cret/with:all%of it" };

/** As whoever runs PLACE sets it up. */
export const SIGN_IN = JSON.stringify(
  [
    ["Example University", "https://id.example"],
    ["Liar", "https://liar.example"],
    ["Microsoft", "https://login.microsoftonline.com/common/v2.0"],
    ["GitHub", "https://github.com"],
    ["Away", "https://away.example"],
    ["Impostor", "https://impostor.example"],
  ].map(([name, issuer]) => ({ name, issuer, client: CLIENT.id, secret: CLIENT.secret })),
);

const pair = await generateKeyPair("RS256", { extractable: true });
const [privateKey, publicKey] = await Promise.all([exportJWK(pair.privateKey), exportJWK(pair.publicKey)]);
/** By which a test signs in the name of the stand-ins. */
export const SIGNING_KEY: JWK = { ...privateKey, kid: "theirs", alg: "RS256" };
const KEYS = { keys: [{ ...publicKey, kid: "theirs", alg: "RS256", use: "sig" }] };

const describedAs = (issuer: string, host: string) => ({
  issuer,
  authorization_endpoint: `https://${host}/authorize`,
  token_endpoint: `https://${host}/token`,
  jwks_uri: `https://${host}/keys`,
});
const MICROSOFT = "login.microsoftonline.com";
const DESCRIPTIONS: Record<string, object> = {
  "liar.example": {
    ...describedAs("https://liar.example", "liar.example"),
    authorization_response_iss_parameter_supported: true,
  },
  [MICROSOFT]: describedAs(`https://${MICROSOFT}/{tenantid}/v2.0`, MICROSOFT),
  // It speaks for another.
  "impostor.example": describedAs("https://id.example", "impostor.example"),
};

/** Null: none of these hosts. */
export async function answerAsProvider(asked: Request): Promise<Response | null> {
  const { hostname, pathname } = new URL(asked.url);
  if (hostname === "id.example") return askReal(asked);
  if (hostname === "away.example") return new Response(null, { status: 502, headers: { "x-place-unreached": "1" } });
  if (pathname.endsWith("/.well-known/openid-configuration") && DESCRIPTIONS[hostname])
    return Response.json(DESCRIPTIONS[hostname]);
  if (pathname === "/keys") return Response.json(KEYS);
  const isToken = pathname === "/token" || pathname === "/login/oauth/access_token";
  if (isToken && (DESCRIPTIONS[hostname] || hostname === "github.com")) {
    const code = new URLSearchParams(await asked.text()).get("code") ?? "";
    if (code === "bad_verification_code") return Response.json({ error: code });
    return Response.json(hostname === "github.com" ? { access_token: code } : { id_token: code, token_type: "bearer" });
  }
  if (hostname === "api.github.com") {
    const token = asked.headers.get("authorization")?.replace("Bearer ", "") ?? "";
    const isUser = /^\d+-/u.test(token);
    const [id = "", login = ""] = token.split("-");
    return isUser
      ? Response.json({ id: Number(id), login, name: null })
      : Response.json({ message: "Bad credentials" }, { status: 401 });
  }
  return null;
}

let running: Promise<number> | undefined;

/** The real one listens on this machine, and believes that it is where it is asked at. */
async function askReal(asked: Request): Promise<Response> {
  const port = await (running ??= startReal());
  const { pathname, search } = new URL(asked.url);
  const body = Buffer.from(await asked.arrayBuffer());
  const headers = {
    ...Object.fromEntries([...asked.headers].filter(([name]) => !/^(?:mf-|cf-|connection$)/u.test(name))),
    host: "id.example",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "id.example",
  };
  return new Promise((resolve, reject) => {
    const request = requestHttp({ port, path: pathname + search, method: asked.method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const told = Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((each): [string, string] => [name, each]),
      );
      const status = answer.statusCode ?? 502;
      const isEmpty = status === 204 || status === 304;
      const kept = told.filter(([name]) => !/^(?:transfer-encoding|connection)$/u.test(name));
      resolve(new Response(isEmpty ? null : Buffer.concat(chunks), { status, headers: kept }));
    });
    request.once("error", reject);
    request.end(body);
  });
}

async function startReal(): Promise<number> {
  // It costs a second, and most files never ask it.
  const { default: Provider } = await import("oidc-provider");
  const provider = new Provider("https://id.example", {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${SITE}/sign-in/with/id-example`],
        token_endpoint_auth_method: "client_secret_basic",
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email"], profile: ["name", "preferred_username"] },
    // Claims in the ID token itself, as Google and Microsoft have them.
    conformIdTokenClaims: false,
    cookies: { keys: ["test"] },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, email: `${sub}@id.example`, name: `Name of ${sub}`, preferred_username: sub }),
    }),
    features: { devInteractions: { enabled: true } },
  });
  provider.proxy = true;
  const server = createServer(provider.callback());
  server.unref();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return (server.address() as AddressInfo).port;
}
