import { busy } from './api.js';
import { start as startCalls } from './call.js';
import { follow, refresh } from './live.js';
import { start as startModules } from './modules.js';
import { start as startUploads } from './upload.js';

const button = document.getElementById('refresh');
const connection = document.getElementById('connection');

button.addEventListener('click', () =>
  busy(button, async () => {
    try {
      await refresh();
    } catch (problem) {
      connection.textContent = problem.message;
      connection.dataset.state = 'unreachable';
    }
  }),
);
startModules();
startCalls();
startUploads();
follow();
