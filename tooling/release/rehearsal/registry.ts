import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { runServer } from "verdaccio";

/** A registry on loopback that knows no other. */
export interface Registry {
  readonly url: string;
  /** What makes npm and pnpm use it, and only it. */
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/** Starts an empty registry, with one user who may publish. All it writes is in `folder`. */
export async function startRegistry(folder: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const server = (await runServer({
    self_path: join(folder, "config.yaml"),
    configPath: join(folder, "config.yaml"),
    storage: join(folder, "storage"),
    auth: { htpasswd: { file: join(folder, "htpasswd") } },
    security: { api: { legacy: false, jwt: { sign: { expiresIn: "1d" } } } },
    uplinks: {},
    packages: { "**": { access: ["$all"], publish: ["$authenticated"] } },
    web: { enable: false },
    log: { type: "file", path: join(folder, "log"), level: "warn" },
  } as never)) as Server;
  server.listen(0, "127.0.0.1"); // the system chooses a port that is free
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `http://${host}/`;

  const user = { name: "rehearsal", password: "on loopback", email: "rehearsal@localhost" };
  const answer = await fetch(`${url}-/user/org.couchdb.user:${user.name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(user),
  });
  const { token } = (await answer.json()) as { token?: string };
  if (token === undefined) throw new Error(`the registry made no user: ${answer.statusText}`);
  const npmrc = join(folder, "npmrc");
  writeFileSync(npmrc, `registry=${url}\n//${host}/:_authToken=${token}\n`);
  return {
    url,
    env: {
      npm_config_registry: url,
      "npm_config_@chainrule:registry": url,
      npm_config_userconfig: npmrc,
      npm_config_globalconfig: join(folder, "no-npmrc"),
      npm_config_cache: join(folder, "cache"),
      npm_config_audit: "false",
      npm_config_fund: "false",
      npm_config_update_notifier: "false",
      npm_config_provenance: "false", // there is nobody on loopback to vouch for it
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
