// Uploads a module from a file input or a drop.

import { Refused, busy, formatMillis, modulePath, send, showError } from './api.js';
import { refresh } from './live.js';

const form = document.getElementById('upload');
const drop = document.getElementById('drop');
const file = document.getElementById('upload-file');
const name = document.getElementById('upload-name');
const error = document.getElementById('upload-error');
const status = document.getElementById('upload-status');

function refuse(message, field) {
  field.focus();
  throw Object.assign(new Refused(message), { field });
}

/** Returns a name that the service accepts, made from the file's own name, if possible. */
function nameOf(chosen) {
  return chosen.name.replace(/\.wasm$/i, '').toLowerCase().replace(/[^a-z0-9._-]+/g, '-').slice(0, 64);
}

async function upload() {
  const chosen = file.files[0];
  if (!chosen) {
    refuse('Choose a file.', file);
  }
  if (!name.value) {
    refuse('Give the module a name.', name);
  }
  if (chosen.size > Number(form.dataset.maximum)) {
    // The server refuses and closes the connection while the browser still sends: the reason would
    // never be read.
    refuse(`Module too large. ${form.dataset.tooLarge}`, file);
  }
  status.textContent = `Uploading ${name.value} …`;
  const response = await send('POST', modulePath(name.value), chosen, 'application/wasm');
  const module = await response.json();
  await refresh();
  const how = module.loaded ? `${module.loaded.origin} in ${formatMillis(module.loaded.millis)}` : 'live under another name';
  status.textContent = `${module.name} is hosted: ${how}.`;
  form.reset();
}

function submit() {
  return busy(form, async () => {
    showError(error);
    status.textContent = '';
    try {
      await upload();
    } catch (problem) {
      if (!(problem instanceof Refused)) {
        throw problem;
      }
      status.textContent = '';
      showError(error, problem.message, problem.field ?? file);
    }
  });
}

export function start() {
  file.addEventListener('change', () => {
    if (file.files[0]) {
      name.value = nameOf(file.files[0]);
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  // A file that misses the target must not replace the page.
  for (const type of ['dragover', 'drop']) {
    window.addEventListener(type, (event) => event.preventDefault());
  }
  drop.addEventListener('dragover', () => drop.classList.add('over'));
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    drop.classList.remove('over');
    if (event.dataTransfer.files.length > 0) {
      file.files = event.dataTransfer.files;
      name.value = nameOf(file.files[0]);
      submit();
    }
  });
}
