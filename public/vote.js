const { provisional } = document.currentScript.dataset;
const isSeen = () => document.visibilityState === 'visible' && !document.prerendering;

async function record() {
  if (!isSeen()) return;
  document.removeEventListener('visibilitychange', record);
  const answer = await fetch(provisional, { method: 'POST' });
  if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

function show(page) {
  const main = document.querySelector('main');
  const hadFocus = main.contains(document.activeElement) && document.activeElement !== main;
  main.ariaLive = 'polite';
  main.replaceChildren(...page.querySelector('main').childNodes);
  document.title = page.title;
  // A press meant for the button that stood here a moment ago must not become the opposite.
  const buttons = [...main.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  setTimeout(() => {
    for (const button of buttons) button.disabled = false;
    if (hadFocus) main.querySelector('button, a')?.focus();
  }, 1_000);
}

document.addEventListener('visibilitychange', record);
record();
