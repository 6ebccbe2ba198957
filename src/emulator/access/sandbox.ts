/** Kinds of content that a browser runs scripts of. */
const ACTIVE = /html|xml|svg/iu;

/**
 * Keeps what users have put into a platform apart from the emulator's window, which has the same origin: opened in a browser, a
 * page of theirs gets an origin of its own, from which it reads nothing that the window keeps.
 */
export function sandbox(answer: Response): Response {
  if (ACTIVE.test(answer.headers.get("content-type") ?? ""))
    answer.headers.set("content-security-policy", "sandbox");
  return answer;
}
