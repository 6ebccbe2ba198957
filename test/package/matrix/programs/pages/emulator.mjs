// A platform and its client in one page, without any network.
import { memoryArchive } from "footbridge/archive";
import { emulateAgave, emulateDescartes, emulateSaagie } from "footbridge/emulator";
import { Saagie } from "footbridge/saagie";

globalThis.runPage = async () => {
  const emulator = emulateSaagie({ clock: "auto" });
  const { url, platform, realm, user, password, fetch, clock } = emulator;
  const saagie = new Saagie({ url, platform, realm, user, password, fetch, clock });
  const [file] = document.querySelector("#file").files;
  await saagie.projects.ensure({ name: "Sales" });
  const definition = { name: "Report", technology: "Bash", commandLine: "sh {file}", file };
  const { id } = await saagie.jobs.create("Sales", definition);
  const run = await saagie.jobs.runAndWait(id);
  const lines = [];
  for await (const { value } of saagie.jobs.logs(run.id)) lines.push(value);
  const archive = memoryArchive();
  await saagie.projects.export("Sales", archive);
  const imported = await saagie.projects.import(archive, { name: "Sales again" });
  const descartes = emulateDescartes();
  await descartes.blobs.put("big", new Uint8Array(3_000_000).fill(7));
  const agave = emulateAgave();
  const tenants = await agave.fetch(`${agave.url}/tenants`);
  const handlers = await emulator.handlers().then(
    () => "",
    (error) => error.message,
  );
  return {
    "runs a job": run.history.currentStatus.status === "SUCCEEDED" && lines.length > 0,
    "exports a project and imports it": imported.status !== "failed",
    "keeps large blobs": (await descartes.blobs.get("big")).length === 3_000_000,
    "answers for Agave": tenants.status === 200,
    "says how msw is handed in": handlers.includes("emulator.handlers(msw)"),
  };
};
