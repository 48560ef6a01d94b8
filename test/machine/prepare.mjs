// Makes a fresh Debian or Ubuntu machine ready for `npm run demo` and `npm test`. Plain Node: nothing is installed yet.
// Says what it does; does nothing, and says nothing, when all is there. Ends with 1 when something must be done by hand.
import { electron } from './electron.mjs';
import { modules } from './modules.mjs';
import { packages } from './packages.mjs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: 20.19 or newer is needed. https://nodejs.org/en/download`);
  process.exit(1);
}

try {
  modules();
  packages();
  electron();
  // Not before: its data is one of the node modules.
  (await import('../../resources/places/build-networks.mjs')).buildNetworks();
} catch (error) {
  console.error(`\nThis machine is not ready: ${error.message}`);
  process.exit(1);
}
