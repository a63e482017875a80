/** A proxy as a school has one: it takes plain requests, refuses upgrades, and may hand on an answer only when all of it is there. */
import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface Proxy {
  url: string;
  /** From now on, also of answers that are on their way. */
  holdsBack: boolean;
  letsUpgradesThrough: boolean;
  /** Scripts that it has itself, by their path: those of another deploy. */
  scripts: Map<string, string>;
  /** Asked through it: paths. */
  asked: string[];
  end(): Promise<void>;
}

export async function openProxy(to: string, { holdsBack = false } = {}): Promise<Proxy> {
  const { hostname, port } = new URL(to);
  const proxy: Proxy = {
    ...{ url: "", holdsBack, letsUpgradesThrough: false, scripts: new Map(), asked: [] },
    end: () => {
      for (const connection of connections) connection.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  const forward = ({ method, url, headers }: IncomingMessage) =>
    request({ hostname, port, method, path: url, headers: { ...headers } });
  const connections = new Set<Socket>();
  const server = createServer((asked, answer) => {
    proxy.asked.push(asked.url ?? "");
    const own = proxy.scripts.get(asked.url ?? "");
    if (own !== undefined) return void answer.setHeader("content-type", "text/javascript").end(own);
    const onward = forward(asked);
    onward.on("response", (answered) => {
      const held: Buffer[] = [];
      if (!proxy.holdsBack) answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.on("data", (piece: Buffer) => (proxy.holdsBack ? held.push(piece) : answer.write(piece)));
      answered.on("end", () => {
        if (!answer.headersSent) answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answer.end(Buffer.concat(held));
      });
      answered.on("error", () => answer.destroy());
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
  });
  server.on("connection", (connection) => connections.add(connection));
  server.on("upgrade", (asked, socket, head) => {
    socket.on("error", () => undefined);
    if (!proxy.letsUpgradesThrough) return void socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    const onward = forward(asked);
    onward.on("error", () => socket.destroy());
    onward.on("upgrade", (answered, behind, first) => {
      const lines = Object.entries(answered.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
      socket.write(first);
      behind.write(head);
      behind.pipe(socket).pipe(behind);
      behind.on("error", () => socket.destroy());
    });
    onward.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
