const form = document.querySelector('form');

function press() {
  if (document.visibilityState !== 'visible' || document.prerendering) return;
  document.removeEventListener('visibilitychange', press);
  form.elements.by.value = 'script';
  form.requestSubmit();
}

document.addEventListener('visibilitychange', press);
document.addEventListener('prerenderingchange', press);
press();
