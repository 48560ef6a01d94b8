import { plain } from '../who.ts';
import type { FlagCheck } from './flag.ts';

/** The user has a role that, as the agency says, nobody should have here. */
export const roleNotHere: FlagCheck = {
  flag: 'role-not-here',
  ofPlaces: false,
  prepare(_facts, { knowledge, sites }) {
    const unwanted = (siteId: string) => {
      const site = sites.get(siteId);
      return knowledge.rolesNotHere.filter(({ client, tag }) => {
        return (client === undefined || site?.client === client) && (tag === undefined || site?.tags.includes(tag));
      });
    };
    const known = new Map<string, Map<string, string>>();
    const rolesAt = (siteId: string) => {
      const before = known.get(siteId);
      if (before) return before;
      const found = new Map(unwanted(siteId).map(({ role }) => [plain(role), role]));
      known.set(siteId, found);
      return found;
    };
    const plainly = new Map<string, string>();
    const asCompared = (role: string) => {
      const text = plainly.get(role) ?? plain(role);
      plainly.set(role, text);
      return text;
    };
    return ({ session }) => {
      if (session.goneAt !== null || session.roles.length === 0) return null;
      const here = rolesAt(session.siteId);
      const role = here.size > 0 ? session.roles.map((one) => here.get(asCompared(one))).find(Boolean) : undefined;
      return role ? `nobody should have the role “${role}” here` : null;
    };
  },
};
