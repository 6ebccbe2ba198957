// What a page does with Descartes Labs Storage.
import { DescartesStorage } from "footbridge/descartes";

globalThis.runPage = async ({ descartes: place }) => {
  const storage = new DescartesStorage(place);
  const [file] = document.querySelector("#file").files;
  const prefix = `${crypto.randomUUID()}/`;
  const bytes = new Uint8Array(3_000_000).map((_, at) => at % 251);
  await storage.set(`${prefix}bytes`, bytes);
  await storage.setFile(`${prefix}file`, file);
  await storage.set(`${prefix}stream`, new Blob([bytes]).stream(), { partBytes: 1_048_576 });
  const { stream } = await storage.getStream(`${prefix}bytes`);
  const read = new Uint8Array(await new Response(stream).arrayBuffer());
  const keys = [];
  for await (const key of storage.iterList({ prefix })) keys.push(key.slice(prefix.length));
  const { size } = await storage.stat(`${prefix}stream`);
  const saved = await storage.getFile(`${prefix}bytes`, "bytes").then(
    () => "",
    (error) => error.code,
  );
  return {
    "stores bytes and reads them as a stream":
      read.length === bytes.length && read.every((one, at) => one === at % 251),
    "stores a file that a user chose": (await storage.getText(`${prefix}file`)) === (await file.text()),
    "stores a stream part by part": size === bytes.length,
    "lists keys": keys.join() === "bytes,file,stream",
    "says that it has no disk": saved === "INVALID_INPUT",
  };
};
