const { provisional } = document.currentScript.dataset;
const isSeen = () => document.visibilityState === 'visible' && !document.prerendering;

async function record() {
  if (!isSeen()) return;
  document.removeEventListener('visibilitychange', record);
  const answer = await fetch(provisional, { method: 'POST' });
  if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

/** Takes over what the new page says. The buttons stay what and where they are: a press may be on its way. */
function show(page) {
  for (const part of document.querySelectorAll('[data-part]')) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    part.style.minHeight = `${part.getBoundingClientRect().height}px`;
    part.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
}

document.addEventListener('visibilitychange', record);
record();
