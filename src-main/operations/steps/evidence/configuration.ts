import { readServer } from '../read-server.ts';
import { type Keeper, keepPiece, plainName, tellMissing } from './snapshot.ts';

/** wp-config and every file from which its constants come, to the byte. */
export const configurationKeeper: Keeper = {
  kind: 'wp-config',
  words: 'Keep wp-config',
  plan: async () => ({ words: 'wp-config', bytes: 2 ** 20 }),
  async keep(snapshot) {
    const { host, configuration } = snapshot.open;
    if (!host || !configuration) return tellMissing(snapshot, 'wp-config', 'not kept', outOfReach, false);
    const paths = [...configuration.writing.keys()];
    const { files } = await readServer(host, configuration.root, { files: paths });
    for (const [index, path] of paths.entries()) {
      const file = files.get(path);
      if (typeof file !== 'object') {
        tellMissing(snapshot, 'wp-config', path, 'It can’t be read any more.', true);
        continue;
      }
      await keepPiece(snapshot, 'wp-config', {
        name: `${index + 1}-${plainName(path.slice(path.lastIndexOf('/') + 1))}`,
        from: path === file.realPath ? path : `${path}, which is ${file.realPath}`,
        packed: false,
        body: (async function* () {
          yield file.bytes;
        })(),
      });
    }
  },
};

export const outOfReach = 'Its files are not in reach: it is reached by its database alone.';
