// The service's REST API, and the reasons for its refusals.

export class Refused extends Error {}

/** Returns the response, or throws the service's reason for refusing the request. */
export async function send(method, path, body, type) {
  let response;
  try {
    response = await fetch(path, { method, body, headers: type ? { 'Content-Type': type } : {} });
  } catch {
    throw new Refused('The service cannot be reached.');
  }
  if (!response.ok) {
    throw new Refused(await reason(response));
  }
  return response;
}

async function reason(response) {
  try {
    const problem = await response.json();
    return problem.detail ? `${problem.title}. ${problem.detail}` : `${response.status} ${problem.title ?? problem.error}`;
  } catch {
    return `The service refuses this request (${response.status}).`;
  }
}

export const modulePath = (name) => `modules/${encodeURIComponent(name)}`;

export function formatMillis(millis) {
  if (millis < 1) {
    return `${Math.round(millis * 1000)} µs`;
  }
  return millis < 1000 ? `${Number(millis.toPrecision(3))} ms` : `${Number((millis / 1000).toPrecision(3))} s`;
}

/** Runs one action at a time for a control, which keeps the focus meanwhile. */
export async function busy(control, action) {
  if (control.getAttribute('aria-disabled') === 'true') {
    return;
  }
  control.setAttribute('aria-disabled', 'true');
  try {
    await action();
  } finally {
    control.removeAttribute('aria-disabled');
  }
}

/** Shows or clears an error beside a form; marks the field that it is about, if known. */
export function showError(element, message, field) {
  const of = element.closest('form, section');
  of.querySelectorAll('[aria-invalid]').forEach((input) => input.removeAttribute('aria-invalid'));
  element.hidden = !message;
  element.textContent = message ?? '';
  if (message && field) {
    field.setAttribute('aria-invalid', 'true');
  }
}
