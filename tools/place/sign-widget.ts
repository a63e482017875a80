/** `place sign-widget`: the word by which a class's site says who somebody is, for a test and as an example of how it is made. */
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SignJWT } from "jose";

const SECONDS_MAX = 300;

export const SIGN_WIDGET_USAGE = `npm run place -- sign-widget --kid ID --sub ID --name NAME [options]

  Prints a JWT by which a widget knows somebody: what the server of a class's site makes for who is signed in there. The key is one of the
  class's (Settings → Class site). Of HS256 its secret is read from the environment, PLACE_WIDGET_SECRET, so that it stands in no list of
  processes; of EdDSA the private key is a file.

  --kid ID            name of the key
  --sub ID            whom the site means: the same text each time for the same person
  --name NAME         as what they are shown
  --seconds N         how long it holds, ${SECONDS_MAX} at most and unless told
  --widget ID         for this widget alone (aud)
  --key FILE          private key of Ed25519, PEM: the word is signed with EdDSA
  --make-key FILE     makes such a key, and prints the public half that PLACE is told; nothing is signed
  --help              this page`;

const usage = (message: string) => new TypeError(`${message}\n\n${SIGN_WIDGET_USAGE}`, { cause: "usage" });

/** Returns the exit code. */
export async function signWidgetCommand(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      kid: { type: "string" },
      sub: { type: "string" },
      name: { type: "string" },
      seconds: { type: "string", default: String(SECONDS_MAX) },
      widget: { type: "string" },
      key: { type: "string" },
      "make-key": { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) console.log(SIGN_WIDGET_USAGE);
  else if (values["make-key"] !== undefined) console.log(makeKey(values["make-key"]));
  else {
    const { kid, sub, name, widget, key } = values;
    if (!kid || !sub || !name) throw usage("It takes --kid, --sub and --name.");
    const seconds = Number(values.seconds);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > SECONDS_MAX)
      throw usage(`--seconds is a whole number up to ${SECONDS_MAX}.`);
    const signer = key === undefined ? secretIn(env) : createPrivateKey(readFileSync(key));
    console.log(await signWord({ kid, sub, name, seconds, widget }, signer));
  }
  return 0;
}

interface Word {
  kid: string;
  sub: string;
  name: string;
  seconds: number;
  /** Public id of the one widget that it is for. */
  widget?: string | undefined;
}

/** @param signer the secret's bytes: HS256; a private key: EdDSA */
function signWord({ kid, sub, name, seconds, widget }: Word, signer: Parameters<SignJWT["sign"]>[0]) {
  const now = Math.floor(Date.now() / 1000);
  const word = new SignJWT({ name })
    .setProtectedHeader({ alg: signer instanceof Uint8Array ? "HS256" : "EdDSA", kid, typ: "JWT" })
    .setSubject(sub)
    .setIssuedAt(now)
    .setExpirationTime(now + seconds);
  return (widget === undefined ? word : word.setAudience(widget)).sign(signer);
}

function secretIn({ PLACE_WIDGET_SECRET: secret = "" }: NodeJS.ProcessEnv): Uint8Array {
  if (!/^[\w-]{43}$/u.test(secret))
    throw usage("PLACE_WIDGET_SECRET is to be the key's secret, 43 characters, or --key a file.");
  return new Uint8Array(Buffer.from(secret, "base64url"));
}

/** Written for its owner alone, and never over a file that is there. @returns the public half, base64url */
function makeKey(file: string): string {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  return publicKey.export({ format: "jwk" }).x ?? "";
}
