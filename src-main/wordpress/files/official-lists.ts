import { z } from 'zod';

/** What WordPress.org publishes as checksums. Both are taken from outside: bounded and validated. */
export const mostChecksums = 50_000;

const md5 = z.string().regex(/^[0-9a-f]{32}$/);
/** Relative, without "..": it is only ever compared with paths that were listed. */
const path = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => !text.startsWith('/') && !text.split('/').includes('..') && !text.includes('\0'));
const bounded = (list: object) => Object.keys(list).length <= mostChecksums;
const coreList = z.record(path, md5).refine(bounded);

/** api.wordpress.org/core/checksums/1.0: `checksums` false where it knows none; by version where it was asked without a locale. */
const coreAnswer = z.object({
  checksums: z.union([
    z.literal(false),
    coreList,
    z.record(z.string().max(40), coreList).refine((all) => Object.keys(all).length === 1),
  ]),
  version: z.string().max(40).nullable().default(null),
  locale: z.string().max(40).nullable().default(null),
});
type CoreAnswer = z.infer<typeof coreAnswer>;

const oneOrMore = z.union([md5, z.array(md5).min(1).max(20)]);
/** downloads.wordpress.org/plugin-checksums: a file may have had several contents under one version. */
const pluginAnswer = z.object({
  plugin: z.string().max(200).optional(),
  version: z.string().max(100).optional(),
  files: z.record(path, z.object({ md5: oneOrMore })).refine(bounded),
});

export type CoreList = ReadonlyMap<string, string>;
export type PluginList = ReadonlyMap<string, readonly string[]>;

export type OfficialList =
  | { of: 'core'; version: string | null; locale: string | null; checksums: CoreList }
  | { of: 'plugin'; slug: string | null; version: string | null; checksums: PluginList };

/** Null where it is neither, or where it says that there are none. */
export function readOfficialList(json: unknown): OfficialList | null {
  const core = coreAnswer.safeParse(json);
  if (core.success && core.data.checksums !== false) return ofCore(core.data);
  const plugin = pluginAnswer.safeParse(json);
  if (!plugin.success || core.success) return null;
  const files = Object.entries(plugin.data.files).map(
    ([name, { md5: sums }]) => [name, typeof sums === 'string' ? [sums] : sums] as const,
  );
  const { plugin: slug = null, version = null } = plugin.data;
  return { of: 'plugin', slug, version, checksums: new Map(files) };
}

function ofCore({ version, locale, checksums }: CoreAnswer): OfficialList | null {
  const flat = coreList.safeParse(checksums);
  const [only] = flat.success ? [] : Object.entries(z.record(z.string(), coreList).parse(checksums));
  const [named, list] = flat.success ? [version, flat.data] : (only ?? [null, {}]);
  // What it says of wp-content is of themes and plugins that a site may well have thrown out.
  const core = Object.entries(list).filter(([file]) => !file.startsWith('wp-content/'));
  return core.length === 0 ? null : { of: 'core', version: named, locale, checksums: new Map(core) };
}
