#!/usr/bin/env bash
# nodemailer 10.6.1 inside of workerd 1.20261023.1 (miniflare 5.20261023.2-beta), with a real mail server (smtp-server 3.21.6)
# beside it.
#
# Guess: mail by SMTP is not to be had in a worker, which has no sockets of Node's kind. Seen: bundled as it is, nodemailer opens
# the connection with `node:net`, signs in with AUTH and delivers; subject and text arrive encoded. The one thing that ends it is an
# option: with `rejectUnauthorized: false`, with which schools reach the server in their own house, the upgrade by STARTTLS ends
# with "The options.rejectUnauthorized option is not implemented" (ETLS), before anything is sent. Mail of a class can go out of the
# worker itself; the server needs a certificate that a stranger would take.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 esbuild@0.28.2 nodemailer@10.6.1 smtp-server@3.21.6 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { build } from "esbuild";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
import { SMTPServer } from "smtp-server";
const worker = `
import nodemailer from "nodemailer";
export default {
  async fetch(request) {
    const transport = nodemailer.createTransport({ host: "127.0.0.1", auth: { user: "ada", pass: "secret" }, ...(await request.json()) });
    const mail = { from: "a@example.org", to: "b@example.org", subject: "Übung 3", text: "Bis Montag, 李" };
    return transport.sendMail(mail).then((done) => new Response(done.response), (error) => new Response(error.code + " " + error.message));
  },
};`;
const bundle = await build({
  stdin: { contents: worker, resolveDir: "." },
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  external: ["node:*"],
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("/");' },
});
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: bundle.outputFiles[0].text }],
    compatibilityDate: "2026-10-23",
  }),
);
const mails = [];
const server = (disabledCommands) =>
  new Promise((resolve) => {
    const smtp = new SMTPServer({
      disabledCommands,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) => done(password === "secret" ? null : new Error("no"), { user: username }),
      onData: async (stream, session, done) => {
        mails.push([session.user, Buffer.concat(await stream.toArray()).toString()]);
        done(null, "stored");
      },
    });
    smtp.on("error", () => {});
    smtp.listen(0, "127.0.0.1", () => resolve(smtp.server.address().port));
  });
const send = async (options) => (await miniflare.dispatchFetch("http://x/", { method: "POST", body: JSON.stringify(options) })).text();
const [plain, upgrading] = [await server(["STARTTLS"]), await server([])];
const seen = {
  plain: await send({ port: plain }),
  told: await send({ port: upgrading, tls: { rejectUnauthorized: false } }),
};
await miniflare.dispose();
console.log(seen, mails);
assert.equal(seen.plain, "250 stored");
assert.match(seen.told, /^ETLS .*rejectUnauthorized option is not implemented/);
assert.equal(mails.length, 1);
assert.equal(mails[0][0], "ada");
assert.match(mails[0][1], /Subject: =\?UTF-8\?Q\?=C3=9Cbung_3\?=/);
assert.match(mails[0][1], /Bis Montag, =E6=9D=8E/);
process.exit(0);
JS
./node_modules/.bin/node run.mjs
