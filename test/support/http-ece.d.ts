/** What the tests use of http_ece 1.2.1, which comes without types. */
declare module "http_ece" {
  import type { ECDH } from "node:crypto";

  export function decrypt(body: Buffer, how: { version: "aes128gcm"; privateKey: ECDH; authSecret: string }): Buffer;
  const ece: { decrypt: typeof decrypt };
  export default ece;
}
