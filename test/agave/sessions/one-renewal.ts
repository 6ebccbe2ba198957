/** A process of its own that restores the session of a folder and asks once: run by the test of two processes. */
import { Agave } from "../../../src/agave/index.ts";

const [cacheDir = ""] = process.argv.slice(2);
const agave = await Agave.restore({ cacheDir }, {});
const { username } = await agave.profiles.me();
process.stdout.write(JSON.stringify({ username, token: agave.tokens?.accessToken }));
