/** A passkey in software: ES256, attestation "none", what a phone or a password manager answers. */
import { isoCBOR } from "@simplewebauthn/server/helpers";
import { SITE } from "./people.ts";

interface CreationOptions {
  challenge: string;
  rp: { id?: string };
  user: { id: string };
}
interface RequestOptions {
  challenge: string;
  rpId?: string;
}
/** `onlyTouched`: it says that it did not look whose hand it is in. */
type Lie = { origin?: string; rpId?: string; challenge?: string; onlyTouched?: boolean };

const base64url = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(bytes as Uint8Array).toString("base64url");
const sha256 = async (bytes: Uint8Array) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));

export class Authenticator {
  readonly id = crypto.getRandomValues(new Uint8Array(16));
  /** Account id, told at registration and again at each sign-in. */
  userHandle = "";
  counter = 0;
  readonly #keys = crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]) as Promise<CryptoKeyPair>;

  async create({ challenge, rp, user }: CreationOptions, lie: Lie = {}) {
    this.userHandle = user.id;
    const authData = await this.#authData(lie.rpId ?? rp.id ?? "", await this.#attested());
    const attestation = new Map<string, unknown>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]);
    return this.#credential({
      clientDataJSON: this.#clientData("webauthn.create", lie.challenge ?? challenge, lie.origin),
      attestationObject: base64url(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])),
      transports: ["internal"],
    });
  }

  async get({ challenge, rpId = "" }: RequestOptions, lie: Lie = {}) {
    const authenticatorData = await this.#authData(lie.rpId ?? rpId, undefined, lie.onlyTouched);
    const clientDataJSON = this.#clientData("webauthn.get", lie.challenge ?? challenge, lie.origin);
    const signed = Buffer.concat([authenticatorData, await sha256(Buffer.from(clientDataJSON, "base64url"))]);
    const { privateKey } = await this.#keys;
    const signature = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, signed));
    return this.#credential({
      clientDataJSON,
      authenticatorData: base64url(authenticatorData),
      signature: base64url(der(signature)),
      userHandle: this.userHandle,
    });
  }

  #credential<R>(response: R) {
    return {
      id: base64url(this.id),
      rawId: base64url(this.id),
      type: "public-key",
      clientExtensionResults: {},
      response,
    };
  }

  #clientData(type: string, challenge: string, origin = SITE): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString("base64url");
  }

  /** WebAuthn section 6.1: hash of the relying party, flags (present, verified), counter, and the new credential. */
  async #authData(
    rpId: string,
    attested: Uint8Array = new Uint8Array(),
    onlyTouched = false,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = 0x01 | (onlyTouched ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0);
    return new Uint8Array(
      Buffer.concat([await sha256(new TextEncoder().encode(rpId)), Buffer.from([flags]), counter, attested]),
    );
  }

  async #attested(): Promise<Uint8Array> {
    const { x = "", y = "" } = (await crypto.subtle.exportKey("jwk", (await this.#keys).publicKey)) as JsonWebKey;
    const bytes = (part: string) => new Uint8Array(Buffer.from(part, "base64url"));
    // COSE: key type EC2, algorithm ES256, curve P-256, and the point.
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(x)],
        [-3, bytes(y)],
      ]) as Parameters<typeof isoCBOR.encode>[0],
    );
    return Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, cose]);
  }
}

/** WebAuthn signs in DER; the platform gives the two numbers side by side. */
function der(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    const from = bytes.findIndex((byte) => byte !== 0);
    const trimmed = bytes.subarray(from);
    const body = trimmed[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : Buffer.from(trimmed);
    return Buffer.concat([Buffer.from([2, body.length]), body]);
  };
  const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
