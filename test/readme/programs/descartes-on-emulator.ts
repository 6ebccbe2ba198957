import {
  DescartesStorage as RealDescartesStorage,
  type DescartesStorageOptions,
} from "../../../src/descartes/index.ts";
import { store } from "./prelude.ts";

export { saveLogin } from "../../../src/descartes/index.ts";

// Stands for footbridge/descartes when the programs of the pages run.

/** The client, on the emulator and in its time, with what the emulator's greeting tells to export in its environment. */
export class DescartesStorage extends RealDescartesStorage {
  static override fromEnvironment(options: DescartesStorageOptions = {}): RealDescartesStorage {
    const { fetch, clock, url, iamUrl, clientId, refreshToken } = store;
    return RealDescartesStorage.fromEnvironment(
      { fetch, clock, ...options },
      {
        DESCARTESLABS_STORAGE_URL: url,
        DESCARTESLABS_IAM_URL: iamUrl,
        DESCARTESLABS_CLIENT_ID: clientId,
        DESCARTESLABS_CLIENT_SECRET: refreshToken,
        DESCARTESLABS_NO_JWT_CACHE: "true",
      },
    );
  }
}
