import { hardenings } from '../../contract/orders/harden-site.ts';
import { editorConstant, lookHardened, uploadsOf } from '../../operations/steps/look-hardened.ts';
import { tryUploads } from '../../operations/steps/uploads-php.ts';
import { fails, holds, unseen, type Verify } from './verification.ts';

/** Rights, the file editor, and a test file in the uploads that is not run and goes again. What was kept on purpose counts as open. */
export const hardened: Verify = async (look) => {
  const { host, configuration, site } = await look.open();
  if (!host || !configuration) return unseen('The site is reached by its database alone; this is about its files.');
  const files = { site, host, configuration };
  const { modes, configurationSeen, cut, edits, editorProblem } = await lookHardened(files, hardenings);
  const uploads = uploadsOf(files);
  const tried = uploads && (await tryUploads(host, uploads, look.tools, async () => undefined));
  const wrong = [
    ...(modes.length > 0
      ? [
          `Everybody on the server may read or write ${modes
            .slice(0, 10)
            .map(({ what }) => what)
            .join(', ')}${modes.length > 10 ? ` and ${modes.length - 10} more` : ''}.`,
        ]
      : []),
    ...(edits.length > 0 ? [`${editorConstant} is not true.`] : []),
    ...(tried?.runs === true ? [tried.told] : []),
  ];
  if (wrong.length > 0) return fails(wrong.join(' ').slice(0, 2000));
  const notSeen = [
    ...(configurationSeen ? [] : ['The rights of wp-config.php can’t be read.']),
    ...(cut ? ['Not every folder could be looked into.'] : []),
    ...(editorProblem === null ? [] : [editorProblem]),
    ...(tried === null ? ['The uploads lie outside the site’s folder, or it has no address.'] : []),
    ...(tried?.runs === null ? [tried.told] : []),
  ];
  if (notSeen.length > 0) return unseen(notSeen.join(' ').slice(0, 2000));
  return holds(
    `Nobody else on the server reads wp-config.php or writes into the site, ${editorConstant} is true. ${tried?.told ?? ''}`
      .trim()
      .slice(0, 2000),
  );
};
