export const mailboxStyle = `
:root {
  color-scheme: light dark;
  --paper: #f4f5f3; --sheet: #fff; --ink: #18211e; --quiet: #55625c; --line: #d5dcd8;
  --accent: #0b6a56; --shade: #eef2f0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #101614; --sheet: #18211d; --ink: #e5ece8; --quiet: #9fb0a8; --line: #2d3a34;
    --accent: #6cd3b8; --shade: #1f2a25;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 64rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
a { color: var(--accent); }
a:focus-visible, input:focus-visible, button:focus-visible, summary:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px;
}
header { margin-bottom: 1.25rem; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.1rem; }
p { margin: 0.35rem 0; }
.quiet { color: var(--quiet); }
form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; margin-bottom: 1rem; }
label { flex: 1 1 14rem; font-weight: 600; }
input {
  display: block; width: 100%; margin-top: 0.25rem; padding: 0.55rem 0.7rem; font: inherit; font-weight: 400;
  color: inherit; background: var(--sheet); border: 1px solid var(--quiet); border-radius: 0.5rem;
}
input::placeholder { color: var(--quiet); opacity: 1; }
button {
  padding: 0.55rem 1.1rem; font: inherit; font-weight: 600; color: var(--paper);
  background: var(--accent); border: 1px solid var(--accent); border-radius: 0.5rem; cursor: pointer;
}
.mails { margin: 0; padding: 0; list-style: none; background: var(--sheet);
  border: 1px solid var(--line); border-radius: 0.75rem; overflow: hidden; }
.mails li + li { border-top: 1px solid var(--line); }
.mails a { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: 0.7rem 1rem;
  color: inherit; text-decoration: none; }
.mails a:hover { background: var(--shade); }
.mails a:focus-visible { outline-offset: -3px; }
.mails strong { overflow-wrap: anywhere; }
.mails .to { grid-column: 1 / -1; color: var(--quiet); overflow-wrap: anywhere; }
.mails time { color: var(--quiet); white-space: nowrap; font-variant-numeric: tabular-nums; }
nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; margin-top: 1rem; }
dl { margin: 0; padding: 0.75rem 1rem; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 0.75rem; }
dl div { display: grid; grid-template-columns: 10rem 1fr; gap: 0 1rem; padding: 0.15rem 0; }
dt { color: var(--quiet); overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; }
details { margin: 0.75rem 0 0; }
details dl { margin-top: 0.5rem; }
summary { padding: 0.25rem 0; color: var(--accent); cursor: pointer; }
iframe { display: block; width: 100%; height: 80vh; min-height: 28rem; background: #fff;
  border: 1px solid var(--line); border-radius: 0.75rem; resize: both; }
pre { margin: 0; padding: 1rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere;
  font: 0.875rem/1.5 ui-monospace, Menlo, Consolas, monospace; background: var(--sheet);
  border: 1px solid var(--line); border-radius: 0.75rem; }
@media (max-width: 30rem) {
  .mails a { grid-template-columns: 1fr; }
  dl div { grid-template-columns: 1fr; padding: 0.25rem 0; }
}
`;
