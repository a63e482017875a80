/** What the tests use of oidc-provider 9.13.3, which comes without types. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";
  export default class Provider {
    constructor(issuer: string, settings: object);
    proxy: boolean;
    callback(): RequestListener;
  }
}
