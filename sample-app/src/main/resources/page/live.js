// Keeps the page as the server would render it now. An event only signals a change.

import { send } from './api.js';

const RETRY_MILLIS = 10_000;
const connection = document.getElementById('connection');
let running = null;
let again = false;
let events = null;
let retry = null;

/** Fetches the page and applies the changes. Calls during a fetch share the next one. */
export function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = update().finally(() => {
    running = null;
  });
  return running;
}

async function update() {
  do {
    again = false;
    const response = await send('GET', './');
    apply(new DOMParser().parseFromString(await response.text(), 'text/html'));
  } while (again);
}

function apply(fresh) {
  for (const list of document.querySelectorAll('[data-live-list]')) {
    updateList(list, fresh.getElementById(list.id));
  }
  for (const old of document.querySelectorAll('[data-live]')) {
    const now = fresh.getElementById(old.id);
    if (now && !old.isEqualNode(now)) {
      old.replaceWith(document.adoptNode(now));
    }
  }
}

/** Children that stay are not replaced, so that a focused element keeps the focus. */
function updateList(list, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const child of [...list.children]) {
    if (!wanted.has(child.id)) {
      const focused = child.contains(document.activeElement);
      child.remove();
      if (focused) {
        list.closest('[tabindex]')?.focus();
      }
    }
  }
  let next = list.firstElementChild;
  for (const child of [...fresh.children]) {
    if (next?.id === child.id) {
      next = next.nextElementSibling;
    } else {
      list.insertBefore(document.adoptNode(child), next);
    }
  }
}

export function showConnection(state, text) {
  if (connection.textContent !== text) {
    connection.dataset.state = state;
    connection.textContent = text;
  }
}

/** Refreshes when the server sends an event. Without a connection, shows that and tries again. */
export function follow() {
  if (events && events.readyState !== EventSource.CLOSED) {
    return;
  }
  clearTimeout(retry);
  events = new EventSource('events');
  events.addEventListener('open', () => {
    showConnection('live', 'Updates automatically');
    quietly();
  });
  events.addEventListener('changed', () => {
    if (!document.hidden) {
      quietly();
    }
  });
  events.addEventListener('error', () => {
    showConnection('cut', 'Not updating automatically: press Refresh');
    if (events.readyState === EventSource.CLOSED) {
      retry = setTimeout(follow, RETRY_MILLIS);
    }
  });
}

function quietly() {
  refresh().catch(() => {}); // the connection status shows the error
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    quietly();
  }
});
