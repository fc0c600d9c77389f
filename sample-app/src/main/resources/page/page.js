import { busy } from './api.js';
import { start as startCalls } from './call.js';
import { follow, refresh, showConnection } from './live.js';
import { start as startModules } from './modules.js';
import { start as startUploads } from './upload.js';

const button = document.getElementById('refresh');

button.addEventListener('click', () =>
  busy(button, async () => {
    try {
      await refresh();
      follow();
    } catch (problem) {
      showConnection('unreachable', problem.message);
    }
  }),
);
startModules();
startCalls();
startUploads();
follow();
