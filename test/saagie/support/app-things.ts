import type { AppDefinition, AppState, Project } from "../../../src/saagie/index.ts";
import type { TestPlatform } from "./platform.ts";

/** Technologies of the official catalogue. */
export const GRAFANA = "6f1d3c52-0d7e-4f9b-8d21-7c5a1e9b0a04";
export const GRAFANA_CONTEXT = { id: "grafana-8.2", label: "8.2" };

/** An image that needs no credentials. */
export const IMAGE = "nginx:1.25";

/** An app that was made for a test. */
export interface MadeApp {
  readonly id: string;
  readonly name: string;
  readonly project: Project;
}

/** What a plain app is made of. */
export function plainApp(platform: TestPlatform, more: Partial<AppDefinition> = {}): AppDefinition {
  return { name: platform.unique("app"), image: IMAGE, ports: [{ number: 8080, name: "Web" }], ...more };
}

/** Makes an app in the project that the tests share. */
export async function makeApp(platform: TestPlatform, more: Partial<AppDefinition> = {}): Promise<MadeApp> {
  const project = await platform.project();
  const { id, name } = await platform.saagie.apps.create(project.id, plainApp(platform, more));
  // It would run on.
  platform.afterwards(() => platform.saagie.apps.delete(id));
  return { id, name, project };
}

/** Makes an app that has started. */
export async function makeStartedApp(
  platform: TestPlatform,
  more: Partial<AppDefinition> = {},
): Promise<MadeApp & { readonly state: AppState }> {
  const app = await makeApp(platform, more);
  return { ...app, state: await platform.saagie.apps.waitUntil(app.id, "STARTED", platform.patience) };
}

/** A storage that was made for a test. */
export interface MadeStorage {
  readonly id: string;
  readonly name: string;
  readonly project: Project;
}

/** Makes a storage in the project that the tests share. */
export async function makeStorage(platform: TestPlatform, name?: string): Promise<MadeStorage> {
  const project = await platform.project();
  const definition = { name: name ?? platform.unique("storage"), size: "1 GB" };
  const { id } = await platform.saagie.storages.create(project.id, definition);
  return { id, name: definition.name, project };
}

/** Makes an app that mounts a storage. */
export async function makeMounted(
  platform: TestPlatform,
): Promise<{ readonly app: MadeApp; readonly storage: MadeStorage }> {
  const storage = await makeStorage(platform);
  const app = await makeApp(platform, { storages: [{ path: "/data", storage: storage.id }] });
  return { app, storage };
}
