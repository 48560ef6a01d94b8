import { z } from 'zod';
import { siteId } from '../sites.ts';

const where = {
  /** Left out: on every site of the run. */
  siteId: siteId.optional(),
  /** In a network the blog by its number; elsewhere there is only the first. */
  blog: z.number().int().min(1).max(9_999_999).default(1),
};

const address = z
  .string()
  .max(500)
  .regex(
    /^https?:\/\/[A-Za-z0-9.:[\]-]+(\/[A-Za-z0-9._~%/-]*)?$/,
    'is an http or https address without a question mark',
  );

/** Settings that open a door, each with the value that closes it. */
export const optionChange = z.discriminatedUnion('option', [
  /** Nobody may register: users_can_register, in a network `registration` of all of it. */
  z.object({ option: z.literal('registration'), ...where, value: z.literal('closed') }),
  z.object({
    option: z.literal('default-role'),
    ...where,
    value: z.string().regex(/^[a-z0-9_-]{1,60}$/, 'is the name of a role, such as subscriber'),
  }),
  z.object({ option: z.literal('siteurl'), ...where, value: address }),
  z.object({ option: z.literal('home'), ...where, value: address }),
]);
export type OptionChange = z.infer<typeof optionChange>;

export const setOptions = z.object({
  operation: z.literal('SetOptions'),
  changes: z.array(optionChange).min(1).max(5000),
});
export type SetOptions = z.infer<typeof setOptions>;
