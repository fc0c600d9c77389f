// Evicts a module and shows how it is loaded again; asks, and removes one.

import { Refused, busy, formatMillis, modulePath, send, showError } from './api.js';
import { chooseModule } from './call.js';
import { refresh } from './live.js';

const status = document.getElementById('modules-status');
const error = document.getElementById('modules-error');

const actions = {
  call: (name) => chooseModule(name),
  evict: (name) => evict(name, 'live'),
  'evict-entries': (name) => evict(name, 'entries'),
  remove,
};

async function evict(name, what) {
  status.textContent = `Evicting ${name} …`;
  await send('DELETE', `${modulePath(name)}/${what}`);
  const { last } = await (await send('GET', modulePath(name))).json();
  await refresh();
  const how = last.origin === 'compiled' ? 'compiled again' : `back from ${last.origin}`;
  status.textContent = `${name} is ${how}, in ${formatMillis(last.millis)}.`;
}

async function remove(name) {
  if (!window.confirm(`Remove ${name}? To host it again, it has to be uploaded again.`)) {
    return;
  }
  await send('DELETE', modulePath(name));
  await refresh();
  status.textContent = `${name} is removed.`;
}

export function start() {
  document.getElementById('modules-rows').addEventListener('click', (event) => {
    const button = event.target.closest('[data-action]');
    if (!button) {
      return;
    }
    busy(button, async () => {
      showError(error);
      try {
        await actions[button.dataset.action](button.closest('tr').dataset.name);
      } catch (problem) {
        if (!(problem instanceof Refused)) {
          throw problem;
        }
        status.textContent = '';
        showError(error, problem.message);
      }
    });
  });
}
