/** The word of a class's site: as the command signs it, and as the docs' lines in Node and Python do. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { signWidgetCommand } from "../../tools/place/sign-widget.ts";

const SECRET = Buffer.from("0123456789abcdef0123456789abcdef").toString("base64url");
const key = new Uint8Array(Buffer.from(SECRET, "base64url"));
const folder = mkdtempSync(join(tmpdir(), "sign-widget-"));
const docs = readFileSync("docs/class-site-signing.md", "utf8");

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

async function printed(args: string[], env: NodeJS.ProcessEnv = { PLACE_WIDGET_SECRET: SECRET }): Promise<string> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  expect(await signWidgetCommand(args, env)).toBe(0);
  return String(log.mock.calls.at(-1)?.[0]);
}
const SAID = ["--kid", "k1", "--sub", "s-1", "--name", "Ada Lovelace"];

test("a word says who it is, for five minutes at most, by the key that it names", async () => {
  const jwt = await printed([...SAID, "--widget", "w1"]);
  const { payload, protectedHeader } = await jwtVerify(jwt, key, { algorithms: ["HS256"], audience: "w1" });
  expect(protectedHeader).toEqual({ alg: "HS256", kid: "k1", typ: "JWT" });
  expect(payload).toMatchObject({ sub: "s-1", name: "Ada Lovelace" });
  expect(payload.exp! - payload.iat!).toBe(300);
});

test("a pair of Ed25519 is made for its owner alone, and signs", async () => {
  const file = join(folder, "site.pem");
  const x = await printed(["--make-key", file], {});
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const jwt = await printed([...SAID, "--key", file, "--seconds", "60"], {});
  const verifier = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const { payload } = await jwtVerify(jwt, verifier, { algorithms: ["EdDSA"] });
  expect(payload.exp! - payload.iat!).toBe(60);
  await expect(signWidgetCommand(["--make-key", file], {})).rejects.toThrow(/EEXIST/u);
});

test.each([
  [[], { PLACE_WIDGET_SECRET: SECRET }, /--kid, --sub and --name/u],
  [[...SAID, "--seconds", "301"], { PLACE_WIDGET_SECRET: SECRET }, /up to 300/u],
  [SAID, {}, /PLACE_WIDGET_SECRET/u],
  [SAID, { PLACE_WIDGET_SECRET: "short" }, /43 characters/u],
])("%j is told what is missing", async (args, env, says) => {
  await expect(signWidgetCommand(args, env)).rejects.toThrow(says);
});

const USER = { id: "s-7", name: "Zoë Ω" };
const codeIn = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "u").exec(docs)?.[1] ?? "";

async function isRight(jwt: string): Promise<void> {
  const { payload } = await jwtVerify(jwt.trim(), key, { algorithms: ["HS256"] });
  expect(payload).toMatchObject({ sub: USER.id, name: USER.name });
  expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(300);
  expect(decodeProtectedHeader(jwt.trim()).kid).toBe("k1");
  expect(decodeJwt(jwt.trim()).iat).toBeTypeOf("number");
}

test("the docs' ten lines of Node sign it", async () => {
  const file = join(folder, "word.mjs");
  writeFileSync(file, codeIn("js"));
  const { word } = (await import(/* @vite-ignore */ file)) as { word: (...args: unknown[]) => string };
  await isRight(word(USER, "k1", SECRET));
});

const run = promisify(execFile);
const hasPython = () => run("python3", ["--version"]).then(...([() => true, () => false] as const));

test("the docs' ten lines of Python sign it", async () => {
  if (!(await hasPython())) return console.warn("There is no python3 here: nobody ran the lines.");
  const call = `\nprint(word(json.loads('${JSON.stringify(USER)}'), "k1", "${SECRET}"))\n`;
  const { stdout } = await run("python3", ["-c", codeIn("python") + call]);
  await isRight(stdout);
});

test("each is ten lines at most", () => {
  for (const language of ["js", "python", "php"])
    expect(codeIn(language).trim().split("\n").length).toBeLessThanOrEqual(10);
});
