const LEAST_LENGTH = 10;

const CHARACTER_CLASSES = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/];

/** What is wrong with a password that an administrator gives to somebody. */
export function givenPasswordProblem(login: string, password: string): string | undefined {
  if (password.length < LEAST_LENGTH) return `The password has less than ${String(LEAST_LENGTH)} characters`;
  // Whether letter case counts is not known; leaving it out refuses more.
  return password.toLowerCase().includes(login.toLowerCase()) ? "The password contains the login" : undefined;
}

/** What is wrong with a password that somebody chooses. */
export function chosenPasswordProblem(login: string, password: string): string | undefined {
  const problem = givenPasswordProblem(login, password);
  if (problem !== undefined) return problem;
  if (/(.)\1\1/s.test(password)) return "The password has a character three times in a row";
  const classes = CHARACTER_CLASSES.filter((pattern) => pattern.test(password)).length;
  return classes < 3
    ? "The password needs three of upper case, lower case, digit and special character"
    : undefined;
}
