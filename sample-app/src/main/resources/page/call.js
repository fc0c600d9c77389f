// Calls a function and shows its result. Names and results come from untrusted modules: shown as
// text only.

import { Refused, busy, formatMillis, modulePath, send, showError } from './api.js';
import { refresh } from './live.js';

const form = document.getElementById('call');
const modules = document.getElementById('call-module');
const functions = document.getElementById('call-function');
const args = document.getElementById('call-arguments');
const signature = document.getElementById('call-signature');
const error = document.getElementById('call-error');
const result = document.getElementById('result');
let known = [];
let image = null;
let chosen = '';

export async function chooseModule(name) {
  modules.value = name;
  await listFunctions();
  functions.focus();
}

async function listFunctions() {
  const name = modules.value;
  chosen = name;
  known = [];
  functions.replaceChildren(); // the previous module's functions cannot be called meanwhile
  if (name) {
    const module = await (await send('GET', modulePath(name))).json();
    if (modules.value !== name) {
      return; // another module was chosen meanwhile, and its request is under way
    }
    known = module.functions;
  }
  functions.replaceChildren(...known.map((one) => new Option(one.name, one.name)));
  functions.selectedIndex = Math.max(0, known.findIndex((one) => one.example));
  describe();
}

function describe() {
  const one = known[functions.selectedIndex];
  if (!one) {
    signature.textContent = modules.value ? 'This module exports no function.' : '';
    args.value = '[]';
    return;
  }
  signature.textContent = `${one.name}(${one.parameters.join(', ')}) → ${one.result || 'nothing'}`;
  args.value = one.example ?? JSON.stringify(one.parameters.map(() => 0));
}

async function call() {
  if (!modules.value || !functions.value) {
    const missing = modules.value ? functions : modules;
    missing.focus();
    throw Object.assign(new Refused('Choose a module and a function.'), { field: missing });
  }
  const path = `${modulePath(modules.value)}/functions/${encodeURIComponent(functions.value)}`;
  const what = `${modules.value}: ${functions.value}(${args.value.trim().replace(/^\[|\]$/g, '')})`;
  const response = await send('POST', path, args.value, 'application/json');
  await show(response, what);
}

async function show(response, what) {
  const caption = document.createElement('p');
  caption.className = 'hint';
  caption.textContent = `${what}${timing(response.headers.get('Server-Timing'))}`;
  const type = response.headers.get('Content-Type') ?? '';
  clear();
  if (type.startsWith('application/json')) {
    const { result: value, output } = await response.json();
    result.append(caption, text(typeof value === 'string' ? value : JSON.stringify(value, null, 1)));
    if (output) {
      result.append(Object.assign(document.createElement('h3'), { textContent: 'Printed' }), text(output));
    }
    return;
  }
  image = URL.createObjectURL(await response.blob());
  if (type.startsWith('image/')) {
    result.append(caption, Object.assign(new Image(), { src: image, alt: `Image drawn by ${what}` }));
  } else {
    const link = Object.assign(document.createElement('a'), { href: image, download: 'result.bin' });
    link.textContent = 'Save the returned bytes';
    result.append(caption, link);
  }
}

function text(content) {
  const block = document.createElement('pre');
  block.textContent = content;
  return block;
}

/** Formats the Server-Timing header as text. */
function timing(header) {
  const found = /load;desc=(\w+);dur=([\d.eE-]+), call;dur=([\d.eE-]+)/.exec(header ?? '');
  if (!found) {
    return '';
  }
  const [, origin, load, run] = found;
  return ` · module ${origin} in ${formatMillis(Number(load))}, call ${formatMillis(Number(run))}`;
}

function clear() {
  if (image) {
    URL.revokeObjectURL(image);
    image = null;
  }
  result.replaceChildren();
}

/** Clears the form when the chosen module was removed, from this page or elsewhere. */
function resetIfGone() {
  if (chosen && ![...modules.options].some((option) => option.value === chosen)) {
    modules.value = '';
    guarded(listFunctions, modules);
    clear();
  }
}

async function guarded(action, field) {
  showError(error);
  try {
    await action();
  } catch (problem) {
    if (!(problem instanceof Refused)) {
      throw problem;
    }
    clear();
    showError(error, problem.message, problem.field ?? field);
  }
}

export function start() {
  modules.addEventListener('change', () => guarded(listFunctions, modules));
  functions.addEventListener('change', describe);
  new MutationObserver(resetIfGone).observe(modules, { childList: true });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(form, async () => {
      await guarded(call, args);
      await refresh().catch(() => {}); // the connection status shows the error
    });
  });
}
