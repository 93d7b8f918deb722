/** "a•••@example.com": only its owner recognises it. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email.slice(0, at)][0]}•••${email.slice(at)}`;
}
