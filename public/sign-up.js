const form = document.querySelector('form[data-puzzle]');
const says = form.querySelector('[role="status"]');
const { parameters, signature } = JSON.parse(form.dataset.puzzle);
let solution;
let isSending = false;

const toBytes = (hex) => hex.match(/../g).map((pair) => Number.parseInt(pair, 16));
const toHex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

// Each try is the browser's own work beside the page, which stays free for typing.
async function solve({ nonce, salt, cost, keyLength, keyPrefix }) {
  const password = new Uint8Array([...toBytes(nonce), 0, 0, 0, 0]);
  const counterAt = new DataView(password.buffer, password.length - 4);
  const rule = {
    name: 'PBKDF2',
    hash: 'SHA-256',
    salt: new Uint8Array(toBytes(salt)),
    iterations: cost,
  };
  for (let counter = 0; ; counter += 1) {
    counterAt.setUint32(0, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derivedKey = toHex(await crypto.subtle.deriveBits(rule, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
}

function begin() {
  solution ??= solve(parameters);
  return solution;
}

// What goes wrong here is said when the form is sent.
form.addEventListener('focusin', () => begin().catch(() => {}), { once: true });
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  says.textContent = form.dataset.solving;
  try {
    const solved = { challenge: { parameters, signature }, solution: await begin() };
    form.elements.altcha.value = btoa(JSON.stringify(solved));
    form.submit();
  } catch {
    isSending = false;
    says.textContent = form.dataset.unsolvable;
  }
});
addEventListener('pageshow', () => {
  isSending = false;
  says.textContent = '';
});
