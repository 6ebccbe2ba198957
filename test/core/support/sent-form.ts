/** Whether what a `fetch` was given is a form: the client encodes forms itself. */
export function isForm(body: unknown): body is Blob {
  return body instanceof Blob && body.type.startsWith("multipart/form-data");
}

/** The form that a `fetch` was given, read as a server reads it. */
export async function formOf(body: Blob): Promise<FormData> {
  return new Response(body, { headers: { "content-type": body.type } }).formData();
}
