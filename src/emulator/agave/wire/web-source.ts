import type { Services } from "../services.ts";
import { withoutUserInfo } from "./user-info.ts";

/**
 * Reads what lies at an address of the web.
 *
 * @throws Error saying why it cannot be had
 */
export async function readWebSource(
  { options }: Pick<Services, "options">,
  url: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { href, headers } = withoutUserInfo(url);
  const response = await options.fetch(href, { headers });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  await response.body?.cancel();
  throw new Error(`The source answered ${String(response.status)}`);
}
