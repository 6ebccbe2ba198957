// Serves the three emulators for programs of other runtimes; says where, in one line, and ends with its input.
import { createServer, request } from "node:http";
import { pipeline } from "node:stream";
import { emulateAgave, emulateDescartes, emulateSaagie } from "footbridge/emulator";

const allowOrigins = process.argv.slice(2);
const saagie = emulateSaagie({ runSeconds: 0.5, projectSeconds: 0, cleanSeconds: 0 });
saagie.scripts.set("Endless", { seconds: Infinity });
const [descartes, agave] = [emulateDescartes({ start: new Date() }), emulateAgave({ start: new Date() })];
const listening = await Promise.all([saagie, descartes, agave].map((one) => one.listen({ allowOrigins })));
const [onSaagie, onDescartes, onAgave] = listening;

/** What stands before a platform that lets pages read no header but those that browsers always show. */
async function reserved({ url }) {
  const proxy = createServer((incoming, answer) => {
    const { method, headers } = incoming;
    const outgoing = request(new URL(incoming.url, url), { method, headers }, (response) => {
      const { "access-control-expose-headers": _exposed, ...told } = response.headers;
      answer.writeHead(response.statusCode, told);
      pipeline(response, answer, () => {});
    });
    pipeline(incoming, outgoing, () => {});
  });
  await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${proxy.address().port}`;
}

const [reservedSaagie, reservedDescartes, reservedAgave] = await Promise.all(listening.map(reserved));
const { platform, realm, user, password } = saagie;
const places = {
  saagie: { url: onSaagie.url, platform, realm, user, password },
  descartes: {
    url: `${onDescartes.url}/storage/v1`,
    iamUrl: onDescartes.url,
    clientId: descartes.clientId,
    refreshToken: descartes.refreshToken,
  },
  agave: {
    baseUrl: onAgave.url,
    username: agave.user,
    password: agave.password,
    apiKey: agave.clientKey,
    apiSecret: agave.clientSecret,
  },
  reserved: {
    saagie: { url: reservedSaagie },
    descartes: { url: `${reservedDescartes}/storage/v1`, iamUrl: reservedDescartes },
    agave: { baseUrl: reservedAgave },
  },
  controls: { saagie: onSaagie.control, descartes: onDescartes.control, agave: onAgave.control },
};
process.stdout.write(`${JSON.stringify(places)}\n`);
process.stdin.resume();
process.stdin.once("end", () => process.exit());
